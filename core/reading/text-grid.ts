import { CellScanner, luminance, type PixelWords } from './cell-scanner.ts';
import { noGlyph, type GlyphIndex } from './fonts/glyph-index.ts';
import type { Grid } from './grid.ts';
import type { UnreadCell } from './learnt.ts';
import { mendHomoglyphs } from './homoglyphs.ts';
import type { PlacedRow } from './places.ts';
import type { ScreenText } from './reading.ts';
import { textColours } from './text-colours.ts';
import type { Rectangle } from '../screen/screen.ts';

/** Unread: something is drawn here that no known font has. */
const unknownCode = 0xfffd;
/** The second half of a wide character. */
const secondHalf = 0;
/** Background of a cell that lies on a picture; no colour, since colours are opaque. */
const ofPicture = 0;
const blankCode = 0x20;

const textColourSet: ReadonlySet<number> = new Set(textColours);
/** Two colours nearer than this are a gradient's, not ink and paper. */
const leastInkContrast = 8;

interface Counts {
  readonly drawn: number;
  readonly exact: number;
  readonly unknown: number;
}

/** A character of which frames are made. */
const isLine = (code: number | undefined): boolean => code !== undefined && code >= 0x2500 && code < 0x2580;

/** The characters of one grid on the screen, kept from frame to frame: only what was damaged is read again. */
export class TextGrid {
  readonly grid: Grid;
  readonly #index: GlyphIndex;
  readonly #wideIndexOf: (font: string) => GlyphIndex | undefined;
  readonly #scanner: CellScanner;
  readonly #wideScanner: CellScanner;
  readonly #codes: Uint32Array;
  readonly #glyphs: Int32Array;
  readonly #exact: Uint8Array;
  readonly #background: Uint32Array;
  readonly #fontUses: Int32Array;
  readonly #lines: string[];
  readonly #dirtyFrom: Int32Array;
  readonly #dirtyTo: Int32Array;
  #dirty = true;
  #mainFont = 0;
  /** True where the text throws shadows on its picture (syslinux's graphical menu): dark spots beside letters are no text then. */
  #shadowed = false;

