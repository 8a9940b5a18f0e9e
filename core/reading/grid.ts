import { CellScanner, type PixelWords } from './cell-scanner.ts';
import { knownSizes } from './fonts/known.ts';
import { noGlyph, type GlyphIndex } from './fonts/glyph-index.ts';
import { textColours } from './text-colours.ts';

/** Where the screen's character cells lie. */
export interface Grid {
  /** Position of the first whole cell. */
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** 8 in VGA's 9-pixel cells, else the cell's width. */
  readonly glyphWidth: number;
  readonly columns: number;
  readonly rows: number;
}

interface CellSize {
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly glyphWidth: number;
}

type IndexFor = (width: number, height: number) => GlyphIndex;

/** A grid counts as found where at least these many of the sampled cells, and this share of them, hold known characters. */
const found = [
  { matches: 3, share: 0.6 },
  // Chance does not make so many; the rest may be wide characters, or a picture.
  { matches: 12, share: 0.2 },
] as const;
/** From this share on a grid is taken without looking further. */
const certainShare = 0.95;
const sampleCount = 96;
const firstLook = 8;
/** Text has few colours; where the sampled edges have more, there is a picture. */
const mostColoursOfText = 24;

/** VGA text mode's 9-pixel cells. The 8-pixel ones have the fonts' own sizes. */
const nineDotSizes: readonly CellSize[] = [16, 14, 8].map((cellHeight) => ({ cellWidth: 9, cellHeight, glyphWidth: 8 }));
/** Fonts of 16 pixels' width and height are the wide half of 8×16 cells, no grid of their own. */
const plainSizes: readonly CellSize[] = knownSizes
  .filter(({ width, height }) => !(width === 16 && height === 16))
  .map(({ width, height }) => ({ cellWidth: width, cellHeight: height, glyphWidth: width }));

/** Makes the grid of a cell size whose cells start at (x, y) and repeat over the whole picture. */
export function gridAt(size: CellSize, x: number, y: number, width: number, height: number): Grid {
  const { cellWidth, cellHeight, glyphWidth } = size;
  const [left, top] = [x % cellWidth, y % cellHeight];
  return { cellWidth, cellHeight, glyphWidth, x: left, y: top, columns: Math.floor((width - left) / cellWidth), rows: Math.floor((height - top) / cellHeight) };
}

/** The grid to assume where the picture tells nothing, e.g. a lone cursor. */
export function likelyGrid(width: number, height: number): Grid {
  const nine = width % 720 === 0 ? nineDotSizes.find(({ cellHeight }) => height === 25 * cellHeight) : undefined;
  return gridAt(nine ?? { cellWidth: 8, cellHeight: 16, glyphWidth: 8 }, 0, 0, width, height);
}

/**
 * Finds the grid by trying: cells at places where something is drawn are looked up in the fonts of each size, first at the
 * offsets that consoles use, then at any.
 * @param remembered grids that fitted this mode before
 */
export function findGrid(picture: PixelWords, indexFor: IndexFor, remembered: readonly Grid[] = []): Grid | undefined {
  const { width, height } = picture;
  const points = inkPoints(picture);
  if (points.at.length === 0) return undefined;
  const tried = new Map<string, number>();
  let best: { grid: Grid; score: number } | undefined;
  const attempt = (grid: Grid): boolean => {
    const key = `${grid.cellWidth}x${grid.cellHeight}+${grid.x}+${grid.y}`;
    if (tried.has(key)) return false;
    const score = scoreGrid(picture, grid, points, indexFor(grid.glyphWidth, grid.cellHeight));
    tried.set(key, score);
    if (score > (best?.score ?? 0)) best = { grid, score };
    return score >= certainShare;
  };

  for (const grid of remembered) if (attempt(grid)) return grid;
  const sizes = width % 9 === 0 && width % 8 === 0 ? [...nineDotSizes, ...plainSizes] : [...plainSizes, ...nineDotSizes];
  for (const size of sizes) {
    for (const grid of usualGrids(size, width, height)) if (attempt(grid)) return grid;
  }
  for (const size of sizes) {
    for (let y = 0; y < size.cellHeight; y++) {
      for (let x = 0; x < size.cellWidth; x++) if (attempt(gridAt(size, x, y, width, height))) return best?.grid;
    }
    if (best) return best.grid;
  }
  return undefined;
}

