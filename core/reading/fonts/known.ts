import consoleVga16x28 from './data/console-vga-16x28.json' with { type: 'json' };
import consoleVga16x32 from './data/console-vga-16x32.json' with { type: 'json' };
import consoleVga8x14 from './data/console-vga-8x14.json' with { type: 'json' };
import consoleVga8x16 from './data/console-vga-8x16.json' with { type: 'json' };
import consoleVga8x8 from './data/console-vga-8x8.json' with { type: 'json' };
import fixed8x13 from './data/fixed-8x13.json' with { type: 'json' };
import fixed8x14 from './data/fixed-8x14.json' with { type: 'json' };
import fixed8x15 from './data/fixed-8x15.json' with { type: 'json' };
import fixed8x16 from './data/fixed-8x16.json' with { type: 'json' };
import fixed8x18 from './data/fixed-8x18.json' with { type: 'json' };
import terminus10x18 from './data/terminus-10x18.json' with { type: 'json' };
import terminus10x20 from './data/terminus-10x20.json' with { type: 'json' };
import terminus11x22 from './data/terminus-11x22.json' with { type: 'json' };
import terminus12x24 from './data/terminus-12x24.json' with { type: 'json' };
import terminus14x28 from './data/terminus-14x28.json' with { type: 'json' };
import terminus16x32 from './data/terminus-16x32.json' with { type: 'json' };
import terminus6x12 from './data/terminus-6x12.json' with { type: 'json' };
import terminus8x14 from './data/terminus-8x14.json' with { type: 'json' };
import terminus8x16 from './data/terminus-8x16.json' with { type: 'json' };
import terminusBold10x18 from './data/terminus-bold-10x18.json' with { type: 'json' };
import terminusBold10x20 from './data/terminus-bold-10x20.json' with { type: 'json' };
import terminusBold11x22 from './data/terminus-bold-11x22.json' with { type: 'json' };
import terminusBold12x24 from './data/terminus-bold-12x24.json' with { type: 'json' };
import terminusBold14x28 from './data/terminus-bold-14x28.json' with { type: 'json' };
import terminusBold16x32 from './data/terminus-bold-16x32.json' with { type: 'json' };
import terminusBold8x14 from './data/terminus-bold-8x14.json' with { type: 'json' };
import terminusBold8x16 from './data/terminus-bold-8x16.json' with { type: 'json' };
import terminusBoldVga8x14 from './data/terminus-bold-vga-8x14.json' with { type: 'json' };
import terminusBoldVga8x16 from './data/terminus-bold-vga-8x16.json' with { type: 'json' };
import terminusLinux16x32 from './data/terminus-linux-16x32.json' with { type: 'json' };
import uefi8x19 from './data/uefi-8x19.json' with { type: 'json' };
import unifont16x16 from './data/unifont-16x16.json' with { type: 'json' };
import unifont8x16 from './data/unifont-8x16.json' with { type: 'json' };
import vga8dot8x16 from './data/vga-8dot-8x16.json' with { type: 'json' };
import vga8x14 from './data/vga-8x14.json' with { type: 'json' };
import vga8x16 from './data/vga-8x16.json' with { type: 'json' };
import vga8x8 from './data/vga-8x8.json' with { type: 'json' };
import { unpackFont, type Font, type FontFile } from './font.ts';
import { GlyphIndex } from './glyph-index.ts';

/** Every font that is known without being told, the likeliest of a size first: what a cell shows in two fonts counts for the first. */
const files: readonly FontFile[] = [
  vga8x16,
  vga8dot8x16,
  consoleVga8x16,
  unifont8x16,
  fixed8x16,
  terminus8x16,
  terminusBold8x16,
  terminusBoldVga8x16,
  uefi8x19,
  unifont16x16,
  vga8x14,
  consoleVga8x14,
  fixed8x14,
  terminus8x14,
  terminusBold8x14,
  terminusBoldVga8x14,
  vga8x8,
  consoleVga8x8,
  terminus16x32,
  terminusBold16x32,
  terminusLinux16x32,
  consoleVga16x32,
  consoleVga16x28,
  fixed8x13,
  fixed8x15,
  fixed8x18,
  terminus6x12,
  terminus10x18,
  terminusBold10x18,
  terminus10x20,
  terminusBold10x20,
  terminus11x22,
  terminusBold11x22,
  terminus12x24,
  terminusBold12x24,
  terminus14x28,
  terminusBold14x28,
];

/** The sizes of the known fonts, likeliest first. */
export const knownSizes: readonly { readonly width: number; readonly height: number }[] = [
  ...new Map(files.map(({ width, height }) => [`${width}x${height}`, { width, height }])).values(),
];

const fontsBySize = new Map<string, Font[]>();
const indexBySize = new Map<string, GlyphIndex>();

/** The known fonts of one size. Unpacked at the first call and kept. */
export function knownFonts(width: number, height: number): readonly Font[] {
  return remember(fontsBySize, `${width}x${height}`, () => files.filter((file) => file.width === width && file.height === height).map(unpackFont));
}

/** The known fonts of one size, ready for looking up; one for all readers. */
export function knownIndex(width: number, height: number): GlyphIndex {
  return remember(indexBySize, `${width}x${height}`, () => new GlyphIndex(width, height, knownFonts(width, height)));
}

function remember<T>(store: Map<string, T>, key: string, make: () => T): T {
  const value = store.get(key) ?? make();
  store.set(key, value);
  return value;
}
