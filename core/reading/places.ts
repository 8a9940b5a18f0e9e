import type { Rectangle } from '../screen/screen.ts';
import { goesOn } from './meaning/flow.ts';
import type { Grid } from './grid.ts';

/** A row of the screen: its text, and the column at which each of its characters stands. */
export interface PlacedRow {
  readonly line: string;
  readonly columns: readonly number[];
}

/** One character of what is compared, and where it stands. */
interface Placed {
  readonly row: number;
  readonly column: number;
  readonly width: number;
}

const most = 100;

/**
 * Where a text stands on the screen, a rectangle for each row that it takes. Full-width forms, letters' case and spaces make no difference, and what
 * the console broke at its right edge is found as a whole: as in the search through recordings.
 */
export function placesOf(wanted: string, rows: readonly PlacedRow[], grid: Grid): Rectangle[] {
  const pattern = folded(wanted);
  if (pattern === '') return [];
  const found: Rectangle[] = [];
  for (const [text, places] of passages(rows, grid.columns)) {
    for (let at = text.indexOf(pattern); at >= 0 && found.length < most; at = text.indexOf(pattern, at + pattern.length)) {
      found.push(...rectangles(places.slice(at, at + pattern.length), grid));
    }
  }
  return found;
}

/** The rows, with those together that the console broke, as they are compared. */
function* passages(rows: readonly PlacedRow[], columns: number): Generator<readonly [string, readonly Placed[]], void> {
  let text = '';
  let places: Placed[] = [];
  for (const [row, { line, columns: starts }] of rows.entries()) {
    for (const [at, character] of Array.from(line).entries()) {
      const column = starts[at] ?? 0;
      const units = folded(character);
      text += units;
      // One character may be compared as several.
      places.push(...Array<Placed>(units.length).fill({ row, column, width: (starts[at + 1] ?? columns) - column }));
    }
    if (goesOn(line, rows[row + 1]?.line ?? '', columns)) continue;
    yield [text, places];
    text = '';
    places = [];
  }
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

function rectangles(places: readonly Placed[], { x, y, cellWidth, cellHeight }: Grid): Rectangle[] {
  const rows = Map.groupBy(places, ({ row }) => row);
  return [...rows].map(([row, inRow]) => {
    const left = Math.min(...inRow.map(({ column }) => column));
    const right = Math.max(...inRow.map(({ column, width }) => column + width));
    return { x: x + left * cellWidth, y: y + row * cellHeight, width: (right - left) * cellWidth, height: cellHeight };
  });
}
