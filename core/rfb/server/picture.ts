import type { Rectangle, ScreenView } from '../../screen/screen.ts';
import { compressedPixelWriter, pixelWriter, type PixelFormat, type PixelWriter } from './pixel-format.ts';

const zrleTileSide = 64;
const paletteLimit = 16;

/** Calls `visit` with each pixel's value, row by row. What lies outside the screen is black: a client may be told of a new size later. */
function eachPixel(view: ScreenView, area: Rectangle, writer: PixelWriter, visit: (value: number, index: number) => void): void {
  const { width, height, pixels } = view;
  let index = 0;
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      const at = (y * width + x) * 4;
      const inside = x < width && y < height;
      visit(inside ? writer.value(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) : 0, index++);
    }
  }
}

/** A rectangle's content in Raw encoding (RFC 6143 section 7.7.1). */
export function rawPixels(view: ScreenView, area: Rectangle, format: PixelFormat): Uint8Array {
  const writer = pixelWriter(format);
  const bytes = new Uint8Array(area.width * area.height * writer.bytesPerPixel);
  eachPixel(view, area, writer, (value, index) => writer.write(bytes, index * writer.bytesPerPixel, value));
  return bytes;
}

/** A rectangle's content in ZRLE (RFC 6143 section 7.7.6) before compression: solid, palette and raw tiles, which is all that text needs. */
export function zrlePixels(view: ScreenView, area: Rectangle, format: PixelFormat): Uint8Array {
  const writer = compressedPixelWriter(format);
  const bytes = new Uint8Array(area.width * area.height * writer.bytesPerPixel + Math.ceil(area.width / zrleTileSide) * Math.ceil(area.height / zrleTileSide));
  let offset = 0;
  for (let y = area.y; y < area.y + area.height; y += zrleTileSide) {
    for (let x = area.x; x < area.x + area.width; x += zrleTileSide) {
      const tile = { x, y, width: Math.min(zrleTileSide, area.x + area.width - x), height: Math.min(zrleTileSide, area.y + area.height - y) };
      offset = writeTile(view, tile, writer, bytes, offset);
    }
  }
  return bytes.subarray(0, offset);
}

function writeTile(view: ScreenView, tile: Rectangle, writer: PixelWriter, bytes: Uint8Array, start: number): number {
  const palette = new Map<number, number>();
  const values = new Uint32Array(tile.width * tile.height);
  eachPixel(view, tile, writer, (value, index) => {
    values[index] = value;
    if (palette.size <= paletteLimit && !palette.has(value)) palette.set(value, palette.size);
  });
  const raw = palette.size > paletteLimit;
  let offset = start;
  bytes[offset++] = raw ? 0 : palette.size;
  for (const value of raw ? values : palette.keys()) {
    writer.write(bytes, offset, value);
    offset += writer.bytesPerPixel;
  }
  return raw || palette.size === 1 ? offset : writePacked(values, palette, tile.width, bytes, offset);
}

/** Palette indices of 1, 2 or 4 bits, the first pixel in the highest bits, each row on a byte border. */
function writePacked(values: Uint32Array, palette: ReadonlyMap<number, number>, width: number, bytes: Uint8Array, start: number): number {
  const bits = palette.size === 2 ? 1 : palette.size <= 4 ? 2 : 4;
  const rowBytes = Math.ceil((width * bits) / 8);
  const size = (values.length / width) * rowBytes;
  bytes.fill(0, start, start + size);
  values.forEach((value, index) => {
    const column = index % width;
    const at = start + Math.floor(index / width) * rowBytes + ((column * bits) >> 3);
    bytes[at] = (bytes[at] ?? 0) | ((palette.get(value) ?? 0) << (8 - bits - ((column * bits) & 7)));
  });
  return start + size;
}
