import xterm from '@xterm/headless';
import type { ScreenText } from '../reading/reading.ts';
import type { Cell, CellGrid } from '../screen/text-painter.ts';

/** What GRUB, kernels and agetty assume of a serial line that tells no size. */
export const lineColumns = 80;
export const lineRows = 24;

const blankCode = 0x20;
const plainInk = 7;
/** Terminals count their colours red, green, blue; VGA counts blue, green, red. */
const vgaColour = [0, 4, 2, 6, 1, 5, 3, 7] as const;

/**
 * A terminal that understands what a serial line writes (VT100 and later). It sends nothing by itself: a terminal's answers to
 * queries begin with ESC, and in a boot menu that is a key.
 */
export class TextTerminal implements CellGrid {
  readonly #terminal = new xterm.Terminal({ cols: lineColumns, rows: lineRows, scrollback: 0, allowProposedApi: true });

  /** Takes in bytes; `done` is called once they are on the grid. A character may be split between two calls. */
  write(bytes: Uint8Array, done: () => void): void {
    this.#terminal.write(bytes, done);
  }

  get cursor(): { readonly column: number; readonly row: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY };
  }

  readonly cursorShown = true;

  cell(column: number, row: number): Cell {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + row)?.getCell(column);
    if (!cell) return { code: blankCode, attribute: plainInk };
    const ink = cell.isFgPalette() ? colourOf(cell.getFgColor(), cell.isBold() !== 0) : plainInk;
    const paper = cell.isBgPalette() ? colourOf(cell.getBgColor(), false) & 7 : 0;
    const [front, back] = cell.isInverse() ? [paper, ink & 7] : [ink, paper];
    return { code: cell.getCode() || blankCode, attribute: (back << 4) | front };
  }

  /** The characters, read from the grid and not from a picture. */
  text(): ScreenText {
    const { active } = this.#terminal.buffer;
    const lines = Array.from({ length: lineRows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true).trimEnd() ?? '');
    const inverseRows = lines.flatMap((line, row) => (line !== '' && this.#isInverse(row) ? [row] : []));
    return { lines, columns: lineColumns, font: 'serial', exactShare: 1, inverseRows };
  }

  /** Back to an empty grid in plain colours. */
  clear(): void {
    this.#terminal.reset();
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #isInverse(row: number): boolean {
    const { active } = this.#terminal.buffer;
    const line = active.getLine(active.viewportY + row);
    let inverse = 0;
    for (let column = 0; column < lineColumns; column++) {
      const cell = line?.getCell(column);
      if (cell && (cell.isInverse() !== 0 || isLight(cell.isBgPalette(), cell.getBgColor()))) inverse++;
    }
    return inverse > lineColumns / 2;
  }
}

/** GRUB's vt100-color marks the highlighted line by a light background instead of inverse video. */
function isLight(isPalette: boolean, colour: number): boolean {
  return isPalette && (colour === 7 || colour === 15);
}

/** The VGA colour of a terminal's; beyond the sixteen there is none alike, so those are drawn in plain ink. */
function colourOf(colour: number, bold: boolean): number {
  if (colour > 15) return plainInk;
  return (vgaColour[colour & 7] ?? plainInk) | (bold || colour > 7 ? 8 : 0);
}
