import type { Rectangle, ScreenView } from '../../screen/screen.ts';
import { compressedPixelWriter, pixelWriter, rgbaFormat, type PixelFormat, type PixelWriter } from './pixel-format.ts';

const zrleTileSide = 64;
const paletteLimit = 16;

/** The screen's pixels as numbers, red in the lowest byte (every machine that Node runs on is little-endian). Copies where memory is not aligned. */
function colours({ pixels }: ScreenView): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/** The colours of an area, row by row. What lies outside the screen is black: a client may be told of a new size later. */
function cut(view: ScreenView, source: Uint32Array, area: Rectangle): Uint32Array {
  const found = new Uint32Array(area.width * area.height);
  const width = Math.min(area.width, view.width - area.x);
  for (let row = 0; row < area.height && area.y + row < view.height && width > 0; row++) {
    const from = (area.y + row) * view.width + area.x;
    found.set(source.subarray(from, from + width), row * area.width);
  }
  return found;
}

function writePixel(writer: PixelWriter, bytes: Uint8Array, offset: number, colour: number): void {
  writer.write(bytes, offset, writer.value(colour & 0xff, (colour >> 8) & 0xff, (colour >> 16) & 0xff));
}

/** A rectangle's content in Raw encoding (RFC 6143 section 7.7.1). */
export function rawPixels(view: ScreenView, area: Rectangle, format: PixelFormat): Uint8Array {
  const found = cut(view, colours(view), area);
  if (isScreenOrder(format)) return new Uint8Array(found.buffer);
  const writer = pixelWriter(format);
  const bytes = new Uint8Array(found.length * writer.bytesPerPixel);
  found.forEach((colour, index) => writePixel(writer, bytes, index * writer.bytesPerPixel, colour));
  return bytes;
}

function isScreenOrder(format: PixelFormat): boolean {
  const order = (of: PixelFormat): string => [of.bytesPerPixel, of.bigEndian, of.redMax, of.greenMax, of.blueMax, of.redShift, of.greenShift, of.blueShift].join();
  return order(format) === order(rgbaFormat);
}

/** A rectangle's content in ZRLE (RFC 6143 section 7.7.6) before compression: solid, palette and raw tiles, which is all that text needs. */
export function zrlePixels(view: ScreenView, area: Rectangle, format: PixelFormat): Uint8Array {
  const writer = compressedPixelWriter(format);
  const source = colours(view);
  const bytes = new Uint8Array(area.width * area.height * writer.bytesPerPixel + Math.ceil(area.width / zrleTileSide) * Math.ceil(area.height / zrleTileSide));
  let offset = 0;
  for (let y = area.y; y < area.y + area.height; y += zrleTileSide) {
    for (let x = area.x; x < area.x + area.width; x += zrleTileSide) {
      const tile = { x, y, width: Math.min(zrleTileSide, area.x + area.width - x), height: Math.min(zrleTileSide, area.y + area.height - y) };
      offset = writeTile(cut(view, source, tile), tile.width, writer, bytes, offset);
    }
  }
  return bytes.subarray(0, offset);
}

function writeTile(tile: Uint32Array, width: number, writer: PixelWriter, bytes: Uint8Array, start: number): number {
  const palette: number[] = [];
  const indices = new Uint8Array(tile.length);
  let last = 0;
  for (let at = 0; at < tile.length && palette.length <= paletteLimit; at++) {
    // Without alpha, so that the number stays a small one.
    const colour = (tile[at] ?? 0) & 0xffffff;
    if (palette[last] !== colour) {
      last = palette.indexOf(colour);
      if (last < 0) last = palette.push(colour) - 1;
    }
    indices[at] = last;
  }
  const raw = palette.length > paletteLimit;
  let offset = start;
  bytes[offset++] = raw ? 0 : palette.length;
  for (const colour of raw ? tile : palette) {
    writePixel(writer, bytes, offset, colour);
    offset += writer.bytesPerPixel;
  }
  return raw || palette.length === 1 ? offset : writePacked(indices, palette.length, width, bytes, offset);
}

/** Palette indices of 1, 2 or 4 bits, the first pixel in the highest bits, each row on a byte border. */
function writePacked(indices: Uint8Array, paletteSize: number, width: number, bytes: Uint8Array, start: number): number {
  const bits = paletteSize === 2 ? 1 : paletteSize <= 4 ? 2 : 4;
  let offset = start;
  for (let row = 0; row < indices.length; row += width) {
    let gathered = 0;
    let free = 8;
    for (let column = 0; column < width; column++) {
      free -= bits;
      gathered |= (indices[row + column] ?? 0) << free;
      if (free > 0 && column < width - 1) continue;
      bytes[offset++] = gathered;
      gathered = 0;
      free = 8;
    }
  }
  return offset;
}
