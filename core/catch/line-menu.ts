import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { chord } from '../keys/chord.ts';
import type { Menu, Reading, ScreenText } from '../reading/reading.ts';
import type { KeyStroke } from '../rfb/session.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import { keysyms } from './key-policy.ts';
import { firstOf } from './wait.ts';

/*
 * A serial line repeats nothing: whoever opens it on a standing menu sees an empty screen. What makes a menu write itself again, from GRUB's
 * own source (grub-core/normal/menu.c, menu_text.c, cmdline.c; rhboot/grub2, all branches from RHEL 7 on) and tried on 2.06 and 2.12:
 *
 * - Ctrl-L: GRUB since 2.12 draws all of it, as do systemd-boot, GRUB's editor and a shell with its line editing. Whatever else reads the line takes it for nothing.
 * - An arrow: every GRUB writes two rows, the entry that was highlighted and the one that is. It boots, edits and leaves nothing.
 * - `c` and ESC: every GRUB goes to its command line and back, and then draws all of it, the same entry highlighted.
 */

export interface LinePorts {
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
}

/** Most do not know Ctrl-L, so its answer is not waited for longer than a slow line takes to begin with it. */
const REDRAW_LIMIT_MS = 1_500;
/** Two rows take 0.4 s at 9600 baud, gateways are far away, and a host may be busy. An answer that came after this would be taken for the next key's. */
const ARROW_LIMIT_MS = 4_000;
/** What has been still for this long is written to its end. */
const SETTLED_MS = 200;
/** A line that writes on and on is not answering. */
const WRITING_LIMIT_MS = 6_000;
const SHELL_LIMIT_MS = 8_000;
/** A menu with a password lets a second pass, then two, four…, before it comes back from the question for it. */
const MENU_LIMIT_MS = 8_000;

interface Key {
  readonly name: string;
  readonly strokes: readonly KeyStroke[];
}

const control = 0xffe3;
const redraw: Key = { name: 'Ctrl-L', strokes: chord(control, 0x6c) };
const up: Key = { name: 'UP', strokes: chord(keysyms.up) };
const down: Key = { name: 'DOWN', strokes: chord(keysyms.down) };
const shell: Key = { name: 'c', strokes: chord(0x63) };
const escape: Key = { name: 'ESC', strokes: chord(keysyms.escape) };

/** True where a line shows nothing that tells what stands there: nothing at all, words of no known kind, or a part of a menu. */
export function isUndecided({ menu, phase }: Reading): boolean {
  return menu ? isTorn(menu) : phase === 'blank' || phase === 'unknown';
}

/** A menu of which only a part was seen. */
export function isTorn({ kind, view, complete, secondsLeft }: Menu): boolean {
  return kind === 'grub2' && view === 'menu' && !complete && secondsLeft === undefined;
}

/**
 * Asks whatever stands on the line to draw itself again, by the one key that is nothing but that.
 * @returns true where something on the line changed
 * @throws the signal's reason
 */
export async function askForRedraw(ports: LinePorts, signal: AbortSignal): Promise<boolean> {
  return (await press(redraw, REDRAW_LIMIT_MS, ports, signal)) !== undefined;
}

/**
 * Whether a menu answers: an arrow writes a highlighted row, the opposite one moves the highlight by a row, and the first brings it back. The
 * highlight ends where it was. Anything else is left after one arrow that found no answer, or after two that undo each other: a shell's history goes back to its empty line.
 * @throws the signal's reason
 */
export async function answersAsMenu(ports: LinePorts, signal: AbortSignal): Promise<boolean> {
  const before = ports.console.reading?.text;
  /** The words after an arrow, and whether they changed. */
  const after = async (key: Key): Promise<{ readonly text: ScreenText | undefined; readonly answered: boolean }> => {
    const answered = (await press(key, ARROW_LIMIT_MS, ports, signal)) !== undefined;
    return { text: ports.console.reading?.text, answered };
  };
  // Up first: a shell comes back from its history with down, and would not with up.
  const first = await after(up);
  if (!before || !first.text || ports.console.reading?.menu) return false;
  const start = barOf(first.text);
  // At the top of a list whose highlight is seen already, nothing changes.
  if (!start || (!first.answered && !barOf(before))) {
    if (first.answered) await after(down);
    return false;
  }
  const { text: lowered } = await after(down);
  const lower = barOf(lowered);
  const back = barOf((await after(up)).text);
  const isBack = back !== undefined && back.row === start.row && back.title === start.title;
  const hasMoved = lower?.row === start.row + 1 && titleOf(lowered?.lines[start.row]) === start.title;
  // Of a single entry there is nothing to move, but GRUB marks it.
  const isAlone = first.answered && lower?.row === start.row && lower.title === start.title && start.starred;
  if (wentUp(before, first.text, start.row)) await after(down);
  return isBack && (hasMoved || isAlone);
}

