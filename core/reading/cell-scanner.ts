import { emptyHash, mixRow, type CellBits } from './fonts/glyph-index.ts';

/** RGBA pixels as 32-bit words, the way cells compare them. */
export interface PixelWords {
  readonly words: Uint32Array;
  readonly width: number;
  readonly height: number;
}

/** Sees bytes as words; copies only where the bytes start off a word boundary. */
export function pixelWords(pixels: Uint8Array, width: number, height: number): PixelWords {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return { words: new Uint32Array(aligned.buffer, aligned.byteOffset, width * height), width, height };
}

/** Text that stands out by less than this is taken for the picture's own detail. */
const leastContrast = 24;

/** A letter's shadow has more pixels than this; a dash's or a dot's proves nothing. */
const leastShadow = 6;

/** How bright a pixel is, 0 to 255. */
export function luminance(word: number): number {
  return ((word & 255) * 77 + ((word >>> 8) & 255) * 150 + ((word >>> 16) & 255) * 29) >>> 8;
}

/**
 * Turns one cell of the screen into bits. One scanner serves all cells of a size: its fields hold the last cell's result,
 * so that reading a screen makes no garbage.
 */
export class CellScanner implements CellBits {
  readonly rows: Uint32Array;
  hash = 0;
  inverseHash = 0;
  /** Colour where the bits are 0: the colour of the cell's top left pixel, or in {@link scanFor} everything but the ink. */
  zero = 0;
  /** Colour where the bits are 1. Equal to {@link zero} in a cell of one colour. */
  one = 0;
  /** False where the cell holds a third colour: then the bits mean nothing. */
  twoColours = true;
  readonly #width: number;
  readonly #glyphWidth: number;
  readonly #height: number;
  readonly #mask: number;

  /** @param glyphWidth 8 in the 9-pixel cells of VGA text, whose ninth column is blank or repeats the eighth; else the cell's width */
  constructor(width: number, height: number, glyphWidth: number) {
    this.#width = width;
    this.#height = height;
    this.#glyphWidth = glyphWidth;
    this.#mask = 2 ** glyphWidth - 1;
    this.rows = new Uint32Array(height);
  }

  get blank(): boolean {
    return this.twoColours && this.one === this.zero;
  }

