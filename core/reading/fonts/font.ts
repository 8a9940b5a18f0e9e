import { brotliDecompressSync } from 'node:zlib';

/** One character's picture: each row's pixels as bits, the leftmost one highest. */
export interface Glyph {
  readonly code: number;
  readonly rows: Uint32Array;
}

/** A console font as it is kept in `data/`: made by `build/fonts/convert.ts`, never by hand and never from screens. */
export interface FontFile {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Package, version and file that the glyphs come from. */
  readonly source: string;
  readonly licence: string;
  /** How many glyphs there are; more than one may stand for the same character. */
  readonly count: number;
  /** Base64 of Brotli of: every code point (3 bytes, little-endian), then every glyph's rows (whole bytes, left-aligned). */
  readonly glyphs: readonly string[];
}

/** A font that the reader can look glyphs up in. */
export interface Font {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The glyphs' code points. */
  readonly codes: Uint32Array;
  /** The glyphs' rows, one glyph after the other; bits as in {@link Glyph}. */
  readonly rows: Uint32Array;
}

/** Unpacks a font file. */
export function unpackFont({ name, width, height, count, glyphs }: FontFile): Font {
  const packed = brotliDecompressSync(Buffer.from(glyphs.join(''), 'base64'));
  const rowBytes = (width + 7) >> 3;
  const codes = Uint32Array.from({ length: count }, (_, index) => packed.readUIntLE(index * 3, 3));
  const rows = new Uint32Array(count * height);
  const padding = rowBytes * 8 - width;
  for (let row = 0, offset = count * 3; row < rows.length; row++) {
    let bits = 0;
    for (let byte = 0; byte < rowBytes; byte++) bits = (bits << 8) | (packed[offset++] as number);
    rows[row] = bits >>> padding;
  }
  return { name, width, height, codes, rows };
}

/** Makes a font of single glyphs, e.g. of a PSF file's or of learnt ones. */
export function fontOf(name: string, width: number, height: number, glyphs: readonly Glyph[]): Font {
  const rows = new Uint32Array(glyphs.length * height);
  glyphs.forEach((glyph, index) => rows.set(glyph.rows, index * height));
  return { name, width, height, codes: Uint32Array.from(glyphs, ({ code }) => code), rows };
}
