import { createServer, type Server } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Secret } from '../../../core/base/secret.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { openNodeLines } from '../../../core/providers/node/lines.ts';
import { runNodeProcess } from '../../../core/providers/node/run.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf } from './world.ts';

interface Machine {
  display?: string;
  state?: string;
  refuse?: Record<string, string>;
}

function startLibvirt(settings: Record<string, string>, machine: Machine = {}, secrets: Record<string, Secret> = {}) {
  const asked: string[] = [];
  const run = (program: string, args: readonly string[]) => {
    const [, connection, command = '', ...rest] = args;
    asked.push([command, ...rest].join(' '));
    expect([program, connection]).toEqual(['virsh', settings['connection'] ?? 'qemu:///system']);
    const refusal = machine.refuse?.[command];
    if (refusal) return { exitCode: 1, stdout: '', stderr: refusal };
    const answers: Record<string, string> = {
      list: 'web-01\ndb-01\n\n',
      domuuid: `uuid-${rest.at(-1)}\n\n`,
      domstate: `${machine.state ?? 'running'}\n\n`,
      domdisplay: `${machine.display ?? 'vnc://127.0.0.1:1'}\n\n`,
    };
    return { exitCode: 0, stdout: answers[command] ?? 'done', stderr: '' };
  };
  const provider = createProvider({ name: 'lab', provider: 'libvirt', settings }, secrets, createWorld({ run }));
  return { asked, provider, target: async () => await (await provider).target('web-01', calm) };
}

describe('libvirt', () => {
  test('lists, finds the display, resets', async () => {
    const { asked, provider, target } = startLibvirt({});
    expect(await (await provider).servers(calm)).toEqual([
      { id: 'uuid-web-01', name: 'web-01', status: 'running', addresses: [] },
      { id: 'uuid-db-01', name: 'db-01', status: 'running', addresses: [] },
    ]);
    const found = await target();
    expect(await found.endpoint(calm)).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 5901, handshake: 'whole' });
    expect(found.consoleAtReboot).toBe('stays');
    asked.length = 0;
    await found.reboot?.('hard', calm);
    await found.reboot?.('soft', calm);
    expect(asked).toEqual(['reset -- uuid-web-01', 'reboot -- uuid-web-01']);
  });

  test.each([
    ['vnc://:s x@y%20@192.0.2.5:0', '192.0.2.5', 5900, 's x@y%20'],
    ['vnc://[2001:db8::5]:12', '2001:db8::5', 5912, undefined],
    ['vnc://localhost:3', '127.0.0.1', 5903, undefined],
  ])('%s', async (display, host, port, password) => {
    const { target } = startLibvirt({}, { display });
    const endpoint = await (await target()).endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'tcp', host, port });
    expect(endpoint.password?.reveal()).toBe(password);
    expect(endpoint.handshake).toBe(password ? undefined : 'whole');
  });

  test.each(['', 'spice://127.0.0.1:5900', 'vnc+unix:///run/x.sock'])('no VNC display: %j', async (display) => {
    const { target } = startLibvirt({}, { display });
    expect(await errorOf((await target()).endpoint(calm))).toMatchObject({ code: 'provider.libvirt.noDisplay' });
  });

  test('no display for the moment may pass; none at all does not', async () => {
    const away = await errorOf((await startLibvirt({}, { refuse: { domdisplay: 'error: Domain is not running' } }).target()).endpoint(calm));
    const never = await errorOf((await startLibvirt({}, { refuse: { domdisplay: "error: No graphical display with type 'vnc' found" } }).target()).endpoint(calm));
    expect([away, never].map(isRetryable)).toEqual([true, false]);
    expect(never).toMatchObject({ code: 'provider.libvirt.noDisplay', values: { server: 'web-01' } });
  });

  test('a display on another host’s loopback needs a tunnel, and takes one', async () => {
    const connection = 'qemu+tls://host.example/system';
    expect(await errorOf((await startLibvirt({ connection }).target()).endpoint(calm))).toMatchObject({ code: 'provider.libvirt.loopback', values: { port: 5901 } });
    expect(await (await startLibvirt({ connection, consoleHost: '127.0.0.1' }).target()).endpoint(calm)).toMatchObject({ host: '127.0.0.1', port: 5901 });
  });

  test('destroy and start, where that is wanted', async () => {
    const { asked, target } = startLibvirt({ hardReboot: 'destroy' });
    const found = await target();
    asked.length = 0;
    await found.reboot?.('hard', calm);
    expect(asked).toEqual(['destroy -- uuid-web-01', 'start -- uuid-web-01']);
    expect(found.consoleAtReboot).toBe('drops');
  });

  test('a machine that is off is started; any other refusal is quoted', async () => {
    const off = startLibvirt({}, { refuse: { reset: 'error: Requested operation is not valid: domain is not running' } });
    const found = await off.target();
    await found.reboot?.('hard', calm);
    expect(off.asked.at(-1)).toBe('start -- uuid-web-01');
    const locked = startLibvirt({}, { refuse: { reset: 'error: cannot acquire state change lock' } });
    expect(await errorOf((await locked.target()).reboot?.('hard', calm) ?? Promise.resolve())).toMatchObject({
      code: 'provider.commandFailed',
      values: { command: 'virsh reset', said: 'error: cannot acquire state change lock' },
    });
  });

  test('a wrong setting is named', async () => {
    expect(await errorOf(startLibvirt({ hardReboot: 'explode' }).provider)).toMatchObject({ code: 'provider.settingWrong', values: { setting: 'hardReboot' } });
  });
});

