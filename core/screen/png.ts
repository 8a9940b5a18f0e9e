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
 * A PNG file as RGBA.
 * @throws Error where the file is no PNG, or has 16 bits a channel or a palette
 */
export function pngToPicture(file: Uint8Array): Picture {
  const { width, height, data, channels, depth, palette } = decode(file);
  if (depth !== 8 || palette) throw new Error('Only PNG files with 8 bits a channel and without a palette are read.');
  const pixels = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const grey = channels < 3;
    for (let channel = 0; channel < 3; channel++) pixels[pixel * 4 + channel] = data[grey ? from : from + channel] ?? 0;
    pixels[pixel * 4 + 3] = channels === 2 || channels === 4 ? (data[from + channels - 1] ?? 0) : 255;
  }
  return { width, height, pixels };
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
