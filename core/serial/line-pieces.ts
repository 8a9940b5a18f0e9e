/** A part of what came over a line. */
export interface LinePiece {
  /** None where only what came before is to be looked at. */
  readonly bytes: Uint8Array;
  /** True where the terminal is to be looked at once it has this: what comes next may move lines off its screen, or wipe it. */
  readonly look: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const escape = 0x1b;
const bracket = 0x5b;
/** A sequence that goes on for longer is none. */
const longestSequence = 64;
/** Erases (a part of) the display, or changes to a terminal's other screen and back. */
const erasing = /^\x1b(?:c|\[[0-3]?J|\[\?(?:47|1047|1049)[hl])$/;
/** Index, next line, reverse index. */
const moving = /^\x1b[DEM]$/;

/**
 * Cuts what comes over a line so that no line passes a terminal's screen unseen: after every few lines, and before what wipes the screen, there is a
 * piece after which to look. Nothing is cut within an escape sequence; one whose end has not come yet waits for it.
 */
export class LinePieces {
  readonly #columns: number;
  readonly #mostRows: number;
  #waiting = new Uint8Array(0);
  /** Rows by which the screen may have scrolled since it was last looked at. */
  #rows = 0;
  #column = 0;
  /** Whether anything was written since then. */
  #written = false;

  /**
   * @param columns cells in a row of the terminal
   * @param mostRows rows that may be written between two looks
   */
  constructor(columns: number, mostRows: number) {
    this.#columns = columns;
    this.#mostRows = mostRows;
  }

  /** Cuts `bytes`, with what waited for its end before them. */
  cut(bytes: Uint8Array): LinePiece[] {
    const all = Buffer.concat([this.#waiting, bytes]);
    const pieces: LinePiece[] = [];
    let from = 0;
    const look = (to: number): void => {
      pieces.push({ bytes: all.subarray(from, to), look: true });
      from = to;
      this.#rows = 0;
      this.#written = false;
    };
    let at = 0;
    while (at < all.length) {
      const end = all[at] === escape ? endOfSequence(all, at) : at + 1;
      if (end === undefined) break;
      const sequence = end - at > 1 ? all.toString('latin1', at, end) : '';
      if (this.#written && erasing.test(sequence)) look(at);
      this.#count(all[at] as number, sequence);
      at = end;
      if (this.#rows >= this.#mostRows) look(at);
    }
    if (at > from) pieces.push({ bytes: all.subarray(from, at), look: false });
    this.#waiting = all.subarray(at);
    return pieces;
  }

  #count(byte: number, sequence: string): void {
    if (sequence !== '') {
      if (moving.test(sequence)) this.#rows++;
      // Where the cursor is now is for the terminal to know.
      if (/[HfG]$/.test(sequence)) this.#column = 0;
      return;
    }
    if (byte === lineFeed) this.#rows++;
    if (byte === lineFeed || byte === carriageReturn) this.#column = 0;
    // The further bytes of a character in UTF-8 take no cell.
    if (byte < 0x20 || (byte & 0xc0) === 0x80) return;
    this.#written = true;
    if (this.#column++ < this.#columns) return;
    this.#column = 1;
    this.#rows++;
  }
}

/** Where the escape sequence ends that begins at `start`; undefined where that has not come yet. */
function endOfSequence(bytes: Uint8Array, start: number): number | undefined {
  if (start + 1 >= bytes.length) return undefined;
  if (bytes[start + 1] !== bracket) return start + 2;
  for (let at = start + 2; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    // What is no part of a sequence ends it.
    if (byte >= 0x40 || byte < 0x20 || at - start >= longestSequence) return at + 1;
  }
  return undefined;
}
