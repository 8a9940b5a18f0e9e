import type { PixelWords } from './cell-scanner.ts';
import type { GlyphIndex } from './fonts/glyph-index.ts';
import { findGrid, type Grid } from './grid.ts';
import type { ScreenText } from './reading.ts';
import type { TextGrid } from './text-grid.ts';

/** Drawn pixel rows, with many blank ones above and below. */
interface Band {
  readonly top: number;
  /** The first row below it. */
  readonly bottom: number;
}

/** What is taller than the tallest font is no single line of text. */
const tallestLine = 40;
/** Fewer blank rows lie within a line, above an underscore, or between lines of one paragraph. */
const smallestGap = 8;
/** A search costs milliseconds where it finds nothing. */
const mostBands = 12;

/**
 * Finds lines of text each at an offset of its own, as centred ones are (the kernel's full-screen message of a panic): a
 * grid for each, over the strip of the screen up to its neighbours.
 */
export function findLooseLines(picture: PixelWords, indexFor: (width: number, height: number) => GlyphIndex): Grid[] {
  const { words, width, height } = picture;
  const bands = bandsOf(picture);
  const lines = bands.filter((band) => band.bottom - band.top <= tallestLine && isInk(picture, band)).slice(0, mostBands);
  return lines.flatMap((band) => {
    const at = bands.indexOf(band);
    const top = Math.max(bands[at - 1]?.bottom ?? 0, band.top - tallestLine);
    const bottom = Math.min(bands[at + 1]?.top ?? height, band.bottom + tallestLine);
    const grid = findGrid({ words: words.subarray(top * width, bottom * width), width, height: bottom - top }, indexFor);
    return grid ? [{ ...grid, y: grid.y + top }] : [];
  });
}

function bandsOf({ words, width, height }: PixelWords): Band[] {
  const bands: Band[] = [];
  for (let y = 0; y < height; y++) {
    const start = y * width;
    if (words.subarray(start, start + width).every((word) => word === words[start])) continue;
    const above = bands.at(-1);
    if (above && y - above.bottom < smallestGap) bands[bands.length - 1] = { top: above.top, bottom: y + 1 };
    else bands.push({ top: y, bottom: y + 1 });
  }
  return bands;
}

/** Whether it is drawn in one colour on another: no picture. */
function isInk({ words, width }: PixelWords, { top, bottom }: Band): boolean {
  const colours = new Set<number>();
  for (let at = top * width; at < bottom * width && colours.size <= 2; at++) colours.add(words[at] as number);
  return colours.size === 2;
}

/** The text of a whole screen: what stands in its grid, where it has one, with the loose lines in the place of what the grid has there. */
export function textWithLooseLines(text: TextGrid | undefined, looseLines: readonly TextGrid[]): ScreenText {
  const loose = looseLines.flatMap((line) => rowsOf(line).filter((row) => row.line !== ''));
  const inGrid = text ? rowsOf(text).filter((row) => !loose.some((line) => line.y < row.bottom && row.y < line.bottom)) : [];
  const rows = [...inGrid, ...loose].toSorted((one, other) => one.y - other.y);
  const drawn = rows.reduce((sum, row) => sum + row.drawn, 0);
  const exact = rows.reduce((sum, row) => sum + row.exact, 0);
  return {
    lines: rows.map(({ line }) => line),
    font: looseLines[0]?.text().font,
    exactShare: drawn === 0 ? 1 : exact / drawn,
    inverseRows: rows.flatMap(({ isBar }, index) => (isBar ? [index] : [])),
  };
}

interface PlacedLine {
  readonly y: number;
  readonly bottom: number;
  readonly line: string;
  readonly isBar: boolean;
  readonly drawn: number;
  readonly exact: number;
}

function rowsOf(text: TextGrid): PlacedLine[] {
  const { lines, inverseRows } = text.text();
  const { y: top, cellHeight } = text.grid;
  return lines.map((line, row) => {
    const y = top + row * cellHeight;
    return { y, bottom: y + cellHeight, line, isBar: inverseRows.includes(row), ...text.countsOf(row) };
  });
}