/**
 * Has a menu that was proved to stand draw all of itself: to its command line and back. No other key may be sent meanwhile.
 * @throws the signal's reason
 */
export async function redrawThroughShell(ports: LinePorts, signal: AbortSignal): Promise<void> {
  // ESC could leave a menu that did not open its command line, so it is sent on what is known to stand: the prompt, or the question for a name.
  if (await shows(shell, ({ menu }) => menu?.view === 'shell' || menu?.view === 'password', SHELL_LIMIT_MS, ports, signal)) {
    await shows(escape, ({ menu }) => menu?.view === 'menu' && menu.complete, MENU_LIMIT_MS, ports, signal);
  }
}

interface Bar {
  readonly row: number;
  readonly title: string;
  /** True where GRUB's `*` stands before it. */
  readonly starred: boolean;
}

const markedRow = /^[\s|│]*\*/;

/** The highlighted row, where there is exactly one: in inverse video, or by its mark where the colours tell nothing. */
function barOf(text: ScreenText | undefined): Bar | undefined {
  if (!text) return undefined;
  const marked = text.lines.flatMap((line, row) => (markedRow.test(line) ? [row] : []));
  const rows = text.inverseRows.length > 0 ? text.inverseRows : marked;
  const [row] = rows;
  const title = row === undefined ? '' : titleOf(text.lines[row]);
  return row === undefined || rows.length > 1 || title === '' ? undefined : { row, title, starred: marked.includes(row) };
}

function titleOf(line = ''): string {
  return line.replace(markedRow, '').replace(/^[\s|│]+|[\s|│]+$/g, '');
}

/** Whether the first arrow moved the highlight: then it also wrote the row that it left, unless that was known before. */
function wentUp(before: ScreenText, after: ScreenText, row: number): boolean {
  const known = barOf(before);
  if (known) return known.row !== row;
  const left = after.lines[row + 1] ?? '';
  return left !== '' && left !== before.lines[row + 1];
}

/** What is on the line after a key, once it is still; undefined where nothing on it changed. */
function press(key: Key, limitMs: number, ports: LinePorts, signal: AbortSignal): Promise<Reading | undefined> {
  const { console, clock } = ports;
  const before = looksOf(console.reading);
  return firstOf<Reading | undefined>(signal, (done, parts) => {
    let settling: Disposable | undefined;
    parts.add(
      console.onReading((reading) => {
        if (!settling && looksOf(reading) === before) return;
        settling?.dispose();
        settling = clock.setTimeout(() => done(console.reading), SETTLED_MS);
        parts.add(settling);
      }),
    );
    parts.add(console.onGone(() => done(undefined)));
    parts.add(clock.setTimeout(() => !settling && done(undefined), limitMs));
    parts.add(clock.setTimeout(() => done(console.reading), WRITING_LIMIT_MS));
    send(key, ports);
  });
}

/** Presses a key and waits until the line shows what is wanted; false where it does not. */
function shows(key: Key, isWanted: (reading: Reading) => boolean | undefined, limitMs: number, ports: LinePorts, signal: AbortSignal): Promise<boolean> {
  const { console, clock } = ports;
  return firstOf<boolean>(signal, (done, parts) => {
    parts.add(console.onReading((reading) => isWanted(reading) && done(true)));
    parts.add(console.onGone(() => done(false)));
    parts.add(clock.setTimeout(() => done(false), limitMs));
    send(key, ports);
  });
}

function send({ name, strokes }: Key, { console, timeline }: LinePorts): void {
  timeline.append({ event: 'keySent', key: name, count: 1, why: 'proof' });
  console.send(...strokes);
}

function looksOf(reading: Reading | undefined): string {
  return reading ? `${reading.text.inverseRows.join()}\n${reading.text.lines.join('\n')}` : '';
}
