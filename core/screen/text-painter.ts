import { knownFonts } from '../reading/fonts/known.ts';
import type { Screen, Size } from './screen.ts';

/** One character cell: a code point and a VGA attribute (background in the high four bits, foreground in the low four). */
export interface Cell {
  readonly code: number;
  readonly attribute: number;
}

/** Characters in rows and columns, as a text screen has them. */
export interface CellGrid {
  readonly cursor: { readonly column: number; readonly row: number };
  /** Whether the cursor is drawn. */
  readonly cursorShown: boolean;
  cell(column: number, row: number): Cell;
}

/** How a grid of characters lies on the screen. */
export interface TextMode {
  readonly screen: Size;
  readonly columns: number;
  readonly rows: number;
  /** Place of the first cell. */
  readonly offset: number;
  readonly cellWidth: number;
  readonly font: string;
}

const cellHeight = 16;
/** Has most characters that a font lacks, in the same size. */
const spareFont = 'unifont-8x16';

/** A PC's text mode: the 8×16 font in cells of nine pixels. */
export const vgaTextMode: TextMode = { screen: { width: 720, height: 400 }, columns: 80, rows: 25, offset: 0, cellWidth: 9, font: 'vga-8x16' };
/** GRUB's graphical terminal without a theme: GNU Unifont in a window ten pixels from the edge. */
export const gfxtermMode: TextMode = { screen: { width: 800, height: 600 }, columns: 97, rows: 36, offset: 10, cellWidth: 8, font: 'unifont-8x16' };

/** The sixteen colours of VGA. */
const palette = [
  0x000000, 0x0000aa, 0x00aa00, 0x00aaaa, 0xaa0000, 0xaa00aa, 0xaa5500, 0xaaaaaa, 0x555555, 0x5555ff, 0x55ff55, 0x55ffff, 0xff5555, 0xff55ff, 0xffff55, 0xffffff,
] as const;

/** Code page 437's 0xc0 to 0xdf: the characters whose eighth pixel the VGA repeats in the ninth, so that lines join. */
const joined = new Set([...'└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀'].map((character) => character.codePointAt(0)));
const cursorRows = [13, 14];

/** Draws a grid of characters into a screen, only the cells that differ from the last time. */
export class TextPainter {
  readonly #screen: Screen;
  readonly #mode: TextMode;
  readonly #glyphs: ReadonlyMap<number, Uint32Array>;
  readonly #drawn: Int32Array;

  /** Sets the screen's size; it becomes black. */
  constructor(screen: Screen, mode: TextMode) {
    this.#screen = screen;
    this.#mode = mode;
    this.#glyphs = glyphsOf(mode.font);
    this.#drawn = new Int32Array(mode.columns * mode.rows).fill(-1);
    screen.resize(mode.screen.width, mode.screen.height);
  }

  /**
   * Brings the screen up to date and ends the frame, unless nothing changed.
   * @param whole marks the frame as a whole picture, and ends it in any case
   */
  paint(grid: CellGrid, atMs: number, whole = false): void {
    let changed = whole;
    for (let row = 0; row < this.#mode.rows; row++) {
      let from: number | undefined;
      let to = 0;
      for (let column = 0; column < this.#mode.columns; column++) {
        if (!this.#paintCell(grid, column, row)) continue;
        from ??= column;
        to = column;
      }
      if (from === undefined) continue;
      changed = true;
      const { offset, cellWidth } = this.#mode;
      this.#screen.addDamage({ x: offset + from * cellWidth, y: offset + row * cellHeight, width: (to - from + 1) * cellWidth, height: cellHeight });
    }
    if (changed) this.#screen.commitFrame(whole, atMs);
  }

  #paintCell(grid: CellGrid, column: number, row: number): boolean {
    const { code, attribute } = grid.cell(column, row);
    const { cursor } = grid;
    const underCursor = grid.cursorShown && cursor.column === column && cursor.row === row;
    const key = (code << 9) | (attribute << 1) | (underCursor ? 1 : 0);
    const at = row * this.#mode.columns + column;
    if (this.#drawn[at] === key) return false;
    this.#drawn[at] = key;
    const rows = this.#glyphs.get(code) ?? glyphsOf(spareFont).get(code) ?? this.#glyphs.get(0x3f);
    const ink = palette[attribute & 15] ?? 0;
    const paper = palette[(attribute >> 4) & 7] ?? 0;
    for (let y = 0; y < cellHeight; y++) {
      const bits = underCursor && cursorRows.includes(y) ? 0xff : (rows?.[y] ?? 0);
      const ninth = joined.has(code) ? bits & 1 : 0;
      for (let x = 0; x < this.#mode.cellWidth; x++) this.#setPixel(column, row, x, y, (x < 8 ? (bits >> (7 - x)) & 1 : ninth) ? ink : paper);
    }
    return true;
  }

  #setPixel(column: number, row: number, x: number, y: number, colour: number): void {
    const { offset, cellWidth, screen } = this.#mode;
    const at = ((offset + row * cellHeight + y) * screen.width + offset + column * cellWidth + x) * 4;
    const { pixels } = this.#screen;
    pixels[at] = colour >> 16;
    pixels[at + 1] = (colour >> 8) & 0xff;
    pixels[at + 2] = colour & 0xff;
  }
}

const glyphMaps = new Map<string, ReadonlyMap<number, Uint32Array>>();

function glyphsOf(fontName: string): ReadonlyMap<number, Uint32Array> {
  const known = glyphMaps.get(fontName);
  if (known) return known;
  const font = knownFonts(8, cellHeight).find(({ name }) => name === fontName);
  const glyphs = new Map<number, Uint32Array>();
  font?.codes.forEach((code, index) => {
    if (!glyphs.has(code)) glyphs.set(code, font.rows.subarray(index * cellHeight, (index + 1) * cellHeight));
  });
  glyphMaps.set(fontName, glyphs);
  return glyphs;
}
