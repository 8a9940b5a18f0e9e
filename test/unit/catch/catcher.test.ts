import { describe, expect, test } from 'vitest';
import { sleep } from '../../../core/base/clock.ts';
import { BootcatchError } from '../../../core/base/error.ts';
import { Catcher, type CatchOptions } from '../../../core/catch/catcher.ts';
import type { ConsoleOpener } from '../../../core/catch/reach.ts';
import type { Target } from '../../../core/providers/provider.ts';
import type { TimelineEvent, TimelineMessage } from '../../../core/timeline/events.ts';
import { menuReading, reading, StubServer } from '../support/stub-server.ts';
import { settle } from '../support/manual-clock.ts';

const defaults: CatchOptions = { keys: 'auto', lapLimit: 5, reboot: 'hard', force: false };

function start(server: StubServer, options: Partial<CatchOptions> = {}, target: Partial<Target> = {}, confirmReset?: (message: TimelineMessage) => Promise<boolean>) {
  const controller = new AbortController();
  const catcher = new Catcher({ ...defaults, ...options }, { target: server.target(target), console: server.console, clock: server.clock, timeline: server.timeline, openConsole: server.openConsole, ...(confirmReset && { confirmReset }) });
  return { catcher, controller, result: catcher.run(controller.signal) };
}

const eventsOf = <K extends TimelineEvent['event']>(server: StubServer, kind: K) => server.timeline.events.filter((event): event is Extract<TimelineEvent, { event: K }> => event.event === kind);

/** After the reboot the console drops, is back 1 s later on the firmware, and shows `then` another second later. */
async function oneLap(server: StubServer, ...then: (() => void)[]): Promise<void> {
  await server.clock.advance(100);
  server.drop();
  await server.clock.advance(1_000);
  server.comeBack(reading('firmware'));
  await server.clock.advance(1_000);
  for (const step of then) {
    step();
    await server.clock.advance(100);
  }
}

