import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Secret } from '../../../core/base/secret.ts';
import { viewAddress, webProtocols } from '../../../core/contract/web.ts';
import type { TimelineEvent } from '../../../core/contract/index.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { connectRfb } from '../../../core/rfb/connect.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { firstThat } from '../engine/workbench.ts';
import { startTestHost, type TestHost } from './web-host.ts';

const practice = { serverId: 'practice' };
const start = { ...practice, reboot: 'hard', keys: 'auto', lapLimit: 3 } as const;

let host: TestHost;
beforeEach(async () => void (host = await startTestHost()));
afterEach(() => host[Symbol.asyncDispose]());

/** A viewer as noVNC is one: RFB over the view's WebSocket into a screen of its own. */
async function view(readOnly = false) {
  const dial = createDialer(host.clock);
  const signal = new AbortController().signal;
  const endpoint = { kind: 'websocket', url: new Secret(viewAddress(host.host, 'practice', { readOnly })), subprotocols: webProtocols(host.key), origin: `http://${host.host}` } as const;
  const link = await dial(endpoint, { timeoutMs: 20_000, signal });
  const session = await connectRfb(link, { handshake: 'polite', signal, timeoutMs: 20_000, clock: host.clock });
  const screen = new Screen();
  session.attach(screen);
  return { session, screen };
}

describe('a window of the web host', () => {
  it('catches the practice server with nothing configured', async () => {
    const { client } = host.open();
    const list = await firstThat(await client.servers.watch(), () => true);
    expect(list.servers.map(({ id, kind }) => [id, kind])).toEqual([['practice', 'practice']]);
    await client.catches.start(start);
    const [ended] = await firstThat(await client.catches.watch(), ([running]) => running?.result != null);
    expect(ended).toMatchObject({ state: 'held', lap: 1, result: { outcome: 'held', message: { key: 'catch.held' } } });
    const snapshot = await firstThat(await client.consoles.watch(practice), ({ menu }) => menu !== null);
    expect(snapshot).toMatchObject({ connection: 'open', inputHeldBack: false, target: { harmless: true, reboots: ['hard'] } });
    expect(snapshot.menu).toMatchObject({ selected: 0, secondsLeft: null });
    expect(snapshot.menu?.entries.length).toBeGreaterThan(2);

    const index = 2;
    const text = snapshot.menu?.entries[index] ?? '';
    await client.menu.highlight({ ...practice, index, text });
    expect(host.engine.snapshot('practice').menu?.selected).toBe(index);
    await client.menu.boot({ ...practice, index, text });
    const part = await firstThat(await client.consoles.timeline(practice), ({ events }) => events.some(({ event }) => event === 'entryChosen'));
    expect(part.from).toBe(0);
  });

  it('catches and carries a plan out', async () => {
    const { client } = host.open();
    await client.catches.start({ ...start, plan: 'rescue-entry' });
    const [ended] = await firstThat(await client.catches.watch(), ([running]) => running?.result != null);
    expect(ended).toMatchObject({ state: 'held', result: { outcome: 'held', message: { key: 'plan.done' } } });
    expect((await client.consoles.text(practice)).lines.at(-1)).toMatch(/^root@practice/);
  });

  it('may be killed in the middle of a lap: the catch goes on, and a new window sees the whole story', async () => {
    const first = host.open();
    await first.client.catches.start(start);
    const seen: TimelineEvent[] = [];
    await expect(
      (async () => {
        for await (const { events } of await first.client.consoles.timeline(practice)) {
          seen.push(...events);
          if (seen.some(({ event }) => event === 'drop')) first.socket.terminate();
        }
        throw new Error('left');
      })(),
    ).rejects.toThrow();
    expect(host.engine.catches.snapshots[0]?.result).toBeNull();

    const second = host.open();
    const story: TimelineEvent[] = [];
    for await (const { from, events } of await second.client.consoles.timeline(practice)) {
      expect(from).toBe(story.length);
      story.push(...events);
      if (story.some(({ event }) => event === 'result')) break;
    }
    expect(story.slice(0, seen.length)).toEqual(seen);
    expect(story.at(-1)).toMatchObject({ event: 'result', outcome: 'held', laps: 1 });
  });

  it('says what goes wrong as a message key, and nothing else', async () => {
    const { client } = host.open();
    const failure = (call: Promise<unknown>) => call.then(
      () => 'none',
      (error: unknown) => JSON.parse(JSON.stringify(error)) as Record<string, unknown>,
    );
    expect(await failure(client.catches.start({ ...start, serverId: 'gone' }))).toMatchObject({ code: 'SAID', data: { key: 'engine.serverUnknown' } });
    expect(await failure(client.catches.start({ ...start, reboot: 'soft' }))).toMatchObject({ data: { key: 'engine.cannotReboot' } });
    expect(await failure(client.catches.start({ ...start, lapLimit: 0 }))).toMatchObject({ data: { key: 'engine.badInput', values: { field: 'lapLimit' } } });
    expect(await failure(client.keys.type({ ...practice, text: 'secret words' }))).toMatchObject({ data: { key: 'engine.consoleAway' } });
    expect(await failure(client.servers.addPasted({ address: 'https://panel.example/?token=hush-hush' }))).not.toMatch(/hush/);
    const opening = client.recordings.open({ id: 'gone' }).then(async (stream) => (await stream.next()).value);
    expect(await failure(opening)).toMatchObject({ code: 'SAID', data: { key: 'recording.unknown' } });
    const unexpected = failure(client.practice.choose({ scenario: 'nope' }));
    expect(await unexpected).toEqual({ defined: true, code: 'SAID', status: 422, message: expect.any(String) as string, data: { key: 'engine.scenarioUnknown', values: { scenario: 'nope' } } });
  });
});

