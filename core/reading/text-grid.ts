import { CellScanner, type PixelWords } from './cell-scanner.ts';
import type { GlyphIndex, GlyphMatch } from './fonts/glyph-index.ts';
import type { Grid } from './grid.ts';
import { mendHomoglyphs } from './homoglyphs.ts';
import type { ScreenText } from './reading.ts';
import type { Rectangle } from '../screen/screen.ts';

/** Unread: something is drawn here that no known font has. */
const unknownCode = 0xfffd;
/** The second half of a wide character. */
const secondHalf = 0;
const blankCode = 0x20;

/** The colours of PC text but black, in which GRUB writes on a picture, as RGBA words; GRUB's own levels are a little lower than VGA's. */
const textColours: readonly number[] = [
  { off: 0, on: 0xaa, dim: 0x55, bright: 0xff },
  { off: 0, on: 0xa8, dim: 0x54, bright: 0xfe },
].flatMap(({ off, on, dim, bright }) =>
  Array.from({ length: 15 }, (_, index) => {
    // From light grey and white on: the likely ones first.
    const number = [7, 15, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1][index] ?? 7;
    const level = (bit: number): number => ((number & 8) !== 0 ? ((number & bit) !== 0 ? bright : dim) : (number & bit) !== 0 ? on : off);
    // Number 6 is brown, not dark yellow.
    const green = number === 6 ? dim : level(2);
    return (0xff000000 | (level(1) << 16) | (green << 8) | level(4)) >>> 0;
  }),
);

interface Counts {
  readonly drawn: number;
  readonly exact: number;
  readonly unknown: number;
}

/** The characters of one grid on the screen, kept from frame to frame: only what was damaged is read again. */
export class TextGrid {
  readonly grid: Grid;
  readonly #index: GlyphIndex;
  readonly #wideIndex: () => GlyphIndex | undefined;
  readonly #scanner: CellScanner;
  readonly #wideScanner: CellScanner;
  readonly #codes: Uint32Array;
  readonly #exact: Uint8Array;
  readonly #background: Uint32Array;
  readonly #fontUses: number[];
  readonly #matches: (GlyphMatch | undefined)[];
  readonly #lines: string[];
  readonly #dirtyFrom: Int32Array;
  readonly #dirtyTo: Int32Array;
  #dirty = true;

  /**
   * @param index the fonts of the grid's cell size
   * @param wideIndex the fonts of twice the width, for Chinese, Japanese and Korean; asked for only once it is needed
   */
  constructor(grid: Grid, index: GlyphIndex, wideIndex: () => GlyphIndex | undefined) {
    this.grid = grid;
    this.#index = index;
    this.#wideIndex = wideIndex;
    this.#scanner = new CellScanner(grid.cellWidth, grid.cellHeight, grid.glyphWidth);
    this.#wideScanner = new CellScanner(grid.cellWidth * 2, grid.cellHeight, grid.cellWidth * 2);
    const cells = grid.columns * grid.rows;
    this.#codes = new Uint32Array(cells).fill(blankCode);
    this.#exact = new Uint8Array(cells).fill(1);
    this.#background = new Uint32Array(cells);
    this.#matches = new Array<GlyphMatch | undefined>(cells).fill(undefined);
    this.#fontUses = index.fonts.map(() => 0);
    this.#lines = new Array<string>(grid.rows).fill('');
    this.#dirtyFrom = new Int32Array(grid.rows).fill(0);
    this.#dirtyTo = new Int32Array(grid.rows).fill(grid.columns - 1);
  }