/** Offsets of consoles: the corner, GRUB's border of 10 pixels, the centre (UEFI). */
function* usualGrids(size: CellSize, width: number, height: number): Generator<Grid> {
  const { cellWidth, cellHeight } = size;
  yield gridAt(size, 0, 0, width, height);
  yield gridAt(size, 10, 10, width, height);
  yield gridAt(size, (width % cellWidth) >> 1, (height % cellHeight) >> 1, width, height);
  yield gridAt(size, Math.max(0, (width - 80 * cellWidth) >> 1), Math.max(0, (height - 25 * cellHeight) >> 1), width, height);
}

interface InkPoints {
  readonly at: readonly number[];
  /** Colours of text to look for where a picture lies behind it; empty where cells have two colours. */
  readonly inks: readonly number[];
}

/** Places, spread over the picture, where a pixel differs from its left neighbour: the edges of what is drawn. */
function inkPoints(picture: PixelWords): InkPoints {
  const edges = sampleOf(edgesOf(picture, () => true));
  const colours = new Set(edges.map((at) => picture.words[at]));
  if (colours.size <= mostColoursOfText) return { at: edges, inks: [] };
  // A picture: the edges of text are those of its colours.
  const inks = new Set(textColours);
  const at = sampleOf(edgesOf(picture, (left, right) => inks.has(left) || inks.has(right)));
  const seen = new Set(at.flatMap((point) => [picture.words[point - 1] as number, picture.words[point] as number]));
  return { at, inks: textColours.filter((ink) => seen.has(ink)).slice(0, 3) };
}

function edgesOf({ words, width, height }: PixelWords, wanted: (left: number, right: number) => boolean): number[] {
  const edges: number[] = [];
  for (let y = 1; y < height; y += 3) {
    for (let at = y * width + 1; at < (y + 1) * width; at++) {
      const [left, right] = [words[at - 1] as number, words[at] as number];
      if (left !== right && wanted(left, right)) edges.push(at);
    }
  }
  return edges;
}

/** The same spread each time: a reading must not depend on chance. */
function sampleOf(edges: readonly number[]): number[] {
  const size = Math.min(edges.length, sampleCount);
  return Array.from({ length: size }, (_, index) => edges[Math.floor((index * edges.length) / size)] as number);
}

/** Share of the sampled cells that hold a known character, 0 where too few do. Simple pictures (lines, blocks) don't vote. */
function scoreGrid(picture: PixelWords, grid: Grid, points: InkPoints, index: GlyphIndex): number {
  const scanner = new CellScanner(grid.cellWidth, grid.cellHeight, grid.glyphWidth);
  const seen = new Set<number>();
  let matches = 0;
  let misses = 0;
  // Sampled in a scattered order, so that a hopeless offset is given up after a few cells.
  for (let step = 0; step < points.at.length; step++) {
    const point = points.at[(step * 37) % points.at.length] as number;
    const column = Math.floor(((point % picture.width) - grid.x) / grid.cellWidth);
    const row = Math.floor((Math.floor(point / picture.width) - grid.y) / grid.cellHeight);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
    const cell = row * grid.columns + column;
    if (seen.has(cell)) continue;
    seen.add(cell);
    const [x, y] = [grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight];
    scanner.scan(picture, x, y);
    if (scanner.blank) continue;
    let glyph = scanner.twoColours ? index.find(scanner) : noGlyph;
    if (!scanner.twoColours) {
      const inks = points.inks.filter((ink) => scanner.scanFor(picture, x, y, ink));
      if (inks.length === 0) continue;
      for (let next = 0; next < inks.length && glyph === noGlyph; next++) {
        scanner.scanFor(picture, x, y, inks[next] as number);
        glyph = index.find(scanner);
      }
    }
    if (glyph === noGlyph) misses++;
    else if (!index.isSimple(glyph)) matches++;
    if (matches + misses >= firstLook && matches === 0) return 0;
  }
  const share = matches / Math.max(1, matches + misses);
  return found.some((enough) => matches >= enough.matches && share >= enough.share) ? share : 0;
}
