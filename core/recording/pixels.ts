import type { Rectangle, Size } from '../screen/screen.ts';
import { MalformedError, type ByteReader, type ByteWriter } from './bytes.ts';

/** Rows that are compared and stored together: a line of text. */
const bandRows = 16;
/** Rectangles begin at such a column, so that a row of pixels that scrolls has the same bytes again and compresses to nothing. */
const alignment = 8;
const opaque = 0xff000000;
/** Bits a pixel, by the number of colours that they can tell apart. 32 stands for three bytes a pixel without a table. */
const depths = [0, 1, 2, 4, 8] as const;

/** A picture as 32-bit words, red in the lowest byte. */
export interface WordPicture {
  readonly width: number;
  readonly height: number;
  readonly words: Uint32Array;
}

/** A black picture. */
export function blackPicture(width: number, height: number): WordPicture {
  return { width, height, words: new Uint32Array(width * height).fill(opaque) };
}

/**
 * Writes the pixels of `screen` that differ from `stored`, looking only where it is said to have changed, and brings `stored` up to it.
 * @returns how many rectangles that took; none where nothing has really changed
 */
export function writeChanges(out: ByteWriter, stored: WordPicture, screen: WordPicture, damage: readonly Rectangle[]): number {
  const { width, height } = screen;
  const bands = Math.ceil(height / bandRows);
  const left = new Int32Array(bands).fill(width);
  const right = new Int32Array(bands);
  for (const { x, y, width: wide, height: high } of damage) {
    for (let band = Math.floor(y / bandRows); band * bandRows < y + high && band < bands; band++) {
      left[band] = Math.min(left[band] ?? 0, x);
      right[band] = Math.max(right[band] ?? 0, x + wide);
    }
  }
  let written = 0;
  for (let band = 0; band < bands; band++) {
    const top = band * bandRows;
    const changed = changedWithin(stored, screen, { x: left[band] ?? 0, y: top, width: (right[band] ?? 0) - (left[band] ?? 0), height: Math.min(bandRows, height - top) });
    if (!changed) continue;
    writeRectangle(out, stored, screen, changed);
    written++;
  }
  return written;
}

/** The smallest rectangle around the pixels that differ, its left side aligned. */
function changedWithin({ words: old }: WordPicture, { words, width }: WordPicture, { x, y, width: wide, height: high }: Rectangle): Rectangle | undefined {
  let left = x + wide;
  let right = x;
  let top = -1;
  let bottom = 0;
  for (let row = y; row < y + high; row++) {
    const start = row * width;
    let first = x;
    while (first < x + wide && old[start + first] === words[start + first]) first++;
    if (first === x + wide) continue;
    let last = x + wide - 1;
    while (last > right && last > first && old[start + last] === words[start + last]) last--;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    if (top < 0) top = row;
    bottom = row + 1;
  }
  if (top < 0) return undefined;
  left -= left % alignment;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

let scratch = new Uint8Array(1 << 14);

function writeRectangle(out: ByteWriter, { words: stored }: WordPicture, { words, width: stride }: WordPicture, { x, y, width, height }: Rectangle): void {
  for (const value of [x, y, width, height]) out.count(value);
  if (scratch.length < width * height) scratch = new Uint8Array(width * height);
  const colours: number[] = [];
  const places = new Map<number, number>();
  let lastColour = -1;
  let lastPlace = 0;
  let at = 0;
  for (let row = y; row < y + height; row++) {
    for (let pixel = row * stride + x; pixel < row * stride + x + width; pixel++) {
      const colour = words[pixel] ?? 0;
      stored[pixel] = colour;
      if (colour !== lastColour) {
        lastColour = colour;
        let place = places.get(colour);
        if (place === undefined) {
          place = colours.length;
          if (place === 256) {
            for (let rest = row; rest < y + height; rest++) stored.set(words.subarray(rest * stride + x, rest * stride + x + width), rest * stride + x);
            return writeWithoutTable(out, words, stride, { x, y, width, height });
          }
          places.set(colour, place);
          colours.push(colour);
        }
        lastPlace = place;
      }
      scratch[at++] = lastPlace;
    }
  }
  // The same colours get the same numbers in every rectangle, whichever comes first in it.
  const sorted = [...colours].sort((one, other) => one - other);
  const numbers = colours.map((colour) => sorted.indexOf(colour));
  const depth = depths.find((bits) => colours.length <= 1 << bits) ?? 8;
  out.u8(depth);
  out.u8(colours.length - 1);
  for (const colour of sorted) writeColour(out, colour);
  if (depth === 0) return;
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const packed = out.room(rowBytes * height);
  packed.fill(0);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const number = numbers[scratch[row * width + column] ?? 0] ?? 0;
      const byte = row * rowBytes + Math.floor(column / perByte);
      packed[byte] = (packed[byte] ?? 0) | (number << ((column % perByte) * depth));
    }
  }
}

