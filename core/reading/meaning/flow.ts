import type { ScreenText } from '../reading.ts';

/** A text without its white space, in which phrases are found however the screen wraps them, and the way back to the lines. */
export interface CompactText {
  readonly text: string;
  /** The line in which the character at `index` stands. */
  lineAt(index: number): number;
}

export function compact(lines: readonly string[]): CompactText {
  const starts: number[] = [];
  let text = '';
  for (const line of lines) {
    starts.push(text.length);
    text += line.replace(/\s+/g, '');
  }
  return {
    text,
    lineAt: (index) => {
      let line = starts.length - 1;
      while (line > 0 && (starts[line] ?? 0) > index) line--;
      return line;
    },
  };
}

/**
 * The source of a pattern that finds `phrase` in a compact text. `%d` stands for a number and is captured, `%C` for an arrow,
 * `%s` for anything short; quotes count as one, and letters beyond ASCII may be unread or a question mark, as a console shows what its font lacks.
 */
export function phrase(phrase: string): string {
  return Array.from(phrase.replace(/%d/g, '\u0001').replace(/%C/g, '\u0002').replace(/%s/g, '\u0003').replace(/\s+/g, ''), (character) => {
    if (character === '\u0001') return '(\\d+)';
    if (character === '\u0002') return '.{0,2}';
    if (character === '\u0003') return '.{1,200}?';
    if (/[`'‘’´]/.test(character)) return "[`'‘’´\ufffd]";
    if (character > '\u007e') return `[${character}?\ufffd]`;
    return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  }).join('');
}

/** A pattern for any of the phrases, letters' case aside. */
export function anyPhrase(...phrases: readonly string[]): RegExp {
  return new RegExp(phrases.map((one) => `(?:${phrase(one)})`).join('|'), 'giu');
}

/** Where the last match of a pattern with flag g begins; -1 where there is none. */
export function lastIndexOf(text: string, pattern: RegExp): number {
  let index = -1;
  for (const match of text.matchAll(pattern)) index = match.index;
  return index;
}

/** A console breaks a line at its right edge; where that falls on a blank, the line looks up to this much shorter. */
const blanksAtEdge = 2;

/** A row of a menu's box, with the mark that its list goes on beside it. It reaches the right edge, and no console broke it there. */
const boxRow = /^\s*[\u2500-\u259f|+].*[\u2500-\u259f|+↑↓▲▼↕^v]$/;

/** Whether the console broke a line at its right edge, so that it goes on in the next row. */
export function goesOn(line: string, next: string, columns: number): boolean {
  return line.length >= columns - blanksAtEdge && !boxRow.test(line) && next !== '' && !/^\[ *\d+\.\d+\]/.test(next);
}

/**
 * Each row's text as far as it goes: with the rows below where the console broke it at its right edge. A full line that has
 * an end of its own is joined to the next one as well, so what is looked for is looked for in the rows themselves, too.
 */
export function joinedRows({ lines, columns }: ScreenText): string[] {
  if (columns === undefined) return [...lines];
  const joined = [...lines];
  for (let row = lines.length - 2; row >= 0; row--) {
    const line = lines[row] ?? '';
    const next = lines[row + 1] ?? '';
    if (goesOn(line, next, columns)) joined[row] = line.padEnd(columns) + (joined[row + 1] ?? '');
  }
  return joined;
}

/** A line without the lines and blocks that are drawn around menus. */
export function withoutFrame(line: string): string {
  return line.replace(/[\u2500-\u259f]+/g, ' ').trim();
}

/** The last line with something on it, trimmed; empty where there is none. */
export function lastLine(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
}
