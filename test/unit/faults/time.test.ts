import { describe, expect, test } from 'vitest';
import { Catcher, type CatchOptions } from '../../../core/catch/catcher.ts';
import { toDisposable } from '../../../core/base/lifecycle.ts';
import type { TimelineEvent } from '../../../core/timeline/events.ts';
import type { ConsoleOpener } from '../../../core/catch/reach.ts';
import type { RfbSession, SessionClose } from '../../../core/rfb/session.ts';
import { menuReading, reading, StubServer } from '../support/stub-server.ts';
import { settle } from '../support/manual-clock.ts';
import { expectUnderstood, messagesOf } from './catching.ts';

const defaults: CatchOptions = { keys: 'auto', lapLimit: 2, reboot: 'hard', force: false };

function start(server: StubServer, options: Partial<CatchOptions> = {}) {
  const { clock, console, timeline, openConsole } = server;
  const catcher = new Catcher({ ...defaults, ...options }, { target: server.target(), console, clock, timeline, openConsole });
  return { catcher, result: catcher.run(new AbortController().signal) };
}

const keysOf = (server: StubServer, kind: TimelineEvent['event']): string[] =>
  server.timeline.events.flatMap((event) => (event.event === kind && 'message' in event ? [event.message.key] : []));

/** Nothing that was said may be without words. */
function expectSaid(server: StubServer): void {
  for (const message of messagesOf(server.timeline.events)) expectUnderstood(message);
}

describe('a clock that jumps', () => {
  test('by an hour while reaching, as a laptop’s does that slept: the lap is lost, the next one holds', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await server.clock.advance(100);
    server.drop();
    await server.clock.advance(2_000);
    await server.clock.jump(3_600_000);
    expect(keysOf(server, 'missed')).toEqual(['catch.notReached']);
    server.comeBack(menuReading());
    await server.clock.advance(5_000);
    expect(await result).toMatchObject({ outcome: 'held', laps: 2 });
    expectSaid(server);
  });

  test('by an hour while pressing: no verdict without a new look', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await server.clock.advance(100);
    server.drop();
    server.comeBack(menuReading());
    await server.clock.advance(500);
    // The proof's time is over at once, but the menu went on meanwhile.
    server.comeBack(reading('kernel'));
    await server.clock.jump(3_600_000);
    expect(server.timeline.events.some(({ event }) => event === 'held')).toBe(false);
    expect(keysOf(server, 'missed').length).toBeGreaterThan(0);
    server.drop();
    await server.clock.advance(500);
    server.comeBack(menuReading());
    await server.clock.advance(5_000);
    expect(await result).toMatchObject({ outcome: 'held' });
    expectSaid(server);
  });

  test('backwards and forwards by years on the wall alone changes nothing but what the timeline shows', async () => {
    const server = new StubServer();
    const { result } = start(server);
    for (const years of [-30, 30]) {
      await server.clock.advance(100);
      server.clock.wallOffsetMs += years * 365 * 86_400_000;
    }
    server.drop();
    server.comeBack(menuReading());
    await server.clock.advance(3_000);
    expect(await result).toMatchObject({ outcome: 'held', laps: 1 });
    const times = server.timeline.events.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });
});

describe('a reboot that changes nothing', () => {
  test('is noticed after three minutes, said, and given up after the last lap', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await server.clock.advance(361_000);
    expect(await result).toMatchObject({ outcome: 'gaveUp', laps: 2, message: { key: 'catch.gaveUp' } });
    expect(keysOf(server, 'missed')).toEqual(['catch.missed.nothingHappened', 'catch.missed.nothingHappened']);
    expectSaid(server);
    expect(server.clock.pending).toBe(0);
  });
});

describe('a console that ends in the very moment in which it opened', () => {
  test('costs no more than the pause between two probes', async () => {
    const server = new StubServer();
    const { clock, console, timeline } = server;
    let ended = 0;
    const openConsole: ConsoleOpener = async (endpoint, options) => {
      const session = await server.openConsole(endpoint, options);
      if (server.reboots.length === 0 || ended === 5) return session;
      ended++;
      // As the real session does it: its end is told to whoever listens late.
      return Object.assign(Object.create(session) as RfbSession, {
        attach: () => undefined,
        onClose: (listener: (close: SessionClose) => void) => (queueMicrotask(() => listener({ kind: 'cut' })), toDisposable(() => undefined)),
      });
    };
    const catcher = new Catcher(defaults, { target: server.target(), console, clock, timeline, openConsole });
    const result = catcher.run(new AbortController().signal);
    await clock.advance(100);
    server.drop();
    server.comeBack(menuReading());
    await clock.advance(5 * 100 + 2_000);
    await settle();
    expect(await result).toMatchObject({ outcome: 'held', laps: 1 });
    expect(server.timeline.events.filter(({ event }) => event === 'drop').length).toBe(6);
  });
});
