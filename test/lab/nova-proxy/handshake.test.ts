import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from '../../../core/practice/machine/tools.ts';
import { freePort } from '../../../core/practice/machine/ports.ts';
import { startOwned, type OwnedProcess } from '../../../core/practice/machine/process.ts';
import type { Admission, ConsoleProxy } from '../cloud/console-door.ts';
import { startNovaConsoleProxy } from '../cloud/nova-console-proxy.ts';
import { RawConsole } from '../cloud/raw-console.ts';
import { StubMachine, stubServerInit } from '../cloud/stub-machine.ts';
import { hasNovaProxy, novaProxyInstall, startDebianNovaProxy } from './nova-proxy.ts';

if (!hasNovaProxy) console.warn(`Skipped: the tests on Debian's own Nova console proxy; it comes with ${novaProxyInstall}`);

const version = 'RFB 003.008\n';
const none = [1];
const clientInit = [1];
/** F4 pressed and let go. Its keysym holds bytes above 0x7f. */
const f4 = [4, 1, 0, 0, 0, 0, 0xff, 0xc1, 4, 0, 0, 0, 0, 0, 0xff, 0xc1];
/** The same for the letter a: ASCII throughout. */
const letter = [4, 1, 0, 0, 0, 0, 0, 0x61, 4, 0, 0, 0, 0, 0, 0, 0x61];

/** What the client sees until the first picture may be asked for, where the handshake goes well. */
const greeting = Buffer.concat([Buffer.from(version), Buffer.from([1, 1]), Buffer.from([0, 0, 0, 0]), stubServerInit]);

const machine = new StubMachine();
const known = 'known';
let admission: Admission;
let proxy: ConsoleProxy;
const door = (token: string): Admission => (token === known ? admission : { tokenKnown: false, port: undefined, afterMs: 0 });
const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

const kinds = [
  { name: 'the lab\'s own', missing: false, start: () => startNovaConsoleProxy(door, sleep) },
  { name: 'Debian\'s nova-consoleproxy', missing: !hasNovaProxy, start: () => startDebianNovaProxy(door, Math.random) },
];

