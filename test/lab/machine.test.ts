import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { Secret } from '../../core/base/secret.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { startWebsockify, type Websockify } from '../../core/practice/machine/websockify.ts';
import { imageCache, labMachine, surroundings, type LabMachine } from './machine.ts';
import { labMissing } from './tools.ts';

/** What a dial came to: the first bytes of RFB, or how the connection ended before any. */
async function dial(url: string): Promise<{ socket: WebSocket; banner?: string; code?: number; reason?: string }> {
  const socket = new WebSocket(url, ['binary']);
  socket.on('error', () => {});
  return new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve({ socket, banner: data.toString('latin1') }));
    socket.once('close', (code, reason) => resolve({ socket, code, reason: reason.toString() }));
  });
}

async function dialUntilBanner(url: string): Promise<WebSocket> {
  for (;;) {
    const { socket, banner } = await dial(url);
    if (banner !== undefined) return socket;
    await wait(50);
  }
}

const banner = 'RFB 003.008\n';

describe.skipIf(labMissing !== '')('a practice machine behind websockify', () => {
  let lab: LabMachine;
  let websockify: Websockify;
  const token = 'known';

  beforeAll(async () => {
    lab = await labMachine('text-1');
    websockify = await startWebsockify(surroundings);
    await lab.machine.start();
    await websockify.allow(token, lab.machine.vncPort ?? 0);
  });
  afterAll(async () => {
    await websockify.close();
    await lab.close();
  });

  it('boots its default entry by itself, whose kernel panics', async () => {
    const { truth } = lab;
    await truth.waitForMark('broken');
    expect(truth.marks.map(({ mark }) => mark)).toEqual(['menu', 'broken']);
    expect(await truth.menuHeld()).toMatchObject({ held: false, why: expect.stringContaining('the mark broken') as string });
    await truth.waitForSerial('Kernel panic - not syncing: VFS: Unable to mount root fs');
    expect(await truth.picture()).toMatchObject({ width: 720, height: 400 });
  });

  it('drops the console at a hard reboot, refuses it while it is down and comes back on the same port', async () => {
    const { machine } = lab;
    const exits: boolean[] = [];
    const listening = machine.onExited(({ expected }) => exits.push(expected));
    const port = machine.vncPort;
    const before = await dial(websockify.url(token));
    expect(before.banner).toBe(banner);
    const dropped = once(before.socket, 'close') as Promise<[number, Buffer]>;

    const back = machine.hardReboot({ downMs: 1_000 });
    const [code, reason] = await dropped;
    expect([code, reason.toString()]).toEqual([1000, 'Target closed']);
    // A process that is killed loses its connections and its open port one after the other.
    await expect.poll(() => exits).toEqual([true]);
    expect(await dial(websockify.url(token))).toMatchObject({ code: 1011, reason: 'Failed to connect to downstream server' });
    expect(await dial(websockify.url('unknown'))).toMatchObject({ code: 1006 });

    await back;
    expect(machine.vncPort).toBe(port);
    listening.dispose();
    (await dialUntilBanner(websockify.url(token))).terminate();
  });

  it('holds its menu for a key, and boots the rescue entry to a shell', async () => {
    const { truth, machine, image } = lab;
    // Pressed on the machine itself, so that this test stands apart from any console.
    await truth.waitForMark('menu', { skip: truth.marks.findLastIndex(({ mark }) => mark === 'broken') + 1 });
    await truth.press('f4');
    expect(await truth.menuHeld()).toEqual({ held: true, why: 'the menu stands' });
    const lines = (await truth.textScreen()) ?? [];
    expect(lines.map((line) => line.replaceAll('│', '').trim())).toEqual(expect.arrayContaining([`*${image.titles.broken}`, image.titles.advanced, image.titles.rescue]));
    expect(truth.keys.some(({ key, down }) => key === 'f4' && down)).toBe(true);

    for (const key of ['down', 'down', 'ret']) {
      await truth.press(key);
      await wait(300);
    }
    await truth.waitForMark('rescue');
    await truth.waitForSerial('Rescue shell is ready.');
    expect(machine.running).toBe(true);
    expect(await truth.menuHeld()).toMatchObject({ held: false });
  });
});

describe.skipIf(labMissing !== '')('the qemu target', () => {
  it('asks for its password on the WebSocket of QEMU, drops at a hard reboot and stays at a soft one', async () => {
    const target = await startQemuTarget({ image: 'text', cacheFolder: imageCache, gateway: 'qemu', downMs: 200, vncPassword: new Secret('practice'), keyboardLayout: 'ja' }, surroundings);
    try {
      const signal = new AbortController().signal;
      const endpoint = await target.endpoint(signal);
      if (endpoint.kind !== 'websocket') throw new Error('A WebSocket was expected.');
      const first = await dial(endpoint.url.reveal());
      expect(first.banner).toBe(banner);
      first.socket.send(Buffer.from(banner));
      const [types] = (await once(first.socket, 'message')) as [Buffer];
      expect([...types]).toEqual([1, 2]);

      await target.reboot?.('soft', signal);
      await wait(300);
      expect(first.socket.readyState).toBe(WebSocket.OPEN);

      const closed = once(first.socket, 'close');
      await target.reboot?.('hard', signal);
      await closed;
      (await dialUntilBanner(endpoint.url.reveal())).terminate();
      expect(await target.status?.(signal)).toBe('running');
    } finally {
      await target.close();
    }
  });

  it.skipIf(process.platform !== 'linux')('leaves no QEMU behind when the process that started it is killed', async () => {
    const script = `
      const { labMachine } = await import(${JSON.stringify(new URL('machine.ts', import.meta.url).href)});
      const { machine } = await labMachine('text');
      await machine.start();
      console.log('QEMU on port', machine.vncPort);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const display = `127.0.0.1:${Number(/\d+/.exec(line)?.[0]) - 5_900},`;
    expect(runs(display)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => runs(display)).toBe(false);
  });
});

/** Whether a process has this text among its arguments. */
function runs(text: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(text);
    } catch {
      return false;
    }
  });
}
