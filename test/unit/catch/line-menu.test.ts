import { describe, expect, test } from 'vitest';
import { Catcher } from '../../../core/catch/catcher.ts';
import { Console } from '../../../core/catch/console.ts';
import type { HoldKey } from '../../../core/catch/laps.ts';
import { press, type LapSight, type PressEnd } from '../../../core/catch/press.ts';
import type { ConsoleOpener } from '../../../core/catch/reach.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { SerialSession } from '../../../core/serial/session.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import type { FakeLink } from '../rfb/fake-link.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { StubServer } from '../support/stub-server.ts';
import { lineTo, pass, recorded, SerialGrub, type Guest } from './serial-line.ts';

const titles = ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux', 'Debian GNU/Linux, with Linux 6.1.0-56-cloud-amd64 (rescue)'];

/** A lap whose console came back on `guest`, for a while. */
async function lapOn(guest: Guest, { forMs = 12_000, cameBack = true, key = 'f4', said = '', lateMs = 0 }: { forMs?: number; cameBack?: boolean; key?: HoldKey; said?: string; lateMs?: number } = {}) {
  const clock = new ManualClock();
  const timeline = new Timeline(clock);
  const pressed: string[] = [];
  const link = lineTo(guest, pressed, (write) => void clock.setTimeout(write, lateMs));
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  console.adopt(new SerialSession(link, clock));
  if (said !== '') link.say(Buffer.from(said, 'latin1'));
  const sight: LapSight = { menuSeen: false, kernelCame: false, keysWereEarly: false, blackReconnects: 0 };
  const controller = new AbortController();
  let end: PressEnd | undefined;
  void press({ key, chosen: false, script: undefined, keyIntervalMs: 100, cameBack, oldText: undefined, sight, limitMs: 60_000, signal: controller.signal }, { console, clock, timeline }).then(
    (ended) => (end = ended),
    () => undefined,
  );
  await pass(clock, forMs);
  controller.abort();
  const lines = console.reading?.text.lines ?? [];
  console.dispose();
  return { end, pressed, timeline, lines };
}

describe('a menu that GRUB had written before its line was opened', () => {
  test.each([0, 1])('is proved by its answer to arrows, drawn anew by way of the command line, and held with the highlight on entry %i', async (selected) => {
    const grub = new SerialGrub({ selected });
    const { end, pressed, timeline } = await lapOn(grub.press, { forMs: 9_000 });
    expect(end).toMatchObject({ kind: 'held', proof: 'standsWithoutCountdown', menu: { kind: 'grub2', entries: titles, selectedIndex: selected } });
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', ...(selected === 1 ? ['DOWN'] : []), 'c', 'ESC']);
    expect(grub.stands).toBe(`menu ${selected}`);
    expect(timeline.events.flatMap((event) => (event.event === 'notice' ? [event.message.key] : []))).toEqual(['catch.silentLine']);
  });

  test('is proved by its mark where it has one entry alone, which no arrow moves', async () => {
    const grub = new SerialGrub();
    const { end, pressed } = await lapOn((key) => (key === 'UP' || key === 'DOWN' ? recorded.upAtFirst : grub.press(key)), { forMs: 15_000 });
    expect(end).toMatchObject({ kind: 'held', menu: { kind: 'grub2' } });
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
  });

  test('needs no more than Ctrl-L where GRUB knows it', async () => {
    const grub = new SerialGrub({ redraws: true });
    const { end, pressed } = await lapOn(grub.press, { forMs: 6_000 });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles, selectedIndex: 0 } });
    expect(pressed).toEqual(['Ctrl-L']);
  });

  test('is held where GRUB guards its command line by a password: the question for a name is left again', async () => {
    const grub = new SerialGrub({ locked: true });
    const { end, pressed } = await lapOn(grub.press, { forMs: 9_000 });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles, selectedIndex: 0 } });
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
  });

  test.each([1_000, 3_000])('is held where each answer comes %i ms late', async (lateMs) => {
    const grub = new SerialGrub();
    const { end, pressed } = await lapOn(grub.press, { forMs: 30_000, lateMs });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles, selectedIndex: 0 } });
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
  });

  test('is held where its highlight was seen already: at the top of the list an arrow up changes nothing', async () => {
    const grub = new SerialGrub();
    const { end, pressed } = await lapOn(grub.press, { forMs: 15_000, said: recorded.upAtFirst });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles } });
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
  });

  test('is held where the line was opened in the middle of its being drawn', async () => {
    const grub = new SerialGrub();
    const { end, pressed } = await lapOn(grub.press, { forMs: 9_000, said: recorded.menu.slice(recorded.menu.indexOf('Use the ^')) });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles } });
    // The other keys are those that stop a menu's countdown.
    expect(pressed.filter((key) => !['LEFT', 'DOWN', 'UP'].includes(key))).toEqual(['Ctrl-L', 'c', 'ESC']);
    expect(pressed.at(-1)).toBe('ESC');
    expect(grub.stands).toBe('menu 0');
  });

  test('is not asked for where the console stayed open, nor beside a person’s own keys', async () => {
    expect((await lapOn(new SerialGrub().press, { cameBack: false })).pressed).toEqual([]);
    expect((await lapOn(new SerialGrub().press, { key: 'sequence' })).pressed).toEqual([]);
  });

  test('gets no ESC between the arrows’ bytes where ESC is the lap’s key', async () => {
    const grub = new SerialGrub();
    const { end, pressed } = await lapOn(grub.press, { forMs: 9_000, key: 'esc' });
    expect(end).toMatchObject({ kind: 'held', menu: { entries: titles } });
    const asked = pressed.indexOf('Ctrl-L');
    expect(pressed.slice(asked)).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
  });
});

