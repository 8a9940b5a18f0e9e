import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../core/base/clock.ts';
import type { BootcatchError } from '../../../core/base/error.ts';
import { createDialer } from '../../../core/link/dial.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import { classifyProbeFailure } from '../../../core/link/failure.ts';
import type { Link } from '../../../core/link/link.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { runNodeProcess } from '../../../core/providers/node/run.ts';
import { calm, createWorld, errorOf } from './world.ts';

/** Takes the place of OpenSSH's client: `-W` connects to a port of this machine, a command goes through a shell as at the other end. */
const fakeSsh = `
const { appendFileSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync(process.env.FAKE_SSH_LOG, JSON.stringify(args) + '\\n');
if (process.env.FAKE_SSH_SAYS) { console.error(process.env.FAKE_SSH_SAYS); process.exit(255); }
const forward = args.indexOf('-W');
if (forward >= 0) {
  const [host, port] = args[forward + 1].split(':');
  const socket = require('node:net').connect(Number(port), host);
  socket.on('error', () => { console.error('channel 0: open failed: connect failed: Connection refused\\nstdio forwarding failed'); process.exit(255); });
  process.stdin.pipe(socket).pipe(process.stdout);
} else {
  require('node:child_process').spawn('sh', ['-c', args.at(-1)], { stdio: 'inherit' }).on('exit', (code) => process.exit(code));
}`;
/** virsh with one machine, whose name a shell would trip over. */
const fakeVirsh = `
const [, connection, command] = process.argv.slice(2);
const answers = { list: "web 01's $HOME\\n", domuuid: 'uuid-1', domstate: 'running', domdisplay: 'vnc://127.0.0.1:' + process.env.FAKE_DISPLAY };
console.log(answers[command] ?? [command, connection, process.argv.at(-1)].join(' '));`;

let folder: string;
let server: Server;
const asked = (): string[][] => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-ssh-'));
  for (const [name, text] of Object.entries({ ssh: fakeSsh, virsh: fakeVirsh })) {
    writeFileSync(join(folder, name), `#!${process.execPath}\n${text}`);
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, 'log'), '');
  server = createServer((socket) => {
    socket.write('RFB 003.008\n');
    socket.on('data', (chunk) => socket.end(chunk.toString().toUpperCase()));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  vi.stubEnv('FAKE_SSH_LOG', join(folder, 'log'));
  vi.stubEnv('FAKE_DISPLAY', String((server.address() as AddressInfo).port - 5900));
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const dial = createDialer(systemClock);
const libvirt = (settings: Record<string, string>) => createProvider({ name: 'lab', provider: 'libvirt', settings }, {}, { ...createWorld(), run: runNodeProcess, clock: systemClock });

/** Says one thing and collects what comes until the end. */
async function converse(link: Link): Promise<string> {
  let heard = '';
  link.onData((chunk) => (heard += Buffer.from(chunk).toString()));
  link.send(Buffer.from('pressed'));
  const close = await new Promise((resolve) => link.onClose(resolve));
  expect(close).toEqual({ kind: 'closed' });
  return heard;
}

describe('libvirt on another host', () => {
  test('virsh runs there, words whole, and the console comes through SSH', async () => {
    const provider = await libvirt({ sshHost: 'root@host.example' });
    const name = "web 01's $HOME";
    expect(await provider.servers(calm)).toEqual([{ id: 'uuid-1', name, status: 'running', addresses: [] }]);
    const target = await provider.target(name, calm);
    await target.reboot?.('hard', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'tcp', host: '127.0.0.1', through: { destination: 'root@host.example' } });
    expect(target.reach.maxInFlight).toBeLessThan(10);
    const batch = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', 'root@host.example'];
    expect(asked().slice(0, 2)).toEqual([
      [...batch, "'virsh' '--connect' 'qemu:///system' 'list' '--all' '--name'"],
      [...batch, "'virsh' '--connect' 'qemu:///system' 'domuuid' '--' 'web 01'\\''s $HOME'"],
    ]);
    expect(asked().map((args) => args.at(-1))).toContain("'virsh' '--connect' 'qemu:///system' 'reset' '--' 'uuid-1'");
    expect(await converse(await dial(endpoint, { timeoutMs: 10_000, signal: calm }))).toBe('RFB 003.008\nPRESSED');
    expect(asked().at(-1)).toEqual(['-T', '-W', `127.0.0.1:${(server.address() as AddressInfo).port}`, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', 'root@host.example']);
  });

  test('virsh here goes there by its own connection, and the console takes the same way', async () => {
    const provider = await libvirt({ connection: 'qemu+ssh://root@[2001:db8::5]:2222/system?keyfile=/keys/a&no_tty=1', pinSha256: 'a'.repeat(64) });
    const endpoint = await (await provider.target('uuid-1', calm)).endpoint(calm);
    expect(endpoint).toMatchObject({ through: { destination: 'root@2001:db8::5', port: 2222, keyFile: '/keys/a' }, tls: { pinSha256: 'a'.repeat(64) } });
    await converse(await dial(endpoint, { timeoutMs: 10_000, signal: calm }));
    expect(asked()).toEqual([['-T', '-W', expect.any(String), '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-p', '2222', '-i', '/keys/a', '--', 'root@2001:db8::5']]);
  });
});

describe('a console behind SSH', () => {
  const endpoint = (port: number): Endpoint => ({ kind: 'tcp', host: '127.0.0.1', port, through: { destination: 'host' } });
  const refusal = async (port: number, signal = calm, timeoutMs = 10_000) => {
    const error = (await errorOf(dial(endpoint(port), { timeoutMs, signal }))) as BootcatchError;
    return { code: error.code, shape: classifyProbeFailure(error), message: error.message };
  };

  test.each([
    ['root@host: Permission denied (publickey).', 'link.sshDenied', 'authentication'],
    ['Host key verification failed.', 'link.sshDenied', 'authentication'],
    ['ssh: connect to host host port 22: No route to host', 'link.sshFailed', 'other'],
  ])('%s', async (said, code, shape) => {
    vi.stubEnv('FAKE_SSH_SAYS', said);
    const seen = await refusal(1);
    expect(seen).toMatchObject({ code, shape });
    expect(seen.message).toContain(said);
    expect(seen.message).toContain('vnc://127.0.0.1:1 (ssh host)');
  });

  test('nothing listens there', async () => {
    expect(await refusal(1)).toMatchObject({ code: 'link.refused', shape: 'refused' });
  });

  test('no ssh on this machine', async () => {
    vi.stubEnv('PATH', join(folder, 'none'));
    expect(await refusal(1)).toMatchObject({ code: 'link.sshMissing' });
  });

  test('is called off, and given up in time', async () => {
    server.removeAllListeners('connection');
    const { port } = server.address() as AddressInfo;
    const controller = new AbortController();
    const called = refusal(port, controller.signal);
    controller.abort();
    expect(await called).toMatchObject({ code: 'link.aborted' });
    expect(await refusal(port, calm, 30)).toMatchObject({ code: 'link.dialTimeout', shape: 'timeout' });
  });
});
