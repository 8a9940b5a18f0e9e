import type { Size } from '../screen/screen.ts';

/** A picture kept for comparison. */
export interface Picture extends Size {
  readonly pixels: Uint8Array;
}

/** A bar of one colour that went from one place to another. */
export interface BarMove {
  /** First pixel row of the bar before and after. */
  readonly fromY: number;
  readonly toY: number;
  readonly height: number;
}

/** The highlight of a menu is at least this high, and at most. */
const lowestBar = 6;
const highestBar = 96;
/** The two places may differ in height by the gap between entries. */
const heightTolerance = 2;
/** The rest of the picture may change in at most this many rows: a clock, a cursor. */
const otherRows = 2;

/** Keeps the picture as it is now. */
export function takePicture({ width, height, pixels }: Picture): Picture {
  return { width, height, pixels: pixels.slice() };
}

/**
 * Whether a menu's highlight moved between two pictures, without reading a word: in one band of rows the bar's colour gave way to
 * another, in a second band it took that one's place, and nothing else changed. This proves that a menu stands and obeys, in any
 * font, theme or language, as long as the bar has a colour of its own.
 */
export function barMoved(before: Picture, after: Picture): BarMove | undefined {
  if (before.width !== after.width || before.height !== after.height || before.width === 0) return undefined;
  const old = new Uint32Array(before.pixels.slice().buffer);
  const now = new Uint32Array(after.pixels.slice().buffer);
  const extent = changedExtent(old, now, before.width);
  if (!extent) return undefined;
  const bands: { was: number; is: number; top: number; rows: number }[] = [];
  let others = 0;
  for (let y = extent.top; y <= extent.bottom; y++) {
    const was = commonColour(old, before.width, y, extent);
    const is = commonColour(now, before.width, y, extent);
    if (was === is) {
      if (differs(old, now, before.width, y)) others++;
      continue;
    }
    const last = bands.at(-1);
    if (last?.was === was && last.is === is && last.top + last.rows === y) last.rows++;
    else bands.push({ was, is, top: y, rows: 1 });
  }
  const [first, second] = bands;
  if (bands.length !== 2 || !first || !second || first.was !== second.is || first.is !== second.was || others > otherRows) return undefined;
  if (Math.min(first.rows, second.rows) < lowestBar || Math.max(first.rows, second.rows) > highestBar || Math.abs(first.rows - second.rows) > heightTolerance) return undefined;
  // Which of the two colours is the bar's: the one that the rows around the bands don't have.
  const around = commonColour(now, before.width, Math.max(0, first.top - 1), extent);
  const [from, to] = first.is === around || second.was === around ? [first, second] : [second, first];
  return { fromY: from.top, toY: to.top, height: from.rows };
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function changedExtent(old: Uint32Array, now: Uint32Array, width: number): Extent | undefined {
  let [left, right, top, bottom] = [width, -1, -1, -1];
  for (let at = 0; at < old.length; at++) {
    if (old[at] === now[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    if (top < 0) top = y;
    bottom = y;
  }
  return top < 0 ? undefined : { left, right, top, bottom };
}

/** The colour of most pixels in a row, within the changed columns: the paper behind the letters. */
function commonColour(pixels: Uint32Array, width: number, y: number, { left, right }: Extent): number {
  const counts = new Map<number, number>();
  let common = 0;
  for (let at = y * width + left; at <= y * width + right; at++) {
    const colour = pixels[at] as number;
    const count = (counts.get(colour) ?? 0) + 1;
    counts.set(colour, count);
    if (count > (counts.get(common) ?? 0)) common = colour;
  }
  return common;
}

function differs(old: Uint32Array, now: Uint32Array, width: number, y: number): boolean {
  for (let at = y * width; at < (y + 1) * width; at++) if (old[at] !== now[at]) return true;
  return false;
}
