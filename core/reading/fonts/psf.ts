import type { Glyph } from './font.ts';

/** What a PC Screen Font file holds. */
export interface PsfFont {
  readonly width: number;
  readonly height: number;
  readonly glyphs: readonly Glyph[];
}

const largestFileBytes = 4_000_000;
const modeHas512 = 0x01;
const modeHasTable = 0x02;

/**
 * Reads a PC Screen Font, version 1 or 2 (the files that `setfont` loads, uncompressed), with its Unicode table.
 * Layout: the kbd project's `psf.h`. Sequences of combining characters are passed over; only single code points count.
 * @returns undefined where the bytes are no such font or it has no Unicode table, without which nothing can be read.
 */
export function parsePsf(bytes: Uint8Array): PsfFont | undefined {
  if (bytes.length > largestFileBytes || bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0, true) === 0x0436) {
    const mode = view.getUint8(2);
    const height = view.getUint8(3);
    if ((mode & modeHasTable) === 0) return undefined;
    const count = (mode & modeHas512) !== 0 ? 512 : 256;
    return assemble(bytes, 4, count, 8, height, (offset) => tableOfVersion1(view, offset, count));
  }
  if (bytes.length >= 32 && view.getUint32(0, true) === 0x864ab572) {
    const [headerBytes, flags, count] = [view.getUint32(8, true), view.getUint32(12, true), view.getUint32(16, true)];
    const [height, width] = [view.getUint32(24, true), view.getUint32(28, true)];
    if ((flags & 1) === 0 || count > 65_536 || width > 32 || height > 64 || view.getUint32(20, true) !== ((width + 7) >> 3) * height) return undefined;
    return assemble(bytes, headerBytes, count, width, height, (offset) => tableOfVersion2(bytes, offset));
  }
  return undefined;
}

function assemble(bytes: Uint8Array, start: number, count: number, width: number, height: number, readTable: (offset: number) => number[][]): PsfFont | undefined {
  const rowBytes = (width + 7) >> 3;
  const glyphBytes = rowBytes * height;
  const tableStart = start + count * glyphBytes;
  if (glyphBytes === 0 || tableStart > bytes.length) return undefined;
  const table = readTable(tableStart);
  const glyphs: Glyph[] = [];
  for (let index = 0; index < Math.min(count, table.length); index++) {
    const rows = new Uint32Array(height);
    for (let y = 0; y < height; y++) {
      let row = 0;
      for (let byte = 0; byte < rowBytes; byte++) row = row * 256 + (bytes[start + index * glyphBytes + y * rowBytes + byte] ?? 0);
      rows[y] = row >>> (rowBytes * 8 - width);
    }
    for (const code of table[index] ?? []) glyphs.push({ code, rows });
  }
  return { width, height, glyphs };
}

/** UTF-16LE code units; 0xFFFE starts a sequence, 0xFFFF ends the glyph. */
function tableOfVersion1(view: DataView, start: number, count: number): number[][] {
  const table: number[][] = [];
  let codes: number[] = [];
  let inSequence = false;
  for (let offset = start; offset + 1 < view.byteLength && table.length < count; offset += 2) {
    const unit = view.getUint16(offset, true);
    if (unit === 0xffff) {
      table.push(codes);
      codes = [];
      inSequence = false;
    } else if (unit === 0xfffe) inSequence = true;
    else if (!inSequence) codes.push(unit);
  }
  return table;
}

/** UTF-8; 0xFE starts a sequence, 0xFF ends the glyph. */
function tableOfVersion2(bytes: Uint8Array, start: number): number[][] {
  const table: number[][] = [];
  const decoder = new TextDecoder();
  for (let from = start; from < bytes.length; ) {
    const end = bytes.indexOf(0xff, from);
    if (end < 0) break;
    const sequence = bytes.subarray(from, end).indexOf(0xfe);
    const single = bytes.subarray(from, sequence < 0 ? end : from + sequence);
    table.push(Array.from(decoder.decode(single), (character) => character.codePointAt(0) ?? 0));
    from = end + 1;
  }
  return table;
}
