import { describe, expect, it } from 'vitest';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import { parsePsf } from '../../../core/reading/fonts/psf.ts';
import { learnGlyphs, readFontFile, writeGlyphs } from '../../../core/reading/learnt.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { fontOf, type Font } from '../../../core/reading/fonts/font.ts';
import { drawText } from './picture.ts';

const vga = knownFonts(8, 16)[0] as Font;
const rows = Uint32Array.from({ length: 16 }, (_, y) => (y > 2 && y < 13 ? (y % 2 === 0 ? 0b00100100 : 0b01011010) : 0));
const foreign = fontOf('foreign', 8, 16, [{ code: 0x2603, rows }]);

function screenWithForeignGlyph(): Screen {
  const screen = new Screen();
  screen.resize(640, 400);
  drawText(screen, ['Booting from Hard Disk'], { font: vga });
  drawText(screen, ['☃'], { font: foreign, x: 24 * 8 });
  return screen;
}

describe('learning', () => {
  it('from a screen whose text is known, kept as a file, read again', () => {
    const screen = screenWithForeignGlyph();
    const reader = new ScreenReader(screen);
    expect(reader.read().text.lines[0]).toBe('Booting from Hard Disk  \ufffd');
    const glyphs = learnGlyphs(reader.unread(), ['Booting from Hard Disk  ☃']);
    const font = readFontFile('ignored', new TextEncoder().encode(writeGlyphs('mine', 8, 16, glyphs)));
    expect(font.name).toBe('mine');
    const text = new ScreenReader(screen, { fonts: [font] }).read().text;
    expect(text.lines[0]).toBe('Booting from Hard Disk  ☃');
    expect(text.exactShare).toBe(1);
  });

  it('nothing from text that does not reach there', () => {
    const reader = new ScreenReader(screenWithForeignGlyph());
    reader.read();
    expect(learnGlyphs(reader.unread(), ['Booting'])).toEqual([]);
    expect(learnGlyphs(reader.unread(), [])).toEqual([]);
  });
});

describe('console font files', () => {
  const psf1 = Uint8Array.from([0x36, 0x04, 0x02, 16, ...Array.from({ length: 256 }, (_, index) => (index === 1 ? Array.from(rows) : new Array<number>(16).fill(0))).flat(), ...Array.from({ length: 256 }, (_, index) => (index === 1 ? [0x03, 0x26, 0x04, 0x26, 0xfe, 0xff, 0x41, 0x00, 0xff, 0xff] : [0xff, 0xff])).flat()]);
  const header2 = new Uint8Array(32);
  new DataView(header2.buffer).setUint32(0, 0x864ab572, true);
  [32, 1, 1, 32, 16, 11].forEach((value, index) => new DataView(header2.buffer).setUint32(8 + index * 4, value, true));
  const psf2 = Uint8Array.from([...header2, ...Array.from({ length: 16 }, (_, y) => [y === 3 ? 0xff : 0, y === 3 ? 0xe0 : 0]).flat(), ...new TextEncoder().encode('☃'), 0xfe, 0x41, 0xff]);

  it('version 1, with more than one character a glyph', () => {
    const font = parsePsf(psf1);
    expect(font).toMatchObject({ width: 8, height: 16 });
    expect(font?.glyphs.map(({ code }) => code)).toEqual([0x2603, 0x2604]);
    expect(font?.glyphs[0]?.rows).toEqual(rows);
  });

  it('version 2, of a width that fills no byte', () => {
    const font = parsePsf(psf2);
    expect(font).toMatchObject({ width: 11, height: 16 });
    expect(font?.glyphs).toHaveLength(1);
    expect(font?.glyphs[0]?.rows[3]).toBe(0x7ff);
  });

  it('is looked up like the known ones', () => {
    const text = new ScreenReader(screenWithForeignGlyph(), { fonts: [readFontFile('snow', psf1)] }).read().text;
    expect(text.lines[0]).toBe('Booting from Hard Disk  ☃');
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('not a font')],
    ['without a Unicode table', Uint8Array.from([0x36, 0x04, 0x00, 16, ...new Array<number>(4096).fill(0)])],
    ['cut short', psf1.subarray(0, 2000)],
    ['version 2 with absurd sizes', Uint8Array.from([...header2.subarray(0, 16), 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255, 127, 255, 255, 255, 127])],
    ['glyphs of another size than said', new TextEncoder().encode(JSON.stringify({ format: 'bootcatch glyphs 1', name: 'x', width: 8, height: 16, glyphs: [{ character: 'a', rows: ['........'] }] }))],
    ['JSON of another kind', new TextEncoder().encode('{"a":1}')],
  ])('refused: %s', (_name, bytes) => {
    expect(() => readFontFile('file.psf', bytes)).toThrow(/cannot be used/);
  });
});