for (const { name, missing, start } of kinds) describe.skipIf(missing)(`through ${name}`, () => {
  const dialled: RawConsole[] = [];
  const dial = async (path = `/?token=${known}`, options: Parameters<typeof RawConsole.dial>[1] = { protocols: ['binary'] }): Promise<RawConsole> => {
    const console = await RawConsole.dial(`ws://127.0.0.1:${proxy.port}${path}`, options);
    dialled.push(console);
    return console;
  };

  beforeAll(async () => {
    proxy = await start();
  }, 60_000);
  afterAll(() => proxy.dispose());
  afterEach(async () => {
    for (const console of dialled.splice(0)) console.close();
    await machine.stop();
  });
  const up = async (): Promise<void> => {
    machine.received.length = 0;
    await machine.start();
    admission = { tokenKnown: true, port: machine.vncPort, afterMs: 0 };
  };
  const guestHas = async (bytes: readonly number[]): Promise<void> => expect.poll(() => machine.received).toEqual(bytes);

  it('a handshake step by step works', async () => {
    await up();
    const console = await dial();
    expect((await console.first(12)).toString()).toBe(version);
    console.send(version);
    expect([...(await console.first(14)).subarray(12)]).toEqual([1, 1]);
    console.send(none);
    expect([...(await console.first(18)).subarray(14)]).toEqual([0, 0, 0, 0]);
    console.send(clientInit);
    expect(await console.first(greeting.length)).toEqual(greeting);
    console.send(f4);
    await guestHas(f4);
  });

  it('split works: version and choice in one write, ClientInit and keys in one when the security list is there', async () => {
    await up();
    const console = await dial();
    console.send(version, none);
    expect([...(await console.first(14)).subarray(12)]).toEqual([1, 1]);
    console.send(clientInit, f4);
    expect(await console.first(greeting.length)).toEqual(greeting);
    await guestHas(f4);
  });

  it('whole breaks: with a key in the first write the connection ends without a close frame and the guest gets nothing', async () => {
    await up();
    const console = await dial();
    console.send(version, none, clientInit, f4);
    expect(await console.ended).toEqual({ code: 1006, reason: '' });
    expect(console.received.toString()).toBe(version);
    expect(machine.received).toEqual([]);
  });

  it('whole in ASCII leaves what came too early with the client, and the guest gets nothing', async () => {
    await up();
    const console = await dial();
    console.send(version, none, clientInit, letter);
    const echo = [...clientInit, ...letter];
    expect([...(await console.first(18 + echo.length)).subarray(14)]).toEqual([...echo, 0, 0, 0, 0]);
    expect(machine.received).toEqual([]);
  });

  it('ClientInit and keys right after the version alone end it', async () => {
    await up();
    const console = await dial();
    await console.first(12);
    console.send(version);
    await console.first(14);
    console.send(clientInit, f4);
    expect((await console.ended).code).toBe(1006);
    expect(machine.received).toEqual([]);
  });

  it('another version than 3.8 ends it with a close frame', async () => {
    await up();
    const console = await dial();
    console.send('RFB 003.003\n');
    expect((await console.ended).code).not.toBe(1006);
  });

  it('another security type than None gets a reason and a close frame', async () => {
    await up();
    const console = await dial();
    console.send(version, [2]);
    expect((await console.ended).code).not.toBe(1006);
    expect(console.received.subarray(14, 18)).toEqual(Buffer.from([0, 0, 0, 1]));
    expect(console.received.toString()).toContain('Only the security type 1 (NONE) is supported');
  });

  it('a bad token, none, a wrong origin and a server in the gap all look like a 101 and a bare end', async () => {
    await up();
    const bad = [await dial('/?token=bad'), await dial('/')];
    for (const Origin of ['http://evil.example', `http://localhost:${proxy.port}`, 'null', '', 'https://127.0.0.1']) bad.push(await dial(undefined, { headers: { Origin } }));
    admission = { tokenKnown: true, port: undefined, afterMs: 0 };
    bad.push(await dial());
    admission = { tokenKnown: true, port: machine.vncPort, afterMs: 0 };
    await machine.stop();
    bad.push(await dial());
    for (const console of bad) {
      expect([console.opened, (await console.ended).code, console.received.length]).toEqual([true, 1006, 0]);
    }
  });

  it('the token may stand in any path\'s query or in the cookie, the origin may name any port', async () => {
    await up();
    const good = [
      await dial(`/websockify?token=${known}`),
      await dial('/anything', { headers: { Cookie: `first=1; token=${known}` } }),
      await dial(undefined, { headers: { Origin: 'http://127.0.0.1:1234' } }),
    ];
    for (const console of good) expect((await console.first(12)).toString()).toBe(version);
  });

  it('takes no subprotocol, or a list that holds binary with no space before it', async () => {
    await up();
    for (const protocols of [undefined, ['binary'], ['binary', 'base64'], ['foo', 'binary']]) {
      const console = await dial(undefined, protocols === undefined ? {} : { protocols });
      expect((await console.first(12)).toString()).toBe(version);
    }
    for (const list of ['base64', 'vnc', 'base64, binary']) {
      const console = await dial(undefined, { headers: { 'Sec-WebSocket-Protocol': list } });
      expect([console.opened, console.refusedWith]).toEqual([false, 400]);
    }
  });

  it('says Target closed when the guest goes', async () => {
    await up();
    const console = await dial();
    console.send(version, none);
    await console.first(14);
    console.send(clientInit);
    await console.first(greeting.length);
    await machine.stop();
    expect(await console.ended).toEqual({ code: 1000, reason: 'Target closed' });
  });

  it('takes as long as it is told to find out', async () => {
    await up();
    admission = { tokenKnown: true, port: undefined, afterMs: 50 };
    const startedAtMs = performance.now();
    await (await dial()).ended;
    expect(performance.now() - startedAtMs).toBeGreaterThan(48);
  });
});

const qemu = findTool('qemu-system-x86_64');

describe.skipIf(!hasNovaProxy || qemu === undefined)('through Debian\'s nova-consoleproxy to a real QEMU', () => {
  let guest: OwnedProcess;
  const keys: string[] = [];

  beforeAll(async () => {
    const port = await freePort(Math.random);
    guest = startOwned(qemu ?? '', ['-machine', 'pc,accel=tcg', '-m', '32', '-nodefaults', '-no-user-config', '-vga', 'std', '-display', 'none', '-vnc', `127.0.0.1:${port - 5_900}`, '-trace', 'input_event_key_qcode']);
    guest.onErrorLine((line) => keys.push(...(/qcode "?(\w+)"?, down 1/.exec(line)?.slice(1) ?? [])));
    admission = { tokenKnown: true, port, afterMs: 0 };
    proxy = await startDebianNovaProxy(door, Math.random);
  }, 60_000);
  afterAll(async () => {
    proxy.dispose();
    guest.kill();
    await guest.exited;
  });

  it('whole reaches no keyboard, split does', async () => {
    const url = `ws://127.0.0.1:${proxy.port}/?token=${known}`;
    const whole = await RawConsole.dial(url);
    whole.send(version, none, clientInit, f4);
    expect((await whole.ended).code).toBe(1006);
    expect(keys).toEqual([]);
    const console = await RawConsole.dial(url);
    console.send(version, none);
    await console.first(14);
    console.send(clientInit, f4);
    await expect.poll(() => keys).toEqual(['f4']);
    console.close();
  });
});
