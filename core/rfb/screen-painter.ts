import type { Screen } from '../screen/screen.ts';
import { repaintLimit } from './limits.ts';
import type { DecoderTarget } from './novnc.ts';

/** Where red, green and blue lie among the bytes of a pixel as they are received. */
export type ColourBytes = readonly [red: number, green: number, blue: number];
/** As the client asks for them, and as the screen has them. */
export const usualColourBytes: ColourBytes = [0, 1, 2];

/** What noVNC's decoders paint on: the screen's pixels, clipped to it, with a limit on how much one update may paint. */
export class ScreenPainter implements DecoderTarget {
  readonly #screen: Screen;
  readonly #colourBytes: ColourBytes;
  readonly #areUsual: boolean;
  #paintedPixels = 0;

  constructor(screen: Screen, colourBytes = usualColourBytes) {
    this.#screen = screen;
    this.#colourBytes = colourBytes;
    this.#areUsual = colourBytes.every((byte, place) => byte === place);
  }

  /** Begins a new update. */
  startUpdate(): void {
    this.#paintedPixels = 0;
  }

  fillRect(x: number, y: number, width: number, height: number, colour: ArrayLike<number>): void {
    const area = this.#clip(x, y, width, height);
    const { pixels, words, screenWidth } = this.#surface();
    const first = (y * screenWidth + x) * 4;
    if (area.width === 0 || area.height === 0) return;
    const [red, green, blue] = this.#colourBytes;
    pixels.set([colour[red] ?? 0, colour[green] ?? 0, colour[blue] ?? 0, 255], first);
    const word = words[first / 4] ?? 0;
    for (let row = y; row < y + area.height; row++) words.fill(word, row * screenWidth + x, row * screenWidth + x + area.width);
  }

  copyImage(fromX: number, fromY: number, toX: number, toY: number, width: number, height: number): void {
    const from = this.#clip(fromX, fromY, width, height);
    const to = this.#clip(toX, toY, width, height);
    const columns = Math.min(from.width, to.width);
    const rows = Math.min(from.height, to.height);
    const { words, screenWidth } = this.#surface();
    if (columns === 0 || rows === 0) return;
    const copyRow = (row: number): void => {
      const start = (fromY + row) * screenWidth + fromX;
      words.copyWithin((toY + row) * screenWidth + toX, start, start + columns);
    };
    // A row that is still to be read must not be written first.
    if (toY > fromY) for (let row = rows - 1; row >= 0; row--) copyRow(row);
    else for (let row = 0; row < rows; row++) copyRow(row);
  }

  /** The pixels carry alpha 255 already: every decoder sees to that. */
  blitImage(x: number, y: number, width: number, height: number, source: Uint8Array, offset: number): void {
    const area = this.#clip(x, y, width, height);
    const { pixels, screenWidth } = this.#surface();
    if (area.width === 0) return;
    for (let row = 0; row < area.height; row++) {
      const start = offset + row * width * 4;
      const place = ((y + row) * screenWidth + x) * 4;
      const colours = source.subarray(start, start + area.width * 4);
      if (this.#areUsual) pixels.set(colours, place);
      else this.#putReordered(pixels, place, colours);
    }
  }

  #putReordered(pixels: Uint8Array, place: number, colours: Uint8Array): void {
    const [red, green, blue] = this.#colourBytes;
    for (let at = 0; at < colours.length; at += 4) {
      pixels[place + at] = colours[at + red] ?? 0;
      pixels[place + at + 1] = colours[at + green] ?? 0;
      pixels[place + at + 2] = colours[at + blue] ?? 0;
      pixels[place + at + 3] = 255;
    }
  }

  imageRect(): void {
    throw new Error('JPEG was not offered');
  }

  #surface(): { pixels: Uint8Array; words: Uint32Array; screenWidth: number } {
    const { pixels, width } = this.#screen;
    return { pixels, words: new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4), screenWidth: width };
  }

  /** The part of a rectangle that is on the screen. A server that has just changed its size may be a step behind with its rectangles. */
  #clip(x: number, y: number, width: number, height: number): { width: number; height: number } {
    const { width: screenWidth, height: screenHeight } = this.#screen;
    const clipped = { width: Math.max(0, Math.min(width, screenWidth - x)), height: Math.max(0, Math.min(height, screenHeight - y)) };
    this.#paintedPixels += clipped.width * clipped.height;
    if (this.#paintedPixels > repaintLimit * screenWidth * screenHeight) throw new Error('one update painted the picture too many times over');
    return clipped;
  }
}
