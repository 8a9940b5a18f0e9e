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
  readonly glyphs: readonly Glyph[];
}

/** Unpacks a font file. */
export function unpackFont(file: FontFile): Font {
  const { name, width, height, count } = file;
  const packed = brotliDecompressSync(Buffer.from(file.glyphs.join(''), 'base64'));
  const rowBytes = (width + 7) >> 3;
  const glyphs: Glyph[] = [];
  let offset = count * 3;
  for (let index = 0; index < count; index++) {
    const rows = new Uint32Array(height);
    for (let y = 0; y < height; y++, offset += rowBytes) rows[y] = packed.readUIntBE(offset, rowBytes) >>> (rowBytes * 8 - width);
    glyphs.push({ code: packed.readUIntLE(index * 3, 3), rows });
  }
  return { name, width, height, glyphs };
}