describe('QMP', () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

  /** A monitor as QEMU's documents describe it, on a real socket. */
  async function startMonitor(answers: Record<string, unknown>, kind: 'unix' | 'tcp' = 'unix') {
    const commands: string[] = [];
    const server: Server = createServer((socket) => {
      socket.write('{"QMP": {"version": {"qemu": {"major": 9}}, "capabilities": ["oob"]}}\r\n');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
          const { execute } = JSON.parse(text.slice(0, end)) as { execute: string };
          text = text.slice(end + 1);
          commands.push(execute);
          // Events come between a command and its answer.
          socket.write('{"event": "RTC_CHANGE", "data": {"offset": 1}}\r\n');
          socket.write(`${JSON.stringify(execute in answers ? answers[execute] : { return: {} })}\r\n`);
        }
      });
      socket.on('error', () => socket.destroy());
    });
    const folder = mkdtempSync(join(tmpdir(), 'bootcatch-qmp-'));
    const path = join(folder, 'qmp.sock');
    await new Promise<void>((resolve) => (kind === 'unix' ? server.listen(path, resolve) : server.listen(0, '127.0.0.1', resolve)));
    cleanups.push(() => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const address = server.address();
    const socket = typeof address === 'object' && address ? `127.0.0.1:${address.port}` : path;
    const provider = await createProvider({ name: 'lab', provider: 'qmp', settings: { socket } }, {}, { ...createWorld(), openLines: openNodeLines });
    return { commands, provider, socket };
  }
  const running = { return: { status: 'running', running: true } };

  test.each(['unix', 'tcp'] as const)('resets and finds the display, over %s', async (kind) => {
    const { commands, provider } = await startMonitor({ 'query-status': running, 'query-name': { return: { name: 'vm1' } }, 'query-vnc': { return: { enabled: true, host: '0.0.0.0', service: '5907', auth: 'none' } } }, kind);
    const target = await provider.target('vm1', calm);
    expect(await target.endpoint(calm)).toEqual({ kind: 'tcp', host: '127.0.0.1', port: 5907 });
    commands.length = 0;
    await target.reboot?.('hard', calm);
    expect(commands).toEqual(['qmp_capabilities', 'system_reset', 'qmp_capabilities', 'query-status']);
    expect(target.consoleAtReboot).toBe('stays');
  });

  test('a guest that was paused by its panic goes on after the reset', async () => {
    const { commands, provider } = await startMonitor({ 'query-status': { return: { status: 'guest-panicked', running: false } } });
    const target = await provider.target('lab', calm);
    await target.reboot?.('hard', calm);
    expect(commands.at(-1)).toBe('cont');
  });

  test('without a display says so; a refusal is quoted', async () => {
    const { provider } = await startMonitor({ 'query-status': running, 'query-vnc': { return: { enabled: false } }, system_reset: { error: { class: 'GenericError', desc: 'not now' } } });
    const target = await provider.target('lab', calm);
    expect(await errorOf(target.endpoint(calm))).toMatchObject({ code: 'provider.libvirt.noDisplay' });
    expect(await errorOf(target.reboot?.('hard', calm) ?? Promise.resolve())).toMatchObject({ code: 'provider.commandFailed', values: { said: 'not now' } });
  });

  test('nobody there is said and may pass', async () => {
    const provider = await createProvider({ name: 'lab', provider: 'qmp', settings: { socket: '/nowhere/qmp.sock' } }, {}, { ...createWorld(), openLines: openNodeLines });
    const error = await errorOf(provider.servers(calm));
    expect(error).toMatchObject({ code: 'provider.qmp.noConversation', values: { observed: expect.stringContaining('ENOENT') as string } });
    expect(isRetryable(error)).toBe(true);
  });
});

describe('programs of this machine', () => {
  test('their output and exit code come back, without a shell in between', async () => {
    const result = await runNodeProcess(process.execPath, { args: ['-e', 'console.log(process.argv[1]); console.error("told"); process.exit(3)', '$HOME;`id`'], signal: calm });
    expect(result).toEqual({ exitCode: 3, stdout: '$HOME;`id`\n', stderr: 'told\n' });
  });

  test('one that does not exist is an error', async () => {
    expect(await errorOf(runNodeProcess('no-such-program-here', { args: [], signal: calm }))).toBeInstanceOf(Error);
  });
});
