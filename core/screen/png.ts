import { decode, encode } from 'fast-png';
import { Screen, type ScreenView, type Size } from './screen.ts';

/** A picture outside a screen: RGBA, 4 bytes a pixel, rows from the top. */
export interface Picture extends Size {
  readonly pixels: Uint8Array;
}

/** The screen as a PNG file. */
export function screenToPng({ width, height, pixels }: ScreenView | Picture): Uint8Array {
  return encode({ width, height, data: pixels, channels: 4, depth: 8 });
}

/**
 * A PNG file of any kind (grey, colour, palette; 1 to 16 bits) as RGBA with 8 bits a channel.
 * @throws Error where the file is no PNG or is damaged
 */
export function pngToPicture(file: Uint8Array): Picture {
  const { width, height, data, channels, depth, palette } = decode(file);
  const sampleAt = sampleReader(data, width * channels, depth);
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sample = (channel: number): number => sampleAt(y, x * channels + channel);
      const colour = palette ? (palette[sample(0)] ?? []) : channels < 3 ? grey(scaled(sample(0), depth)) : [sample(0), sample(1), sample(2)].map((value) => scaled(value, depth));
      const alpha = palette ? (colour[3] ?? 255) : channels % 2 === 0 ? scaled(sample(channels - 1), depth) : 255;
      pixels.set([colour[0] ?? 0, colour[1] ?? 0, colour[2] ?? 0, alpha], (y * width + x) * 4);
    }
  }
  return { width, height, pixels };
}

const grey = (value: number): number[] => [value, value, value];

/** A sample of any depth as one of 8 bits. */
function scaled(value: number, depth: number): number {
  return depth === 16 ? value >> 8 : Math.round((value * 255) / (2 ** depth - 1));
}

/** Samples of fewer than 8 bits stay packed in the decoder's output, each row beginning with a byte of its own. */
function sampleReader(data: ArrayLike<number>, samplesInRow: number, depth: number): (row: number, sample: number) => number {
  if (depth >= 8) return (row, sample) => data[row * samplesInRow + sample] ?? 0;
  const bytesInRow = Math.ceil((samplesInRow * depth) / 8);
  const mask = 2 ** depth - 1;
  return (row, sample) => {
    const bit = sample * depth;
    return ((data[row * bytesInRow + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & mask;
  };
}

/** A screen that shows a picture, as one full frame would have left it. */
export function screenFromPicture({ width, height, pixels }: Picture): Screen {
  const screen = new Screen();
  screen.resize(width, height);
  screen.pixels.set(pixels);
  screen.addDamage({ x: 0, y: 0, width, height });
  screen.commitFrame(true, 0);
  return screen;
}