function writeWithoutTable(out: ByteWriter, words: Uint32Array, stride: number, { x, y, width, height }: Rectangle): void {
  out.u8(32);
  for (let row = y; row < y + height; row++) {
    for (let pixel = row * stride + x; pixel < row * stride + x + width; pixel++) writeColour(out, words[pixel] ?? 0);
  }
}

function writeColour(out: ByteWriter, colour: number): void {
  out.u8(colour & 0xff);
  out.u8((colour >>> 8) & 0xff);
  out.u8((colour >>> 16) & 0xff);
}

/** A rectangle of new pixels that have been checked and not yet unpacked. */
export interface PackedRectangle extends Rectangle {
  readonly depth: number;
  readonly colours: Uint32Array;
  readonly packed: Uint8Array;
}

/**
 * Takes apart what {@link writeChanges} wrote, to the end of `bytes`. Whatever it returns can be painted.
 * @throws MalformedError where it does not fit a picture of this size
 */
export function readChanges(bytes: ByteReader, size: Size): PackedRectangle[] {
  const rectangles: PackedRectangle[] = [];
  while (!bytes.ended) rectangles.push(readRectangle(bytes, size));
  return rectangles;
}

const noColours = new Uint32Array(0);
const noBytes = new Uint8Array(0);

function readRectangle(bytes: ByteReader, size: Size): PackedRectangle {
  const area = { x: bytes.count(), y: bytes.count(), width: bytes.count(), height: bytes.count() };
  const { x, y, width, height } = area;
  if (width === 0 || height === 0 || x + width > size.width || y + height > size.height) throw new MalformedError('A rectangle lies outside the picture.');
  const depth = bytes.u8();
  if (depth === 32) return { ...area, depth, colours: noColours, packed: bytes.bytes(width * height * 3) };
  if (!(depths as readonly number[]).includes(depth)) throw new MalformedError('A rectangle has an unknown depth.');
  const count = bytes.u8() + 1;
  if (count > 1 << depth) throw new MalformedError('A rectangle has too many colours.');
  const table = bytes.bytes(count * 3);
  const colours = Uint32Array.from({ length: count }, (_, index) => colourAt(table, index * 3));
  if (depth === 0) return { ...area, depth, colours, packed: noBytes };
  const packed = bytes.bytes(Math.ceil((width * depth) / 8) * height);
  if (count < 1 << depth) checkNumbers(packed, depth, count);
  return { ...area, depth, colours, packed };
}

/** Paints one rectangle. */
export function paint({ x, y, width, height, depth, colours, packed }: PackedRectangle, { width: stride, words }: WordPicture): void {
  if (depth === 32) {
    for (let row = 0, at = 0; row < height; row++) {
      for (let pixel = (y + row) * stride + x; pixel < (y + row) * stride + x + width; pixel++, at += 3) words[pixel] = colourAt(packed, at);
    }
    return;
  }
  if (depth === 0) {
    for (let row = y; row < y + height; row++) words.fill(colours[0] ?? 0, row * stride + x, row * stride + x + width);
    return;
  }
  const perByte = 8 / depth;
  const mask = (1 << depth) - 1;
  for (let row = 0, at = 0; row < height; row++) {
    const start = (y + row) * stride + x;
    for (let column = 0; column < width; column += perByte) {
      let bits = packed[at++] ?? 0;
      const end = start + Math.min(column + perByte, width);
      for (let pixel = start + column; pixel < end; pixel++, bits >>>= depth) words[pixel] = colours[bits & mask] ?? 0;
    }
  }
}

/** A table that has not all the colours that its numbers could mean must have those that they do. */
function checkNumbers(packed: Uint8Array, depth: number, count: number): void {
  const mask = (1 << depth) - 1;
  for (const byte of packed) {
    for (let bits = byte, left = 8; left > 0; left -= depth, bits >>>= depth) if ((bits & mask) >= count) throw new MalformedError('A pixel has no colour.');
  }
}

function colourAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | opaque) >>> 0;
}
