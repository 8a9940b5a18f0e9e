import { understand } from '../../reading/meaning/understand.ts';
import type { Phase, ScreenText } from '../../reading/reading.ts';
import type { Recording } from '../recording.ts';

const escape = '\u001b';
const clearScreen = `${escape}[H${escape}[2J`;

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The text of the recording as an asciicast (version 3), one line a time: what `asciinema play` and its web player show. A serial session is
 * whole in it; of a picture it is what was read there. Phases are markers. Format: docs.asciinema.org/manual/asciicast/v3.
 * @param nameOf what a phase is called as a marker
 */
export async function* toAsciicast(recording: Recording, nameOf: (phase: Phase) => string): AsyncGenerator<string, void> {
  let size: TerminalSize | undefined;
  let before: ScreenText | undefined;
  let phaseBefore: Phase | undefined;
  let writtenMs = 0;
  const event = (atMs: number, code: string, data: string): string => {
    // Each interval counts from the time as it was written, so that rounding never adds up.
    const intervalMs = Math.max(0, Math.round(atMs) - writtenMs);
    writtenMs += intervalMs;
    return `${JSON.stringify([intervalMs / 1_000, code, data])}\n`;
  };
  for await (const { text, atMs } of recording.texts()) {
    const needed = sizeOf(text);
    if (!size) {
      yield headerOf(recording, needed);
    } else if (needed.columns !== size.columns || needed.rows !== size.rows) {
      yield event(atMs, 'r', `${needed.columns}x${needed.rows}`);
      before = undefined;
    }
    size = needed;
    yield event(atMs, 'o', paint(text, before));
    before = text;
    const { phase } = understand(text);
    if (phase !== phaseBefore && phase !== 'unknown') yield event(atMs, 'm', nameOf(phase));
    phaseBefore = phase;
  }
  if (!size) yield headerOf(recording, { columns: 80, rows: 25 });
  // The last screen stands until the recording ends.
  yield event(recording.durationMs, 'o', '');
}

function headerOf({ about }: Recording, { columns, rows }: TerminalSize): string {
  const timestamp = about && Math.floor(Date.parse(about.startedAt) / 1_000);
  return `${JSON.stringify({ version: 3, term: { cols: columns, rows, type: 'xterm-256color' }, ...(about && { timestamp, title: about.target }) })}\n`;
}

function sizeOf({ lines, columns }: ScreenText): TerminalSize {
  return { columns: Math.max(80, columns ?? 0, ...lines.map((line) => line.length)), rows: Math.max(24, lines.length) };
}

/** What turns the screen as it was into the screen as it is: the rows that differ, or everything on an empty one. */
function paint(text: ScreenText, before: ScreenText | undefined): string {
  const rows = Array.from({ length: Math.max(text.lines.length, before?.lines.length ?? 0) }, (_, row) => row);
  const changed = rows.filter((row) => !before || rowOf(text, row) !== rowOf(before, row));
  return (before ? '' : clearScreen) + changed.map((row) => `${escape}[${row + 1};1H${escape}[2K${rowOf(text, row)}`).join('');
}

function rowOf({ lines, inverseRows }: ScreenText, row: number): string {
  // What looks like a control character on the screen must not act as one.
  const line = (lines[row] ?? '').trimEnd().replace(/\p{Cc}/gu, ' ');
  return inverseRows.includes(row) ? `${escape}[7m${line}${escape}[0m` : line;
}