describe('a catch', () => {
  test('holds a menu: F4 before it, an arrow on it, and then proof', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await oneLap(server);
    expect(new Set(server.pressed)).toEqual(new Set([0xffc1]));
    server.show(menuReading(5));
    await server.clock.advance(100);
    expect(server.pressed.at(-1)).toBe(0xff51);
    server.show(menuReading());
    const keys = server.pressed.length;
    await server.clock.advance(1_400);
    expect(eventsOf(server, 'held')).toHaveLength(0);
    await server.clock.advance(200);
    expect(await result).toMatchObject({ outcome: 'held', laps: 1, key: 'LEFT', proof: 'standsWithoutCountdown', menu: { kind: 'grub2', selected: 0 } });
    expect(server.pressed).toHaveLength(keys);
    expect(server.reboots).toEqual(['hard']);
    expect(server.clock.pending).toBe(0);
  });

  test('sends its first key with the handshake', async () => {
    const server = new StubServer();
    start(server);
    await oneLap(server);
    expect(server.opened[0]?.options.firstKeys).toEqual([]);
    expect(server.opened.at(-1)?.options.firstKeys).toEqual([
      { keysym: 0xffc1, down: true },
      { keysym: 0xffc1, down: false },
    ]);
  });

  test('comes back over a line on which opening the console takes longer than the places for probes last', async () => {
    const server = new StubServer();
    const { clock, console, timeline } = server;
    const openConsole: ConsoleOpener = async (endpoint, options) => {
      await sleep(clock, 1_500, options.signal);
      return server.openConsole(endpoint, options);
    };
    const catcher = new Catcher(defaults, { target: server.target({ canRenew: false }), console, clock, timeline, openConsole });
    void catcher.run(new AbortController().signal);
    await clock.advance(2_000);
    server.drop();
    await clock.advance(700);
    server.comeBack(reading('firmware'));
    await clock.advance(1_000);
    expect(catcher.state).toBe('pressing');
  });

  test('goes on pressing where the countdown comes back during the proof', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await oneLap(server, () => server.show(menuReading()));
    server.show(menuReading(4));
    const keys = server.pressed.length;
    await server.clock.advance(300);
    expect(server.pressed.length).toBeGreaterThan(keys);
    expect(eventsOf(server, 'held')).toHaveLength(0);
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
  });

  test('does not call an incomplete picture held', async () => {
    const server = new StubServer();
    start(server);
    await oneLap(server, () => server.show(menuReading(undefined, { complete: false })));
    await server.clock.advance(5_000);
    expect(eventsOf(server, 'held')).toHaveLength(0);
    expect(server.pressed.at(-1)).toBe(0xff51);
  });

  test('presses nothing in the editor, in the shell and in the firmware’s own menu', async () => {
    for (const changes of [{ view: 'editor' }, { view: 'shell' }, { kind: 'firmware' }] as const) {
      const server = new StubServer();
      const { controller, result } = start(server);
      await oneLap(server, () => server.show(menuReading(3, changes)));
      const keys = server.pressed.length;
      await server.clock.advance(3_000);
      expect(server.pressed).toHaveLength(keys);
      expect(eventsOf(server, 'held')).toHaveLength(0);
      controller.abort();
      await server.clock.advance(0);
      expect((await result).outcome).toBe('cancelled');
    }
  });

  test('notices a missed menu at once and starts the next lap without waiting', async () => {
    const server = new StubServer();
    start(server);
    await oneLap(server, () => server.show(reading('booting')));
    expect(eventsOf(server, 'missed').map(({ message }) => message.key)).toEqual(['catch.missed.noMenu']);
    expect(server.reboots).toHaveLength(2);
    expect(eventsOf(server, 'lapStarted').map(({ key }) => key)).toEqual(['f4', 'shift']);
  });

  test('keeps F4 where it came too late to prove anything', async () => {
    const server = new StubServer();
    start(server);
    await server.clock.advance(100);
    server.drop();
    await server.clock.advance(1_000);
    server.comeBack(reading('kernel'));
    await server.clock.advance(500);
    expect(eventsOf(server, 'missed').map(({ message }) => message.key)).toEqual(['catch.missed.tooLate']);
    expect(eventsOf(server, 'lapStarted').map(({ key }) => key)).toEqual(['f4', 'f4']);
  });

  test('says uncatchable after F4, Shift and ESC came early and no menu ever did', async () => {
    const server = new StubServer();
    const { result } = start(server, { lapLimit: 3 });
    for (let lap = 0; lap < 3; lap++) await oneLap(server, () => server.show(reading('booting')), () => server.show(reading('panic')));
    expect(await result).toMatchObject({ outcome: 'uncatchable', laps: 3, menu: null });
    expect(eventsOf(server, 'lapStarted').map(({ key }) => key)).toEqual(['f4', 'shift', 'esc']);
  });

  test('gives up, and does not say uncatchable, where the keys came too late', async () => {
    const server = new StubServer();
    const { result } = start(server, { lapLimit: 2 });
    for (let lap = 0; lap < 2; lap++) {
      await server.clock.advance(100);
      server.drop();
      await server.clock.advance(1_000);
      server.comeBack(reading('panic', { text: { lines: [`panic of lap ${lap}`], font: 'test', exactShare: 1, inverseRows: [] } }));
      await server.clock.advance(200);
    }
    expect(await result).toMatchObject({ outcome: 'gaveUp', laps: 2 });
  });

  test('holds Shift by pressing it down again and lets go at the end', async () => {
    const server = new StubServer();
    const { result } = start(server, { keys: 'shift' });
    await oneLap(server);
    const shift = server.sessions.at(-1)?.keys ?? [];
    expect(shift.length).toBeGreaterThan(3);
    expect(shift.every(({ keysym, down }) => keysym === 0xffe1 && down)).toBe(true);
    server.show(menuReading());
    expect(server.sessions.at(-1)?.keys.at(-1)).toEqual({ keysym: 0xffe1, down: false });
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
  });

  test('takes a reset that leaves the console open as the start of the lap', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await server.clock.advance(100);
    server.show(reading('firmware'));
    await server.clock.advance(300);
    expect(eventsOf(server, 'reset').map(({ seen }) => seen)).toEqual(['firmware']);
    expect(server.pressed).toContain(0xffc1);
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
    expect(server.sessions).toHaveLength(1);
  });

  test('comes back where the console drops again in the middle of a lap', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await oneLap(server);
    server.drop();
    await server.clock.advance(500);
    server.comeBack(menuReading());
    await server.clock.advance(1_800);
    expect(await result).toMatchObject({ outcome: 'held', laps: 1 });
  });

  test('is not fooled by the old run’s last picture after a reconnect', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await server.clock.advance(100);
    server.drop();
    server.comeBack(reading('panic'));
    await server.clock.advance(1_000);
    expect(eventsOf(server, 'missed')).toHaveLength(0);
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
  });

  test('holds a menu that looks just like the one before the reboot', async () => {
    const server = new StubServer();
    server.show(menuReading(5));
    const { result } = start(server);
    await server.clock.advance(100);
    server.show(menuReading());
    server.drop();
    await server.clock.advance(500);
    server.comeBack(menuReading(5));
    await server.clock.advance(500);
    expect(server.pressed).toContain(0xff51);
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect(await result).toMatchObject({ outcome: 'held', laps: 1 });
  });

  test('gives up a connection that answers nothing, and comes back', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await oneLap(server);
    const deaf = server.sessions.at(-1);
    if (deaf) deaf.answers = false;
    await server.clock.advance(8_500);
    expect(deaf?.disposed).toBe(true);
    server.show(menuReading());
    await server.clock.advance(2_000);
    expect((await result).outcome).toBe('held');
  });
});