describe('a viewer', () => {
  it('gets the picture of the engine and follows it over a reboot', async () => {
    const { session, screen } = await view(true);
    const { client } = host.open();
    await client.catches.start(start);
    await firstThat(await client.catches.watch(), ([running]) => running?.result != null);
    await session.refresh();
    const engineScreen = host.engine.place('practice').screen;
    expect([screen.width, screen.height]).toEqual([engineScreen.width, engineScreen.height]);
    expect(Buffer.from(screen.pixels).equals(engineScreen.pixels)).toBe(true);

    const down = 0xff54;
    session.sendKey({ keysym: down, down: true });
    await session.refresh();
    expect(host.engine.snapshot('practice').menu?.selected).toBe(0);
  });

  it('presses keys on the console, and lets go of them when it leaves', async () => {
    await host.engine.openConsole('practice');
    const sent: [keysym: number, down: boolean][] = [];
    const { console } = host.engine.place('practice');
    const send = console.send.bind(console);
    console.send = (...strokes) => {
      sent.push(...strokes.map(({ keysym, down }): [number, boolean] => [keysym, down]));
      send(...strokes);
    };
    const { session } = await view();
    session.sendKey({ keysym: 0xff54, down: true });
    session.sendKey({ keysym: 0xff54, down: false });
    session.sendKey({ keysym: 0xffe1, down: true });
    await expect.poll(() => sent.length).toBe(3);
    session.dispose();
    await expect.poll(() => sent).toEqual([
      [0xff54, true],
      [0xff54, false],
      [0xffe1, true],
      [0xffe1, false],
    ]);
  });

  it('that reads nothing holds up neither the catch nor another viewer', async () => {
    const stuck = new WebSocket(viewAddress(host.host, 'practice'), webProtocols(host.key), { origin: `http://${host.host}` });
    await new Promise((resolve) => stuck.once('open', resolve));
    // It asks for picture after picture and takes none.
    stuck.send(Buffer.concat([Buffer.from('RFB 003.008\n'), Buffer.of(1, 1), ...Array.from({ length: 200 }, () => Buffer.of(3, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff))]));
    stuck.pause();
    const { client } = host.open();
    await client.catches.start(start);
    const [ended] = await firstThat(await client.catches.watch(), ([running]) => running?.result != null);
    expect(ended?.result?.outcome).toBe('held');
    const { session, screen } = await view(true);
    await session.refresh();
    expect(Buffer.from(screen.pixels).equals(host.engine.place('practice').screen.pixels)).toBe(true);
    stuck.terminate();
  });
});
