import { CellScanner, luminance, type PixelWords } from './cell-scanner.ts';
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
/** Edges of half transparent text on a picture differ in brightness by at least this. */
const strongEdge = 40;

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
  for (const points of inkPoints(picture)) {
    const grid = findGridBy(points, picture, indexFor, remembered);
    if (grid) return grid;
  }
  return undefined;
}

function findGridBy(points: InkPoints, picture: PixelWords, indexFor: IndexFor, remembered: readonly Grid[]): Grid | undefined {
  const { width, height } = picture;
  if (points.at.length === 0) return undefined;
  const tried = new Set<string>();
  let best: { grid: Grid; score: number } | undefined;
  const attempt = (grid: Grid): boolean => {
    const key = `${grid.cellWidth}x${grid.cellHeight}+${grid.x}+${grid.y}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const score = scoreGrid(picture, grid, points, indexFor(grid.glyphWidth, grid.cellHeight));
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
  /** How a cell of many colours may be text: ink of these colours, or (`contrast`) ink that stands out. */
  readonly inks: readonly number[] | 'contrast';
}

/** Places, spread over the picture, where a pixel differs from its left neighbour: the edges of what is drawn. On a picture, two ways to find text's. */
function inkPoints(picture: PixelWords): InkPoints[] {
  const edges = sampleOf(edgesOf(picture, () => true));
  const colours = new Set(edges.map((at) => picture.words[at]));
  if (colours.size <= mostColoursOfText) return [{ at: edges, inks: [] }];
  const inks = new Set(textColours);
  const coloured = sampleOf(edgesOf(picture, (left, right) => inks.has(left) || inks.has(right)));
  const seen = new Set(coloured.flatMap((point) => [picture.words[point - 1] as number, picture.words[point] as number]));
  const strong = sampleOf(edgesOf(picture, (left, right) => Math.abs(luminance(left) - luminance(right)) >= strongEdge));
  return [
    { at: coloured, inks: textColours.filter((ink) => seen.has(ink)).slice(0, 3) },
    { at: strong, inks: 'contrast' },
  ];
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

const tile = 16;

/**
 * Where something is drawn, coarsely: one byte a tile. Two pictures of about the same outline have the same chance to hold
 * text, so that a search that failed on one (a logo) need not be made on the other (the logo and a bar that grows).
 */
export function outline({ words, width, height }: PixelWords): Uint8Array {
  const columns = Math.ceil(width / tile);
  const tiles = new Uint8Array(columns * Math.ceil(height / tile));
  for (let y = 1; y < height; y += 3) {
    const row = Math.floor(y / tile) * columns;
    for (let x = 1; x < width; x++) if (words[y * width + x] !== words[y * width + x - 1]) tiles[row + Math.floor(x / tile)] = 1;
  }
  return tiles;
}

/** Whether two outlines differ in no more than a few tiles. */
export function isAboutTheSame(one: Uint8Array, other: Uint8Array): boolean {
  const drawn = one.reduce((sum, value) => sum + value, 0);
  const differing = one.reduce((sum, value, index) => sum + (value === other[index] ? 0 : 1), 0);
  return one.length === other.length && differing <= Math.max(2, drawn * 0.1);
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
    const glyph = scanner.twoColours ? index.find(scanner) : findOnPicture(picture, x, y, scanner, points.inks, index);
    if (glyph === undefined) continue;
    if (glyph === noGlyph) misses++;
    else if (!index.isSimple(glyph)) matches++;
    if (matches + misses >= firstLook && matches === 0) return 0;
  }
  const share = matches / Math.max(1, matches + misses);
  return found.some((enough) => matches >= enough.matches && share >= enough.share) ? share : 0;
}

/** The glyph in a cell of many colours; undefined where nothing in it can be text. */
function findOnPicture(picture: PixelWords, x: number, y: number, scanner: CellScanner, inks: InkPoints['inks'], index: GlyphIndex): number | undefined {
  const scans =
    inks === 'contrast' ? [true, false].map((brighter) => () => scanner.scanForContrast(picture, x, y, brighter)) : inks.map((ink) => () => scanner.scanFor(picture, x, y, ink));
  let found: number | undefined;
  for (const scan of scans) {
    if (!scan()) continue;
    found = index.find(scanner);
    if (found !== noGlyph) break;
  }
  return found;
}
