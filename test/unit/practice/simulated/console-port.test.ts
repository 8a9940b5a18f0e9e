import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { systemClock } from '../../../../core/base/clock.ts';
import { createDialer } from '../../../../core/link/dial.ts';
import { openConsolePort } from '../../../../core/practice/simulated/console-port.ts';
import { startPracticeServer, type ConsoleState, type PracticeServer } from '../../../../core/practice/simulated/practice-server.ts';
import { seededRandom } from '../../../../core/practice/simulated/random.ts';
import { defaultPracticeSettings, type PracticeSettings } from '../../../../core/practice/simulated/settings.ts';
import { ScreenReader } from '../../../../core/reading/reader.ts';
import { createConsoleOpener } from '../../../../core/rfb/open-console.ts';
import type { SessionClose } from '../../../../core/rfb/session.ts';
import { Screen } from '../../../../core/screen/screen.ts';

const never = new AbortController().signal;
const quick = { rebootCallMs: 0, consoleCallMs: 0, dropMs: [20, 20], downMs: [150, 150], cpuDelayMs: 0 } satisfies Partial<PracticeSettings>;

let server: PracticeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(changes: Partial<PracticeSettings> = {}): Promise<PracticeServer> {
  server = await startPracticeServer({ ...defaultPracticeSettings, ...quick, ...changes }, { clock: systemClock, random: seededRandom(1), randomBytes, openPort: openConsolePort });
  return server;
}

/** How a dial with these headers and this address is answered: `open`, or the HTTP status. */
async function answerTo(url: string, headers: Record<string, string> = {}): Promise<string> {
  const socket = new WebSocket(url, ['binary'], { headers });
  return new Promise((resolve) => {
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.once('error', (error) => resolve(error.message));
  });
}

function untilState(practice: PracticeServer, wanted: ConsoleState): Promise<void> {
  return new Promise((resolve) => {
    if (practice.state === wanted) return resolve();
    const listening = practice.onState((state) => {
      if (state !== wanted) return;
      listening.dispose();
      resolve();
    });
  });
}

describe('the practice console on real sockets', () => {
  it('shows its panic, drops at the reboot, refuses, comes back, and holds its menu at an early F4', async () => {
    const practice = await start({ boot: { ...defaultPracticeSettings.boot, firmwareMs: 100, loaderMs: 100 } });
    const open = createConsoleOpener(createDialer(systemClock), systemClock);
    const screen = new Screen();
    const reader = new ScreenReader(screen);
    const endpoint = await practice.endpoint(never);
    const first = await open(endpoint, { handshake: 'whole', firstKeys: [], timeoutMs: 60_000, signal: never });
    first.attach(screen);
    await first.refresh();
    expect(reader.read().phase).toBe('panic');

    const closed = new Promise<SessionClose>((resolve) => first.onClose(resolve));
    await practice.reboot(never);
    expect(await closed).toMatchObject({ kind: 'closed', code: 1000, reason: 'Target closed' });
    const dialOnce = () => open(endpoint, { handshake: 'whole', firstKeys: [], timeoutMs: 60_000, signal: never });
    await expect(dialOnce()).rejects.toMatchObject({ code: 'link.downstreamRefused' });

    await untilState(practice, 'up');
    const second = await dialOnce();
    second.attach(screen);
    // From the first moment and until the menu stands: how many looks the boot lasts is up to the machine that runs the test.
    while (reader.read().menu?.complete !== true || reader.read().menu?.secondsLeft !== undefined) {
      for (const down of [true, false]) second.sendKey({ keysym: 0xffc1, down });
      await second.refresh();
    }
    expect(reader.read().menu).toMatchObject({ title: 'GNU GRUB  version 2.06', complete: true, secondsLeft: undefined });
    expect(practice.machine.stage).toMatchObject({ name: 'menu', secondsLeft: undefined });
    second.dispose();
  });

  it('is really refused while the server is down, and back on the same port', async () => {
    const practice = await start({ refusal: 'refused' });
    const url = (await practice.endpoint(never)).url.reveal();
    await practice.reboot(never);
    await untilState(practice, 'down');
    expect(await answerTo(url)).toMatch(/ECONNREFUSED/);
    await untilState(practice, 'up');
    expect(await answerTo(url)).toBe('open');
  });

  it('opens for no other path, host or web page', async () => {
    const url = new URL((await (await start()).endpoint(never)).url.reveal());
    const { port } = url;
    expect(url.hostname).toBe('127.0.0.1');
    expect(await answerTo(String(url))).toBe('open');
    expect(await answerTo(String(url), { origin: `http://127.0.0.1:${port}` })).toBe('open');
    expect(await answerTo(String(url), { origin: 'https://example.com' })).toBe('404');
    expect(await answerTo(String(url), { origin: 'null' })).toBe('404');
    expect(await answerTo(String(url), { host: `example.com:${port}` })).toBe('404');
    expect(await answerTo(`ws://127.0.0.1:${port}/practice/wrong${url.search}`)).toBe('404');
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('survives rubbish instead of HTTP, and text instead of bytes', async () => {
    const url = (await (await start()).endpoint(never)).url.reveal();
    const raw = connect(Number(new URL(url).port), '127.0.0.1');
    raw.write('\0\0\xff rubbish\r\n\r\n');
    await once(raw.resume(), 'close');
    const socket = new WebSocket(url, ['binary']);
    await once(socket, 'open');
    socket.send('RFB 003.008\n');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1003);
    expect(await answerTo(url)).toBe('open');
  });
});
