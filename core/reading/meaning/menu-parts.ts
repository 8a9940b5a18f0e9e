import type { ScreenText } from '../reading.ts';

/** Rows between which a menu's entries stand. */
export interface Box {
  /** Row of the upper edge; the first entry is in the next one. */
  readonly top: number;
  /** Row of the lower edge. */
  readonly bottom: number;
  /** True where the frame is drawn all round. */
  readonly closed: boolean;
  readonly framed: boolean;
}

const upperEdge = /[┌┏╔+╒╓][─━═-]{10,}[┐┓╗+╕╖]/;
const lowerEdge = /[└┗╚+╘╙][─━═-]{10,}[┘┛╝+╛╜]/;
/** The line between title and entries in syslinux's menu. */
export const separator = /[├╟╠+][─━═-]{10,}[┤╢╣+]/;
const side = /[│┃║|]/;
/** Beside the first or last entry where the list goes on. */
const scrollMark = /[↑↓▲▼↕^v]$/;

/** The largest frame on the screen. */
export function findBox(lines: readonly string[]): Box | undefined {
  const top = lines.findIndex((line) => upperEdge.test(line));
  if (top < 0) return undefined;
  const height = lines.slice(top + 1).findIndex((line) => lowerEdge.test(line));
  const bottom = height < 0 ? lines.length : top + 1 + height;
  const inside = lines.slice(top + 1, bottom);
  const closed = height > 0 && inside.every((line) => sides(line) !== undefined || separator.test(line));
  return { top, bottom, closed, framed: true };
}

/** Positions of the left and the right side of a frame in a line. */
function sides(line: string): { left: number; right: number } | undefined {
  const left = line.search(side);
  const right = Math.max(...Array.from('│┃║|', (character) => line.lastIndexOf(character)));
  return left >= 0 && right > left ? { left, right } : undefined;
}

export interface Entries {
  /** Trimmed, without marker; empty rows at the end are left out, between entries they stay. */
  readonly entries: readonly string[];
  readonly selectedIndex: number | undefined;
  /** True where a mark says that the list goes on above or below. */
  readonly marks: boolean;
}

/** The entries in a box, and which one is highlighted: by GRUB's `*`, or by a bar where there is no such mark. */
export function readEntries({ lines, inverseRows }: ScreenText, box: Box): Entries {
  const rows = lines.slice(box.top + 1, box.bottom).map((line, index) => readRow(line, box, box.top + 1 + index));
  while (rows.at(-1)?.entry === '' && rows.at(-1)?.starred === false) rows.pop();
  while (rows[0]?.entry === '') rows.shift();
  const starred = rows.filter((row) => row.starred);
  const barred = rows.filter((row) => inverseRows.includes(row.row) && row.entry !== '');
  const selected = starred.length > 0 ? starred : barred;
  return {
    entries: rows.map(({ entry }) => entry),
    selectedIndex: selected.length === 1 && selected[0] ? rows.indexOf(selected[0]) : undefined,
    marks: rows.some((row) => row.mark),
  };
}

function readRow(line: string, box: Box, row: number): { row: number; entry: string; starred: boolean; mark: boolean } {
  if (!box.framed) {
    // The mark stands apart from the entry, at the right edge.
    const mark = /\s{2,}[↑↓▲▼↕^v]$/.test(line);
    return { row, entry: (mark ? line.slice(0, -1) : line).trim(), starred: false, mark };
  }
  const between = sides(line);
  if (!between) return { row, entry: line.replace(side, '').trim(), starred: false, mark: false };
  const inner = line.slice(between.left + 1, between.right);
  const starred = inner.startsWith('*');
  return { row, entry: inner.slice(starred ? 1 : 0).trim(), starred, mark: scrollMark.test(line.slice(between.right + 1).trim()) };
}