  /** Notes that these pixels may have changed. */
  damage({ x, y, width, height }: Rectangle): void {
    const { grid } = this;
    if (width <= 0 || height <= 0) return;
    const left = Math.max(0, Math.floor((x - grid.x) / grid.cellWidth));
    const right = Math.min(grid.columns - 1, Math.floor((x + width - 1 - grid.x) / grid.cellWidth));
    const top = Math.max(0, Math.floor((y - grid.y) / grid.cellHeight));
    const bottom = Math.min(grid.rows - 1, Math.floor((y + height - 1 - grid.y) / grid.cellHeight));
    if (left > right || top > bottom) return;
    this.#dirty = true;
    for (let row = top; row <= bottom; row++) {
      this.#dirtyFrom[row] = Math.min(this.#dirtyFrom[row] as number, left);
      this.#dirtyTo[row] = Math.max(this.#dirtyTo[row] as number, right);
    }
  }

  /** Reads what was damaged since the last call. The answer is whether there was anything to read. */
  update(picture: PixelWords): boolean {
    if (!this.#dirty) return false;
    this.#dirty = false;
    const { columns, rows } = this.grid;
    for (let row = 0; row < rows; row++) {
      let from = this.#dirtyFrom[row] as number;
      let to = this.#dirtyTo[row] as number;
      if (from > to) continue;
      this.#dirtyFrom[row] = columns;
      this.#dirtyTo[row] = -1;
      // A wide character is read again as a whole.
      const start = row * columns;
      while (from > 0 && (this.#codes[start + from] === secondHalf || this.#codes[start + from - 1] === unknownCode)) from--;
      while (to < columns - 1 && this.#codes[start + to + 1] === secondHalf) to++;
      this.#readCells(picture, row, from, to);
      this.#lines[row] = this.#lineOf(row);
    }
    return true;
  }

  #readCells(picture: PixelWords, row: number, from: number, to: number): void {
    const start = row * this.grid.columns;
    for (let column = from; column <= to; column++) this.#readCell(picture, start + column, column, row);
    let open = -1;
    for (let column = from; column <= to; column++) {
      if (this.#codes[start + column] !== unknownCode) continue;
      // The unread cell may be the right half of a wide character whose left half looks like a narrow one, or is blank.
      const paired = (open < column - 1 && column > 0 && this.#readWide(picture, row, column - 1)) || (column < this.grid.columns - 1 && this.#readWide(picture, row, column));
      if (paired) open = this.#codes[start + column] === secondHalf ? column : column + 1;
      else this.#readPoorly(picture, start + column, column, row);
    }
  }

  #readCell(picture: PixelWords, cell: number, column: number, row: number): void {
    const { grid } = this;
    const scanner = this.#scanner;
    const [x, y] = [grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight];
    this.#count(cell, undefined);
    scanner.scan(picture, x, y);
    if (scanner.blank) return this.#set(cell, blankCode, true, scanner.zero);
    if (!scanner.twoColours) return this.#readOnPicture(picture, cell, x, y);
    const match = this.#index.find(scanner);
    if (match === undefined) return this.#set(cell, unknownCode, false, scanner.zero);
    this.#count(cell, match);
    this.#set(cell, match.code, true, this.#index.isPlain(match, scanner.rows) ? scanner.zero : scanner.one);
  }

  /** Text on a picture: its ink is one of the colours of text, everything else is picture. A picture without text is blank. */
  #readOnPicture(picture: PixelWords, cell: number, x: number, y: number): void {
    for (const ink of textColours) {
      if (!this.#scanner.scanFor(picture, x, y, ink)) continue;
      const match = this.#index.find(this.#scanner);
      if (match === undefined || match.simple) continue;
      this.#count(cell, match);
      return this.#set(cell, match.code, true, 0);
    }
    this.#set(cell, blankCode, true, 0);
  }

  #readWide(picture: PixelWords, row: number, column: number): boolean {
    const wide = this.#wideIndex();
    const { grid } = this;
    const cell = row * grid.columns + column;
    if (wide === undefined || this.#codes[cell] === secondHalf) return false;
    this.#wideScanner.scan(picture, grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight);
    if (!this.#wideScanner.twoColours || this.#wideScanner.blank) return false;
    const match = wide.find(this.#wideScanner);
    if (match === undefined) return false;
    const background = wide.isPlain(match, this.#wideScanner.rows) ? this.#wideScanner.zero : this.#wideScanner.one;
    this.#count(cell, undefined);
    this.#count(cell + 1, undefined);
    this.#set(cell, match.code, true, background);
    this.#set(cell + 1, secondHalf, true, background);
    return true;
  }

  /** A cell that is no glyph as it stands: a text cursor over one, or nearly one. */
  #readPoorly(picture: PixelWords, cell: number, column: number, row: number): void {
    const { grid } = this;
    this.#scanner.scan(picture, grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight);
    const fonts = 1 << this.#mainFont();
    const covered = this.#index.findUnderCursor(this.#scanner, fonts);
    if (covered !== undefined) return this.#set(cell, covered, true, this.#scanner.zero);
    this.#set(cell, this.#index.findNearest(this.#scanner, fonts) ?? unknownCode, false, this.#scanner.zero);
  }

  #set(cell: number, code: number, exact: boolean, background: number): void {
    this.#codes[cell] = code;
    this.#exact[cell] = exact ? 1 : 0;
    this.#background[cell] = background;
  }

  /** Keeps count of which fonts the read characters belong to. */
  #count(cell: number, match: GlyphMatch | undefined): void {
    for (const [known, step] of [[this.#matches[cell], -1], [match, 1]] as const) {
      for (let fonts = known === undefined || known.simple ? 0 : known.fonts; fonts !== 0; fonts &= fonts - 1) {
        const font = 31 - Math.clz32(fonts & -fonts);
        this.#fontUses[font] = (this.#fontUses[font] ?? 0) + step;
      }
    }
    this.#matches[cell] = match;
  }

  #mainFont(): number {
    return this.#fontUses.indexOf(Math.max(...this.#fontUses));
  }

  #lineOf(row: number): string {
    const { columns } = this.grid;
    let line = '';
    for (let cell = row * columns; cell < (row + 1) * columns; cell++) {
      const code = this.#codes[cell] as number;
      if (code !== secondHalf) line += String.fromCodePoint(code);
    }
    return mendHomoglyphs(line.trimEnd());
  }

  /** How well the grid fits: cells that show something, those read exactly, those not read at all. */
  get counts(): Counts {
    let drawn = 0;
    let exact = 0;
    let unknown = 0;
    for (let cell = 0; cell < this.#codes.length; cell++) {
      const code = this.#codes[cell];
      if (code === blankCode || code === secondHalf) continue;
      drawn++;
      exact += this.#exact[cell] as number;
      if (code === unknownCode) unknown++;
    }
    return { drawn, exact, unknown };
  }

  /** Everything that was read. */
  text(): ScreenText {
    const { drawn, exact } = this.counts;
    const { cellWidth, glyphWidth } = this.grid;
    const name = this.#index.fonts[this.#mainFont()]?.name;
    return {
      lines: [...this.#lines],
      font: name && cellWidth !== glyphWidth ? `${name}/${cellWidth}` : name,
      exactShare: drawn === 0 ? 1 : exact / drawn,
      inverseRows: this.#bars(),
    };
  }

  /**
   * Rows drawn as a bar: over most of what they show, the background is another than in the row above and in the row below.
   * Against the neighbours, not against the screen: a menu may stand in a coloured box.
   */
  #bars(): number[] {
    const { columns, rows } = this.grid;
    const bars: number[] = [];
    for (let row = 0; row < rows; row++) {
      let shown = 0;
      let inBar = 0;
      for (let column = 0; column < columns; column++) {
        const cell = row * columns + column;
        const background = this.#background[cell];
        const above = row === 0 || this.#background[cell - columns] !== background;
        const below = row === rows - 1 || this.#background[cell + columns] !== background;
        const barred = above && below;
        if (barred || this.#codes[cell] !== blankCode) shown++;
        if (barred) inBar++;
      }
      if (inBar >= 3 && inBar >= shown * 0.6) bars.push(row);
    }
    return bars;
  }
}
