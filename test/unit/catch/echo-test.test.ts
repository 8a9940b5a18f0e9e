import { describe, expect, test } from 'vitest';
import { press, type LapSight, type PressEnd } from '../../../core/catch/press.ts';
import type { Reading } from '../../../core/reading/reading.ts';
import { reading, StubServer } from '../support/stub-server.ts';

const rows = 16;
const entryCount = 4;
const unread: Reading = reading('unknown', { text: { lines: [], font: undefined, exactShare: 0, inverseRows: [] } });

/** A server whose screen shows a list without a word that can be read: a bar, and letters that are mere dots. */
async function graphicalMenu({ start = 0, obeys = true, ticks = false } = {}): Promise<{ server: StubServer; bar: () => number; end: Promise<PressEnd>; state: { done: boolean } }> {
  const server = new StubServer();
  server.show(unread);
  const session = await server.openConsole({ kind: 'tcp', host: 'stub', port: 1 }, { handshake: 'polite', firstKeys: [], timeoutMs: 1, signal: new AbortController().signal });
  server.console.adopt(session);
  let selected = start;
  let second = 0;
  const paint = (): void => {
    const words = new Uint32Array(server.screen.pixels.buffer);
    words.fill(0xff402010);
    for (let entry = 0; entry < entryCount; entry++) {
      for (let y = 64 + entry * rows; y < 64 + (entry + 1) * rows; y++) words.fill(entry === selected ? 0xffeeeeee : 0xff000000, y * 720 + 100, y * 720 + 600);
      for (let dot = 110; dot < 200; dot += 7) words[(70 + entry * rows) * 720 + dot] = 0xff888888;
    }
    if (ticks) for (let y = 300; y < 316; y++) words.fill(0xff000000 + second * 9, y * 720 + 100, y * 720 + 130);
    server.sessions.at(-1)?.draw();
  };
  session.sendKey = ({ keysym, down }) => {
    if (!down || !obeys) return;
    if (keysym === 0xff54) selected = Math.min(selected + 1, entryCount - 1);
    if (keysym === 0xff52) selected = Math.max(selected - 1, 0);
    paint();
  };
  paint();
  const tick = (): void => {
    second++;
    paint();
    server.clock.setTimeout(tick, 1_000);
  };
  if (ticks) server.clock.setTimeout(tick, 1_000);
  const sight: LapSight = { menuSeen: false, kernelCame: false, keysWereEarly: false, blackReconnects: 0 };
  const state = { done: false };
  const end = press({ key: 'f4', chosen: false, script: undefined, keyIntervalMs: 100, cameBack: false, oldText: undefined, sight, limitMs: 60_000, signal: new AbortController().signal }, { console: server.console, clock: server.clock, timeline: server.timeline });
  void end.then(() => (state.done = true));
  return { server, bar: () => selected, end, state };
}

describe('a menu without a readable word', () => {
  test.each([0, 2, entryCount - 1])('is held once its bar, at entry %i, followed an arrow and came back and the picture stood still', async (start) => {
    const { server, bar, end, state } = await graphicalMenu({ start });
    await server.clock.advance(15_000);
    expect(state.done).toBe(true);
    expect(await end).toMatchObject({ kind: 'held', proof: 'echo', menu: { kind: 'unknown' } });
    expect(bar()).toBe(start);
    expect(server.timeline.events.filter((event) => event.event === 'keySent' && event.why === 'proof')).toHaveLength(start === entryCount - 1 ? 3 : 2);
  });

  test('is not held where no bar follows the arrows', async () => {
    const { server, end, state } = await graphicalMenu({ obeys: false });
    await server.clock.advance(59_000);
    expect(state.done).toBe(false);
    await server.clock.advance(2_000);
    expect(await end).toMatchObject({ kind: 'lost' });
  });

  test('is not held while anything on it changes every second', async () => {
    const { server, bar, end, state } = await graphicalMenu({ ticks: true });
    await server.clock.advance(59_000);
    expect(state.done).toBe(false);
    expect(bar()).toBe(0);
    await server.clock.advance(2_000);
    expect(await end).toMatchObject({ kind: 'lost' });
  });
});