/** A shell that edits its line: arrows go through its history. */
function lineEditor(prompt: string, knowsRedraw: boolean): { readonly press: Guest; readonly typed: () => string } {
  let line = '';
  const show = (text: string): string => `\r\x1b[K${prompt}${(line = text)}`;
  const press: Guest = (key) => {
    if (key === 'UP') return show('reboot');
    if (key === 'DOWN') return show('');
    return key === 'Ctrl-L' && knowsRedraw ? `\x1b[H\x1b[J${prompt}${line}` : undefined;
  };
  return { press, typed: () => line };
}

describe('what is no menu gets no key that could harm it', () => {
  const harmless = new Set(['Ctrl-L', 'UP', 'DOWN']);

  test('a dead line: one Ctrl-L and one arrow now and then', async () => {
    const { end, pressed } = await lapOn(() => undefined, { forMs: 45_000 });
    expect(end).toBeUndefined();
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'Ctrl-L', 'UP', 'Ctrl-L', 'UP', 'Ctrl-L', 'UP']);
  });

  test('a terminal that repeats each key: none at all, since it is never still', async () => {
    const { end, pressed, lines } = await lapOn((key) => ({ F4: '^[Ox' })[key] ?? `<${key}>`);
    expect({ end, pressed }).toEqual({ end: undefined, pressed: [] });
    expect(lines[0]).toContain('^[Ox^[Ox');
  });

  test('one that repeats only arrows: an arrow and its opposite', async () => {
    const { end, pressed, lines } = await lapOn((key) => ({ UP: '^[[A', DOWN: '^[[B' })[key], { forMs: 4_500 });
    expect({ end, pressed }).toEqual({ end: undefined, pressed: ['Ctrl-L', 'UP', 'DOWN'] });
    expect(lines[0]).toBe('^[[A^[[B');
  });

  test('a root’s shell: it draws its prompt, and the lap is over at once', async () => {
    const { press: shell, typed } = lineEditor('root@web-01:~# ', true);
    const { end, pressed } = await lapOn(shell);
    expect(end).toMatchObject({ kind: 'lost', message: { key: 'catch.missed.tooLate' } });
    expect({ pressed, typed: typed() }).toEqual({ pressed: ['Ctrl-L'], typed: '' });
  });

  test('a command line that knows no Ctrl-L: its history is left at the empty line', async () => {
    const { press: shell, typed } = lineEditor('> ', false);
    const { end, pressed } = await lapOn(shell);
    expect(end).toBeUndefined();
    expect(pressed.slice(0, 3)).toEqual(['Ctrl-L', 'UP', 'DOWN']);
    expect(pressed.every((key) => harmless.has(key))).toBe(true);
    expect(typed()).toBe('');
  });

  test.each(['shell', 'editor'] as const)('GRUB’s %s: it is where it was', async (at) => {
    const grub = new SerialGrub({ at });
    const { end, pressed } = await lapOn(grub.press);
    expect(end).toBeUndefined();
    expect(pressed.every((key) => harmless.has(key))).toBe(true);
    expect(grub.stands).toBe(`${at} 0`);
  });

  test('a bar that answers one arrow and not the other', async () => {
    const { end, pressed } = await lapOn((key) => (key === 'UP' ? `\x1b[5;1H\x1b[7m ${'Restart'.padEnd(70)}\x1b[m` : undefined));
    expect(end).toBeUndefined();
    expect(pressed.every((key) => harmless.has(key))).toBe(true);
  });
});

describe('a held menu on a line', () => {
  test('is known again where its console was lost and came back, without a reboot', async () => {
    const server = new StubServer();
    const { clock, console, timeline, reboots } = server;
    const grub = new SerialGrub();
    const pressed: string[] = [];
    const links: FakeLink[] = [];
    const openConsole: ConsoleOpener = () => {
      const link = lineTo(grub.press, pressed);
      links.push(link);
      return Promise.resolve(new SerialSession(link, clock));
    };
    const catcher = new Catcher({ keys: 'auto', lapLimit: 1, reboot: 'hard', force: false }, { target: server.target(), console, clock, timeline, openConsole });
    const result = catcher.run(new AbortController().signal);
    await pass(clock, 500);
    links.at(-1)?.end();
    await pass(clock, 9_000);
    expect(await result).toMatchObject({ outcome: 'held', laps: 1, menu: { entries: titles } });
    expect(reboots).toHaveLength(1);
    pressed.length = 0;
    const leave = new AbortController();
    const kept = catcher.keepHeld(leave.signal).catch(() => 'left');
    links.at(-1)?.end();
    await pass(clock, 9_000);
    expect(timeline.events.flatMap((event) => (event.event === 'held' ? [event.proof] : []))).toEqual(['standsWithoutCountdown', 'stillThereAfterReconnect']);
    expect(pressed).toEqual(['Ctrl-L', 'UP', 'DOWN', 'UP', 'c', 'ESC']);
    expect(reboots).toHaveLength(1);
    leave.abort();
    expect(await kept).toBe('left');
  });
});
