import type { Cell, CellGrid } from '../../screen/text-painter.ts';

export const plainAttribute = 0x07;
const blank = 0x20;

/** A grid of characters that text is printed on, as a boot screen has it. */
export class Terminal implements CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly #codes: Uint32Array;
  readonly #attributes: Uint8Array;
  #column = 0;
  #row = 0;
  /** Whether the cursor is drawn. */
  cursorShown = true;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#codes = new Uint32Array(columns * rows).fill(blank);
    this.#attributes = new Uint8Array(columns * rows).fill(plainAttribute);
  }

  get cursor(): { readonly column: number; readonly row: number } {
    return { column: this.#column, row: this.#row };
  }

  cell(column: number, row: number): Cell {
    const at = row * this.columns + column;
    return { code: this.#codes[at] ?? blank, attribute: this.#attributes[at] ?? plainAttribute };
  }

  clear(): void {
    this.#codes.fill(blank);
    this.#attributes.fill(plainAttribute);
    this.moveTo(0, 0);
  }

  moveTo(column: number, row: number): void {
    this.#column = Math.min(Math.max(column, 0), this.columns - 1);
    this.#row = Math.min(Math.max(row, 0), this.rows - 1);
  }

  /** Writes at a place without moving the cursor; what does not fit on the row is cut. */
  put(column: number, row: number, text: string, attribute = plainAttribute): void {
    let at = column;
    for (const character of text) if (at < this.columns) this.#set(at++, row, character.codePointAt(0) ?? blank, attribute);
  }

  /** Prints at the cursor, with `\n`, `\r` and `\b`; wraps at the right edge and scrolls at the bottom. */
  print(text: string, attribute = plainAttribute): void {
    for (const character of text) {
      if (character === '\n') this.#newLine();
      else if (character === '\r') this.#column = 0;
      else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
      else {
        this.#set(this.#column, this.#row, character.codePointAt(0) ?? blank, attribute);
        if (++this.#column === this.columns) this.#newLine();
      }
    }
  }

  /** The characters, one string a row, trailing spaces cut. */
  lines(): string[] {
    return Array.from({ length: this.rows }, (_, row) => String.fromCodePoint(...this.#codes.subarray(row * this.columns, (row + 1) * this.columns)).trimEnd());
  }

  #set(column: number, row: number, code: number, attribute: number): void {
    const at = row * this.columns + column;
    this.#codes[at] = code;
    this.#attributes[at] = attribute;
  }

  #newLine(): void {
    this.#column = 0;
    if (++this.#row < this.rows) return;
    this.#row = this.rows - 1;
    this.#codes.copyWithin(0, this.columns);
    this.#attributes.copyWithin(0, this.columns);
    this.#codes.fill(blank, -this.columns);
    this.#attributes.fill(plainAttribute, -this.columns);
  }
}