  /** Reads the cell whose top left pixel is (x, y); it must lie within the picture. */
  scan({ words, width: stride }: PixelWords, x: number, y: number): void {
    const { rows } = this;
    const glyphWidth = this.#glyphWidth;
    const mask = this.#mask;
    const start = y * stride + x;
    const zero = words[start] as number;
    let one = zero;
    let hash = emptyHash;
    let inverseHash = emptyHash;
    let ninth = 0;
    let eighth = 0;
    let ninthCount = 0;
    for (let row = 0, at = start; row < this.#height; row++, at += stride) {
      let bits = 0;
      for (let pixel = at; pixel < at + glyphWidth; pixel++) {
        const colour = words[pixel] as number;
        if (colour === zero) bits <<= 1;
        else {
          if (colour !== one) {
            if (one !== zero) return this.#manyColours();
            one = colour;
          }
          bits = (bits << 1) | 1;
        }
      }
      if (glyphWidth !== this.#width) {
        const colour = words[at + glyphWidth] as number;
        if (colour !== zero && colour !== one) return this.#manyColours();
        const bit = colour === zero ? 0 : 1;
        ninthCount += bit;
        ninth = mixRow(ninth, bit);
        eighth = mixRow(eighth, bits & 1);
      }
      rows[row] = bits;
      hash = mixRow(hash, bits);
      inverseHash = mixRow(inverseHash, bits ^ mask);
    }
    // A ninth column of its own belongs to no glyph.
    if (ninthCount !== 0 && ninthCount !== this.#height && ninth !== eighth) return this.#manyColours();
    this.zero = zero;
    this.one = one;
    this.twoColours = true;
    this.hash = hash;
    this.inverseHash = inverseHash;
  }

  /** Which of these colours are in the cell. */
  coloursAmong({ words, width: stride }: PixelWords, x: number, y: number, wanted: ReadonlySet<number>): Set<number> {
    const found = new Set<number>();
    for (let row = 0, at = y * stride + x; row < this.#height; row++, at += stride) {
      for (let pixel = at; pixel < at + this.#glyphWidth; pixel++) if (wanted.has(words[pixel] as number)) found.add(words[pixel] as number);
    }
    return found;
  }

  /** Reads the cell as text of one colour on any picture. The answer is false where the colour is not in the cell. */
  scanFor({ words, width: stride }: PixelWords, x: number, y: number, ink: number): boolean {
    this.one = ink;
    return this.#scanWhere(words, stride, x, y, (word) => word === ink);
  }

  /**
   * Reads the cell as text that is clearly brighter (or darker) than most of the cell, e.g. drawn half transparent.
   * The answer is false where nothing stands out.
   */
  scanForContrast({ words, width: stride }: PixelWords, x: number, y: number, brighter: boolean): boolean {
    const counts = new Uint16Array(256);
    for (let row = 0, at = y * stride + x; row < this.#height; row++, at += stride) {
      for (let pixel = at; pixel < at + this.#glyphWidth; pixel++) counts[luminance(words[pixel] as number)] = (counts[luminance(words[pixel] as number)] as number) + 1;
    }
    const most = brighter ? counts.findLastIndex((count) => count > 0) : counts.findIndex((count) => count > 0);
    let median = 0;
    for (let seen = counts[0] as number; seen * 2 < this.#height * this.#glyphWidth; ) seen += counts[++median] as number;
    if (Math.abs(most - median) < leastContrast) return false;
    const threshold = (most + median) / 2;
    return this.#scanWhere(words, stride, x, y, (word) => (brighter ? luminance(word) > threshold : luminance(word) < threshold));
  }

  /**
   * Whether the ink that {@link scanFor} or {@link scanForContrast} has just found throws a shadow: right below and right of it the
   * picture is clearly darker than in most of the cell.
   */
  throwsShadow({ words, width: stride }: PixelWords, x: number, y: number): boolean {
    const others: number[] = [];
    let shadow = 0;
    let brightest = 0;
    for (let row = 1; row < this.#height; row++) {
      const at = (y + row) * stride + x;
      const ink = this.rows[row] as number;
      const shaded = (this.rows[row - 1] as number) >>> 1;
      for (let pixel = 0, bit = 1 << (this.#glyphWidth - 1); pixel < this.#glyphWidth; pixel++, bit >>>= 1) {
        if ((ink & bit) !== 0) continue;
        const light = luminance(words[at + pixel] as number);
        if ((shaded & bit) === 0) others.push(light);
        else {
          shadow++;
          brightest = Math.max(brightest, light);
        }
      }
    }
    const median = others.sort((one, other) => one - other)[others.length >> 1] ?? 0;
    return shadow >= leastShadow && brightest + leastContrast <= median;
  }

  #scanWhere(words: Uint32Array, stride: number, x: number, y: number, isInk: (word: number) => boolean): boolean {
    let hash = emptyHash;
    let any = 0;
    for (let row = 0; row < this.#height; row++) {
      const at = (y + row) * stride + x;
      let bits = 0;
      for (let pixel = at; pixel < at + this.#glyphWidth; pixel++) bits = (bits << 1) | (isInk(words[pixel] as number) ? 1 : 0);
      this.rows[row] = bits;
      any |= bits;
      hash = mixRow(hash, bits);
    }
    this.hash = hash;
    // Only ink on a picture is looked for, never the other way round: no glyph has this hash.
    this.inverseHash = Number.NaN;
    return any !== 0;
  }

  #manyColours(): void {
    this.twoColours = false;
  }
}