  /**
   * @param index the fonts of the grid's cell size
   * @param wideIndexOf the fonts of twice the width that go with a font, for Chinese, Japanese and Korean; asked for only once they are needed
   */
  constructor(grid: Grid, index: GlyphIndex, wideIndexOf: (font: string) => GlyphIndex | undefined) {
    this.grid = grid;
    this.#index = index;
    this.#wideIndexOf = wideIndexOf;
    this.#scanner = new CellScanner(grid.cellWidth, grid.cellHeight, grid.glyphWidth);
    this.#wideScanner = new CellScanner(grid.cellWidth * 2, grid.cellHeight, grid.cellWidth * 2);
    const cells = grid.columns * grid.rows;
    this.#codes = new Uint32Array(cells).fill(blankCode);
    this.#glyphs = new Int32Array(cells).fill(noGlyph);
    this.#exact = new Uint8Array(cells).fill(1);
    this.#background = new Uint32Array(cells);
    this.#fontUses = new Int32Array(index.fonts.length);
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

  /** Reads what was damaged since the last call. */
  update(picture: PixelWords): void {
    if (!this.#dirty) return;
    this.#dirty = false;
    const { columns, rows } = this.grid;
    const shadowedBefore = this.#shadowed;
    if (this.#dirtyFrom.every((from) => from === 0) && this.#dirtyTo.every((to) => to === columns - 1)) this.#shadowed = false;
    for (let row = 0; row < rows; row++) {
      const from = this.#dirtyFrom[row] as number;
      const to = this.#dirtyTo[row] as number;
      if (from <= to) this.#widenToWholeCharacters(row, from, to);
      for (let column = this.#dirtyFrom[row] as number; column <= (this.#dirtyTo[row] as number); column++) this.#readCell(picture, row * columns + column, column, row);
    }
    if (this.#shadowed && !shadowedBefore) {
      // What was taken for text before the first shadow was known may be one.
      this.#dirtyFrom.fill(0);
      this.#dirtyTo.fill(columns - 1);
      for (let cell = 0; cell < columns * rows; cell++) this.#readCell(picture, cell, cell % columns, Math.floor(cell / columns));
    }
    // Which font it is must be known before what is wide, covered or nearly right can be told.
    const fontBefore = this.#mainFont;
    this.#mainFont = this.#fontUses.indexOf(Math.max(...this.#fontUses));
    for (let row = 0; row < rows; row++) {
      const from = this.#dirtyFrom[row] as number;
      const to = this.#dirtyTo[row] as number;
      this.#dirtyFrom[row] = columns;
      this.#dirtyTo[row] = -1;
      if (from <= to) this.#settleCells(picture, row, from, to);
      if (from <= to || this.#mainFont !== fontBefore) this.#lines[row] = this.#lineOf(row);
    }
  }

  /** A wide character is read again as a whole. */
  #widenToWholeCharacters(row: number, from: number, to: number): void {
    const { columns } = this.grid;
    const start = row * columns;
    const left = this.#codes[start + from] === secondHalf ? from - 1 : from;
    // The neighbour to the left may have been half of a wide character that was not yet whole.
    this.#dirtyFrom[row] = Math.max(0, left - (this.#codes[start + left - 1] === secondHalf ? 0 : 1));
    this.#dirtyTo[row] = to < columns - 1 && this.#codes[start + to + 1] === secondHalf ? to + 1 : to;
  }

  #readCell(picture: PixelWords, cell: number, column: number, row: number): void {
    const { grid } = this;
    const scanner = this.#scanner;
    const [x, y] = [grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight];
    scanner.scan(picture, x, y);
    if (scanner.blank) return this.#set(cell, blankCode, noGlyph, true, scanner.zero);
    if (!scanner.twoColours) return this.#readOnPicture(picture, cell, x, y);
    const glyph = this.#index.find(scanner);
    const isGradient = Math.abs(luminance(scanner.zero) - luminance(scanner.one)) < leastInkContrast;
    if (isGradient && (glyph === noGlyph || this.#index.isSimple(glyph))) return this.#set(cell, blankCode, noGlyph, true, ofPicture);
    const [paper, ink] = glyph !== noGlyph && this.#index.isPlain(glyph, scanner.rows) ? [scanner.zero, scanner.one] : [scanner.one, scanner.zero];
    const mayBeShadow = (): boolean => glyph === noGlyph || (this.#index.isSimple(glyph) && (luminance(ink) < luminance(paper) || !this.#followsText(cell)));
    if (this.#shadowed && mayBeShadow()) return this.#set(cell, blankCode, noGlyph, true, ofPicture);
    if (glyph === noGlyph) return this.#set(cell, unknownCode, noGlyph, false, scanner.zero);
    this.#set(cell, this.#index.codeOf(glyph, 0), glyph, true, paper);
  }

  /**
   * Text on a picture: its ink is one of the colours of text, or stands out from the cell. Everything else is picture, and a
   * picture without text is blank. A dot or a dash needs text before it, a line of a frame may hang from the one above.
   */
  #readOnPicture(picture: PixelWords, cell: number, x: number, y: number): void {
    const inks = this.#scanner.coloursAmong(picture, x, y, textColourSet);
    let simple = noGlyph;
    for (const ink of [...inks, 'brighter', 'darker'] as const) {
      const isThere = typeof ink === 'number' ? this.#scanner.scanFor(picture, x, y, ink) : this.#scanner.scanForContrast(picture, x, y, ink === 'brighter');
      const glyph = isThere ? this.#index.find(this.#scanner) : noGlyph;
      if (glyph === noGlyph) continue;
      if (!this.#index.isSimple(glyph)) {
        this.#shadowed ||= this.#scanner.throwsShadow(picture, x, y);
        return this.#set(cell, this.#index.codeOf(glyph, 0), glyph, true, ofPicture);
      }
      // A few pixels of a letter may look like a dot, so the other inks come first.
      if (simple === noGlyph && !(this.#shadowed && ink === 'darker')) simple = glyph;
    }
    const code = simple === noGlyph ? blankCode : this.#index.codeOf(simple, 0);
    const isPlace = this.#followsText(cell) || (isLine(this.#codes[cell - this.grid.columns]) && isLine(code));
    if (isPlace) this.#set(cell, code, simple, true, ofPicture);
    else this.#set(cell, blankCode, noGlyph, true, ofPicture);
  }

  /** Whether one of the two cells before it holds a character. */
  #followsText(cell: number): boolean {
    const column = cell % this.grid.columns;
    return (column >= 1 && this.#isRead(cell - 1)) || (column >= 2 && this.#isRead(cell - 2));
  }

  #isRead(cell: number): boolean {
    const code = this.#codes[cell];
    return code !== blankCode && code !== unknownCode;
  }

  /** Decides the cells that are no glyph of the main font as they stand: part of a wide character, covered by a cursor, or nearly a glyph. */
  #settleCells(picture: PixelWords, row: number, from: number, to: number): void {
    const { columns } = this.grid;
    for (let column = from; column <= to; column++) {
      const cell = row * columns + column;
      if (this.#codes[cell] === blankCode || this.#codes[cell] === secondHalf || this.#isInMainFont(cell)) continue;
      // It may be the right half of a wide character whose left half is blank or looks like a narrow one.
      if (column > 0 && this.#readWide(picture, row, column - 1)) continue;
      if (column < columns - 1 && this.#readWide(picture, row, column)) column++;
      else if (this.#codes[cell] === unknownCode) this.#readPoorly(picture, cell, column, row);
    }
  }

  #isInMainFont(cell: number): boolean {
    const glyph = this.#glyphs[cell] as number;
    return glyph !== noGlyph && (this.#index.fontsOf(glyph) & (1 << this.#mainFont)) !== 0;
  }

  /** Reads two cells as one character; false where they are none. */
  #readWide(picture: PixelWords, row: number, column: number): boolean {
    const { grid } = this;
    const cell = row * grid.columns + column;
    if (this.#codes[cell] === secondHalf || this.#codes[cell + 1] === secondHalf) return false;
    const wide = this.#wideIndexOf(this.#index.fonts[this.#mainFont]?.name ?? '');
    if (wide === undefined) return false;
    this.#wideScanner.scan(picture, grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight);
    if (!this.#wideScanner.twoColours) return false;
    const glyph = wide.find(this.#wideScanner);
    if (glyph === noGlyph) return false;
    const background = wide.isPlain(glyph, this.#wideScanner.rows) ? this.#wideScanner.zero : this.#wideScanner.one;
    this.#set(cell, wide.codeOf(glyph, 0), noGlyph, true, background);
    this.#set(cell + 1, secondHalf, noGlyph, true, background);
    return true;
  }

  #readPoorly(picture: PixelWords, cell: number, column: number, row: number): void {
    const { grid } = this;
    this.#scanner.scan(picture, grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight);
    const covered = this.#index.findUnderCursor(this.#scanner, this.#mainFont);
    const code = covered ?? this.#index.findNearest(this.#scanner, this.#mainFont) ?? unknownCode;
    this.#set(cell, code, noGlyph, covered !== undefined, this.#scanner.zero);
  }

  #set(cell: number, code: number, glyph: number, exact: boolean, background: number): void {
    this.#countFonts(this.#glyphs[cell] as number, -1);
    this.#countFonts(glyph, 1);
    this.#codes[cell] = code;
    this.#glyphs[cell] = glyph;
    this.#exact[cell] = exact ? 1 : 0;
    this.#background[cell] = background;
  }

  /** Keeps count of which fonts the characters on screen belong to. */
  #countFonts(glyph: number, step: number): void {
    if (glyph === noGlyph) return;
    for (let fonts = this.#index.fontsOf(glyph); fonts !== 0; fonts &= fonts - 1) {
      const font = 31 - Math.clz32(fonts & -fonts);
      this.#fontUses[font] = (this.#fontUses[font] as number) + step;
    }
  }

  #lineOf(row: number): string {
    const { columns } = this.grid;
    let line = '';
    for (let cell = row * columns; cell < (row + 1) * columns; cell++) {
      const glyph = this.#glyphs[cell] as number;
      const code = glyph === noGlyph ? (this.#codes[cell] as number) : this.#index.codeOf(glyph, this.#mainFont);
      if (code !== secondHalf) line += String.fromCodePoint(code);
    }
    return mendHomoglyphs(line.trimEnd());
  }

  /** Each row with the columns at which its characters stand. */
  get placedRows(): PlacedRow[] {
    const { columns } = this.grid;
    return this.#lines.map((line, row) => {
      const starts = Array.from({ length: columns }, (_, column) => column).filter((column) => this.#codes[row * columns + column] !== secondHalf);
      return { line, columns: starts };
    });
  }

  /** How well the grid fits: cells that show something, those read exactly, those not read at all. */
  get counts(): Counts {
    return this.#count(0, this.#codes.length);
  }

  /** The same of one row. */
  countsOf(row: number): Counts {
    const { columns } = this.grid;
    return this.#count(row * columns, (row + 1) * columns);
  }

  #count(from: number, to: number): Counts {
    let drawn = 0;
    let exact = 0;
    let unknown = 0;
    for (let cell = from; cell < to; cell++) {
      const code = this.#codes[cell];
      if (code === blankCode || code === secondHalf) continue;
      drawn++;
      exact += this.#exact[cell] as number;
      if (code === unknownCode) unknown++;
    }
    return { drawn, exact, unknown };
  }

  /** Cells that no font has, at most `most` of them, with their pictures. */
  unread(picture: PixelWords, most: number): UnreadCell[] {
    const { grid } = this;
    const cells: UnreadCell[] = [];
    for (let cell = 0; cell < this.#codes.length && cells.length < most; cell++) {
      if (this.#codes[cell] !== unknownCode) continue;
      const [row, column] = [Math.floor(cell / grid.columns), cell % grid.columns];
      this.#scanner.scan(picture, grid.x + column * grid.cellWidth, grid.y + row * grid.cellHeight);
      if (!this.#scanner.twoColours) continue;
      // Letters are thinner than what is behind them.
      const mask = 2 ** grid.glyphWidth - 1;
      const ink = this.#scanner.rows.reduce((sum, bits) => sum + bits.toString(2).replaceAll('0', '').length, 0);
      const rows = this.#scanner.rows.map((bits) => (ink * 2 > grid.glyphWidth * grid.cellHeight ? bits ^ mask : bits));
      cells.push({ row, column, width: grid.glyphWidth, height: grid.cellHeight, rows });
    }
    return cells;
  }

  /** Everything that was read. */
  text(): ScreenText {
    const { drawn, exact } = this.counts;
    const { cellWidth, glyphWidth } = this.grid;
    const name = this.#fontUses[this.#mainFont] === 0 ? undefined : this.#index.fonts[this.#mainFont]?.name;
    return {
      lines: [...this.#lines],
      columns: this.grid.columns,
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
      for (let cell = row * columns; cell < (row + 1) * columns; cell++) {
        const background = this.#background[cell];
        const isEven = background !== ofPicture && (this.#background[cell - 1] === background || this.#background[cell + 1] === background);
        const barred = isEven && (row === 0 || this.#background[cell - columns] !== background) && (row === rows - 1 || this.#background[cell + columns] !== background);
        if (barred) inBar++;
        if (barred || this.#codes[cell] !== blankCode) shown++;
      }
      if (inBar >= 3 && inBar >= shown * 0.6) bars.push(row);
    }
    return bars;
  }
}