describe('before a reset', () => {
  test.each(['login', 'fsck', 'relabel', 'crashDump'] as const)('a screen that shows %s stops the catch', async (phase) => {
    const server = new StubServer();
    server.show(reading(phase));
    const { result } = start(server);
    await server.clock.advance(100);
    expect(await result).toMatchObject({ outcome: 'failed', message: { key: `catch.stop.${phase}` } });
    expect(server.reboots).toEqual([]);
  });

  test('a second yes goes on, and so does --force', async () => {
    for (const [options, confirm] of [[{}, () => Promise.resolve(true)], [{ force: true }, undefined]] as const) {
      const server = new StubServer();
      server.show(reading('login'));
      start(server, options, {}, confirm);
      await server.clock.advance(100);
      expect(server.reboots).toEqual(['hard']);
    }
  });

  test('a guest that is about to reboot by itself is left to do so', async () => {
    const server = new StubServer();
    server.show(reading('panic', { panic: { reason: 'VFS', rebootInSeconds: 5 } }));
    const { result } = start(server);
    await server.clock.advance(5_000);
    expect(server.reboots).toEqual([]);
    server.show(reading('firmware'));
    await server.clock.advance(200);
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect(await result).toMatchObject({ outcome: 'held' });
    expect(server.reboots).toEqual([]);
  });
});

describe('a menu that stands already', () => {
  test('is held without a reset', async () => {
    const server = new StubServer();
    server.show(menuReading());
    const { result } = start(server);
    await server.clock.advance(1_600);
    expect(await result).toMatchObject({ outcome: 'held', laps: 0, proof: 'stoodAlready' });
    expect(server.reboots).toEqual([]);
    expect(server.pressed).toEqual([]);
  });

  test('that goes on meanwhile is caught like any other', async () => {
    const server = new StubServer();
    server.show(menuReading());
    start(server);
    await server.clock.advance(500);
    server.show(menuReading(3));
    await server.clock.advance(1_200);
    expect(server.reboots).toEqual(['hard']);
  });
});

describe('failures', () => {
  test('a refused reboot that no retry can mend ends the catch with its message', async () => {
    const server = new StubServer();
    const { result } = start(server, {}, { reboot: () => Promise.reject(new BootcatchError('link.passwordRefused', { reason: 'test' })) });
    await server.clock.advance(100);
    expect(await result).toMatchObject({ outcome: 'failed', message: { key: 'link.passwordRefused' } });
  });

  test('a console that never comes back loses the lap, and the last lap gives up', async () => {
    const server = new StubServer();
    const { result } = start(server, { lapLimit: 1 });
    await server.clock.advance(100);
    server.drop();
    await server.clock.advance(121_000);
    expect(await result).toMatchObject({ outcome: 'gaveUp', laps: 1 });
    expect(eventsOf(server, 'missed').map(({ message }) => message.key)).toEqual(['catch.notReached']);
  });

  test('the time limit ends the catch wherever it is', async () => {
    const server = new StubServer();
    const { result } = start(server, { timeoutMs: 20_000 });
    await oneLap(server);
    await server.clock.advance(20_000);
    expect(await result).toMatchObject({ outcome: 'gaveUp', message: { key: 'catch.timeOver' } });
    expect(server.clock.pending).toBe(0);
  });

  test('a wrong password is found before anything is reset', async () => {
    const server = new StubServer();
    const catcher = new Catcher(defaults, {
      target: server.target(),
      console: server.console,
      clock: server.clock,
      timeline: server.timeline,
      openConsole: () => Promise.reject(new BootcatchError('link.passwordRefused', { reason: 'test' })),
    });
    const result = catcher.run(new AbortController().signal);
    await server.clock.advance(0);
    expect(await result).toMatchObject({ outcome: 'failed', message: { key: 'link.passwordRefused' } });
    expect(server.reboots).toEqual([]);
  });

  test('a wall clock that jumps changes nothing', async () => {
    const server = new StubServer();
    const { result } = start(server);
    await oneLap(server);
    server.clock.wallOffsetMs -= 86_400_000;
    server.show(menuReading());
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
  });
});

describe('while held', () => {
  test('a lost connection is taken up again without a reboot and without a key', async () => {
    const server = new StubServer();
    const { catcher, result } = start(server);
    await oneLap(server, () => server.show(menuReading()));
    await server.clock.advance(1_600);
    expect((await result).outcome).toBe('held');
    const controller = new AbortController();
    const kept = catcher.keepHeld(controller.signal);
    kept.catch(() => undefined);
    server.drop();
    await server.clock.advance(700);
    server.comeBack(menuReading());
    await server.clock.advance(500);
    expect(eventsOf(server, 'held').map(({ proof }) => proof)).toEqual(['standsWithoutCountdown', 'stillThereAfterReconnect']);
    expect(server.pressed).toEqual([]);
    server.drop();
    server.comeBack(reading('kernel'));
    await server.clock.advance(1_500);
    expect(await kept).toBe('lost');
    expect(server.reboots).toHaveLength(1);
    await settle();
  });
});
