import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { Screen } from '../../../core/screen/screen.ts';
import type { Font } from '../../../core/reading/fonts/font.ts';

const folder = new URL('./screens/', import.meta.url);

/** A screen that shows one of the pictures taken from real machines. */
export function screenOf(name: string): Screen {
  const png = decode(readFileSync(new URL(`${name}.png`, folder)));
  if (png.channels !== 3 || png.depth !== 8) throw new Error(`${name}.png must be plain 8-bit RGB`);
  const screen = new Screen();
  screen.resize(png.width, png.height);
  const { data } = png;
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    screen.pixels[to] = data[from] ?? 0;
    screen.pixels[to + 1] = data[from + 1] ?? 0;
    screen.pixels[to + 2] = data[from + 2] ?? 0;
  }
  return screen;
}

/** What stood on that machine's screen by another witness: VGA's text memory, the serial log, GRUB's configuration and message catalogue. */
export function truthOf(name: string): string[] {
  return readFileSync(new URL(`${name}.txt`, folder), 'utf8').replace(/\n$/, '').split('\n');
}

export interface Drawing {
  readonly font: Font;
  /** Top left pixel of the first cell. */
  readonly x?: number;
  readonly y?: number;
  readonly cellWidth?: number;
  readonly ink?: number;
  /** Colour behind the letters, or `null` to leave what is there. */
  readonly paper?: number | null;
}

export const black = 0x000000;
export const lightGrey = 0xaaaaaa;

/** Draws text as a console would, with the pictures of a font. Characters that the font lacks are left out. */
export function drawText(screen: Screen, lines: readonly string[], { font, x = 0, y = 0, cellWidth = font.width, ink = lightGrey, paper = black }: Drawing): void {
  lines.forEach((line, row) => {
    let column = 0;
    for (const character of line) {
      const glyph = font.codes.indexOf(character.codePointAt(0) ?? 0);
      const left = x + column * cellWidth;
      for (let glyphY = 0; glyphY < font.height; glyphY++) {
        const bits = glyph < 0 ? 0 : (font.rows[glyph * font.height + glyphY] ?? 0);
        for (let glyphX = 0; glyphX < cellWidth; glyphX++) {
          const isInk = glyphX < font.width && ((bits >>> (font.width - 1 - glyphX)) & 1) === 1;
          const colour = isInk ? ink : paper;
          if (colour !== null) setPixel(screen, left + glyphX, y + row * font.height + glyphY, colour);
        }
      }
      column++;
    }
  });
}

export function fill(screen: Screen, x: number, y: number, width: number, height: number, colour: number): void {
  for (let row = y; row < y + height; row++) for (let column = x; column < x + width; column++) setPixel(screen, column, row, colour);
}

export function setPixel(screen: Screen, x: number, y: number, colour: number): void {
  const at = (y * screen.width + x) * 4;
  screen.pixels[at] = colour >> 16;
  screen.pixels[at + 1] = (colour >> 8) & 255;
  screen.pixels[at + 2] = colour & 255;
}

/** Tells the screen's readers that a part changed. */
export function changed(screen: Screen, x = 0, y = 0, width = screen.width, height = screen.height): void {
  screen.addDamage({ x, y, width, height });
  screen.commitFrame(false, 0);
}
