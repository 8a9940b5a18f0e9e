import { describe, expect, it } from 'vitest';
import { fontOf, type Font } from '../../../core/reading/fonts/font.ts';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { black, changed, drawText, fill, lightGrey, screenOf, setPixel } from './picture.ts';

const sample = ['[    1.423239] Kernel panic - not syncing: VFS: Unable', 'to mount root fs on unknown-block(0,0) @#*~^&%$"\'`{}\\/|<>;_+=?!', '', 'The quick brown fox jumps over the lazy dog'];

function fontNamed(name: string): Font {
  const [width = 0, height = 0] = (/(\d+)x(\d+)$/.exec(name) ?? []).slice(1).map(Number);
  const font = knownFonts(width, height).find((known) => known.name === name);
  if (!font) throw new Error(name);
  return font;
}

function screenWith(width: number, height: number): Screen {
  const screen = new Screen();
  screen.resize(width, height);
  return screen;
}

const trimmed = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');
const sampleWords = sample.filter((line) => line !== '');

describe('fonts and sizes', () => {
  it.each([
    ['vga-8x16', 640, 400],
    ['vga-8dot-8x16', 1024, 768],
    ['console-vga-8x16', 1024, 768],
    ['fixed-8x13', 1024, 768],
    ['fixed-8x18', 1024, 768],
    ['terminus-8x16', 1280, 1024],
    ['terminus-bold-8x16', 1280, 1024],
    ['terminus-6x12', 800, 600],
    ['terminus-10x20', 1280, 1024],
    ['terminus-12x24', 1280, 800],
    ['terminus-14x28', 1366, 768],
    ['terminus-bold-16x32', 1920, 1080],
    ['console-vga-16x32', 1920, 1080],
    ['uefi-8x19', 1280, 800],
    ['unifont-8x16', 1280, 800],
    ['vga-8x8', 720, 400],
    ['vga-8x14', 640, 350],
  ])('%s on %i × %i', (name, width, height) => {
    const screen = screenWith(width, height);
    drawText(screen, sample, { font: fontNamed(name) });
    const { text } = new ScreenReader(screen).read();
    expect(text.lines.slice(0, 4)).toEqual(sample);
    expect(text).toMatchObject({ font: name, exactShare: 1 });
  });

  it('centred lines that share no grid; what changes in one is read again, and found in the picture', () => {
    const screen = screenWith(1280, 800);
    const font = fontNamed('vga-8x16');
    const lines = ['KERNEL PANIC!', 'Please reboot your computer.', 'Attempted to kill init!'];
    const centre = (line: string, y: number): void => drawText(screen, [line], { font, x: (1280 - line.length * 8) / 2, y });
    for (const [row, line] of lines.entries()) centre(line, 654 + row * 35);
    const reader = new ScreenReader(screen);
    expect(reader.read().text).toMatchObject({ font: 'vga-8x16', exactShare: 1 });
    expect(trimmed(reader.read().text.lines)).toEqual(lines);
    expect(reader.find('kill')).toEqual([{ x: 548 + 13 * 8, y: 724, width: 32, height: 16 }]);
    centre('Attempted to stop init!', 724);
    changed(screen, 0, 724, 1280, 16);
    expect(trimmed(reader.read().text.lines)).toEqual([...lines.slice(0, 2), 'Attempted to stop init!']);
  });

  it('Debian’s Fixed 8×16 is Unifont’s in its ASCII: either name is right', () => {
    const screen = screenWith(1024, 768);
    drawText(screen, sample, { font: fontNamed('fixed-8x16') });
    const { text } = new ScreenReader(screen).read();
    expect(text.lines.slice(0, 4)).toEqual(sample);
    expect(['fixed-8x16', 'unifont-8x16']).toContain(text.font);
  });

  it.each([
    [10, 10],
    [3, 7],
    [0, 15],
    [7, 1],
  ])('a grid that starts at %i, %i', (x, y) => {
    const screen = screenWith(800, 600);
    drawText(screen, sample, { font: fontNamed('unifont-8x16'), x, y });
    expect(trimmed(new ScreenReader(screen).read().text.lines)).toEqual(sampleWords);
  });

  it('any two colours', () => {
    const screen = screenWith(640, 400);
    fill(screen, 0, 0, 640, 400, 0x0000aa);
    drawText(screen, sample, { font: fontNamed('vga-8x16'), ink: 0x123456, paper: 0x0000aa });
    expect(new ScreenReader(screen).read().text.lines.slice(0, 4)).toEqual(sample);
  });

  it('VGA’s ninth column repeats the eighth in line drawing only', () => {
    const screen = screenWith(720, 400);
    const font = fontNamed('vga-8x16');
    drawText(screen, ['┌──┐ mwMTVWXvx0 login:'], { font, cellWidth: 9 });
    for (let y = 0; y < 16; y++) {
      for (let column = 0; column < 3; column++) if (screen.pixels[(y * 720 + column * 9 + 7) * 4] !== 0) setPixel(screen, column * 9 + 8, y, lightGrey);
    }
    const { text } = new ScreenReader(screen).read();
    expect(text.lines[0]).toBe('┌──┐ mwMTVWXvx0 login:');
    expect(text.font).toBe('vga-8x16/9');
  });

  it('Cyrillic and Greek letters that look Latin are of their word’s script', () => {
    const screen = screenWith(1024, 768);
    // Drawn with the Latin twins' pictures, as the screen has them.
    drawText(screen, ['Bыдeлeнный пyнкт: root OC', 'αλληλoυχία Linux'], { font: fontNamed('unifont-8x16') });
    const { lines } = new ScreenReader(screen).read().text;
    expect(lines[0]).toBe('Выделенный пункт: root OC');
    expect(lines[1]).toBe('αλληλουχία Linux');
  });
});

describe('what stands in the way of a glyph', () => {
  const font = fontNamed('vga-8x16');
  const readAt = (screen: Screen): string => new ScreenReader(screen).read().text.lines[0] ?? '';

  it('an underline cursor', () => {
    const screen = screenWith(640, 400);
    drawText(screen, ['grub rescue> ls (hd0)'], { font });
    fill(screen, 14 * 8, 14, 8, 2, lightGrey);
    expect(readAt(screen)).toBe('grub rescue> ls (hd0)');
  });

  it('a block cursor', () => {
    const screen = screenWith(640, 400);
    drawText(screen, ['localhost login: admin'], { font });
    drawText(screen, ['m'], { font, x: 19 * 8, ink: black, paper: lightGrey });
    expect(readAt(screen)).toBe('localhost login: admin');
  });

  it('a cursor on nothing is nothing', () => {
    const screen = screenWith(720, 400);
    fill(screen, 0, 13, 9, 2, lightGrey);
    const reading = new ScreenReader(screen).read();
    expect(reading.text.lines.join('')).toBe('');
    expect(reading.phase).toBe('blank');
  });

  it('a picture behind the text', () => {
    const screen = screenWith(800, 600);
    for (let y = 0; y < 600; y++) for (let x = 0; x < 800; x++) setPixel(screen, x, y, ((x * 7 + y * 3) % 200) * 0x10000 + ((x + y) % 180) * 0x100 + 90);
    drawText(screen, ['Debian GNU/Linux, with Linux 6.1.0 (recovery mode)', 'Advanced options for Debian GNU/Linux'], { font: fontNamed('unifont-8x16'), x: 90, y: 106, ink: 0xa8a8a8, paper: null });
    expect(trimmed(new ScreenReader(screen).read().text.lines)).toEqual(['Debian GNU/Linux, with Linux 6.1.0 (recovery mode)', 'Advanced options for Debian GNU/Linux']);
  });

  it('a few wrong pixels: the nearest character, but not as an exact one', () => {
    const screen = screenWith(640, 400);
    drawText(screen, ['Booting from Hard Disk...'], { font });
    setPixel(screen, 1, 1, lightGrey);
    const { text } = new ScreenReader(screen).read();
    expect(text.lines[0]).toBe('Booting from Hard Disk...');
    expect(text.exactShare).toBeLessThan(1);
  });

  it('a picture of no known character stays unread', () => {
    const screen = screenWith(640, 400);
    drawText(screen, ['Booting from Hard Disk...'], { font });
    for (let y = 0; y < 16; y++) for (let x = 0; x < 8; x++) setPixel(screen, 26 * 8 + x, y, (x * 5 + y * 3) % 7 < 3 ? lightGrey : black);
    expect(readAt(screen)).toBe('Booting from Hard Disk... \ufffd');
  });
});

describe('bars', () => {
  const font = fontNamed('vga-8x16');

  it('the row whose background differs from those around it', () => {
    const screen = screenWith(640, 400);
    drawText(screen, ['Boot menu', '', ' first entry   ', ' second entry  ', ' third entry   '], { font });
    drawText(screen, [' second entry  '], { font, y: 48, ink: black, paper: lightGrey });
    expect(new ScreenReader(screen).read().text.inverseRows).toEqual([3]);
  });

  it('in a coloured box too; the box itself is none', () => {
    const screen = screenWith(640, 400);
    fill(screen, 16, 32, 400, 16 * 8, 0x0000aa);
    drawText(screen, ['A title above', '', '', '   first entry   ', '   second entry  '], { font, paper: null });
    drawText(screen, ['   second entry  '], { font, x: 16, y: 64, ink: 0xffffff, paper: 0x00aaaa });
    expect(new ScreenReader(screen).read().text.inverseRows).toEqual([4]);
  });
});

describe('over time', () => {
  const font = fontNamed('vga-8x16');

  it('only what is told as damaged is read again', () => {
    const screen = screenWith(640, 400);
    const reader = new ScreenReader(screen);
    drawText(screen, ['first line', 'second line'], { font });
    changed(screen);
    expect(reader.read().text.lines.slice(0, 2)).toEqual(['first line', 'second line']);
    drawText(screen, ['FIRST line', 'SECOND line'], { font });
    changed(screen, 0, 16, 640, 16);
    expect(reader.read().text.lines.slice(0, 2)).toEqual(['first line', 'SECOND line']);
    changed(screen, 3, 3, 1, 1);
    expect(reader.read().text.lines[0]).toBe('First line');
  });

  it('half of a wide character changes: both halves are read again', () => {
    const screen = screenWith(800, 608);
    const wide = fontNamed('unifont-16x16');
    const narrow = fontNamed('unifont-8x16');
    drawText(screen, ['GNU GRUB version 2.06 and other words'], { font: narrow });
    drawText(screen, ['起動秒後'], { font: wide, y: 16 });
    const reader = new ScreenReader(screen);
    expect(reader.read().text.lines[1]).toBe('起動秒後');
    drawText(screen, ['a'], { font: narrow, x: 24, y: 16 });
    changed(screen, 24, 16, 8, 16);
    expect(reader.read().text.lines[1]).toContain('a秒後');
    drawText(screen, ['動'], { font: wide, x: 16, y: 16 });
    changed(screen, 24, 16, 8, 16);
    expect(reader.read().text.lines[1]).toBe('起動秒後');
  });

  it('the frame number is the last frame’s, also where nothing changed', () => {
    const screen = screenWith(640, 400);
    const reader = new ScreenReader(screen);
    expect(reader.read().frame).toBe(0);
    screen.commitFrame(true, 0);
    screen.commitFrame(true, 0);
    expect(reader.read().frame).toBe(2);
  });

  it('a mode change is followed', () => {
    const screen = screenWith(720, 400);
    drawText(screen, sample, { font, cellWidth: 9 });
    const reader = new ScreenReader(screen);
    changed(screen);
    expect(reader.read().text.lines.slice(0, 4)).toEqual(sample);
    screen.resize(1280, 800);
    drawText(screen, sample, { font: fontNamed('uefi-8x19') });
    changed(screen);
    expect(reader.read().text).toMatchObject({ font: 'uefi-8x19', exactShare: 1 });
    screen.resize(720, 400);
    changed(screen);
    expect(reader.read().phase).toBe('blank');
  });

  it('another grid in the same mode is found, as when the kernel follows GRUB', () => {
    const screen = screenWith(800, 600);
    drawText(screen, sample, { font: fontNamed('unifont-8x16'), x: 10, y: 10 });
    const reader = new ScreenReader(screen);
    changed(screen);
    expect(trimmed(reader.read().text.lines)).toEqual(sampleWords);
    fill(screen, 0, 0, 800, 600, black);
    drawText(screen, sample, { font: fontNamed('vga-8dot-8x16') });
    changed(screen);
    expect(reader.read().text.lines.slice(0, 4)).toEqual(sample);
  });

  it('one line on a blank screen is enough to find an unusual grid', () => {
    const screen = screenWith(1280, 800);
    const reader = new ScreenReader(screen);
    expect(reader.read().phase).toBe('blank');
    drawText(screen, ['BdsDxe: loading Boot0001'], { font: fontNamed('uefi-8x19'), x: 320, y: 162 });
    changed(screen, 320, 162, 200, 19);
    expect(trimmed(reader.read().text.lines)).toEqual(['BdsDxe: loading Boot0001']);
  });

  it('a logo is given up, but text beside it is found', () => {
    const screen = screenOf('uefi-firmware');
    const reader = new ScreenReader(screen);
    expect(reader.read().text.lines).toEqual([]);
    fill(screen, 600, 700, 40, 4, lightGrey);
    changed(screen);
    expect(reader.read().text.lines).toEqual([]);
    drawText(screen, ['Start boot option, and a few more words to read'], { font: fontNamed('uefi-8x19'), x: 400, y: 600 });
    changed(screen);
    expect(trimmed(reader.read().text.lines)).toContain('Start boot option, and a few more words to read');
  });

  it('half transparent text on a picture', () => {
    const { text, menu } = new ScreenReader(screenOf('syslinux-graphical')).read();
    expect(trimmed(text.lines)).toEqual(['Live system (amd64)', 'Rescue a broken system', 'Boot existing OS', 'Press [Tab] to edit options', 'Automatic boot in 27 seconds...']);
    expect(menu).toMatchObject({ kind: 'syslinux', secondsLeft: 27, complete: false, selectedIndex: undefined });
  });

  it('after dispose it hears no more', () => {
    const screen = screenWith(640, 400);
    const reader = new ScreenReader(screen);
    reader.read();
    reader.dispose();
    drawText(screen, sample, { font });
    changed(screen);
    expect(reader.read().text.lines.join('')).toBe('');
  });
});

describe('fonts of one’s own', () => {
  it('are looked up beside the known ones', () => {
    const rows = Uint32Array.from({ length: 16 }, (_, y) => (y % 3 === 0 ? 0b10110101 : 0b01001110));
    const own = fontOf('learnt', 8, 16, [{ code: 'ǅ'.codePointAt(0) ?? 0, rows }]);
    const screen = screenWith(640, 400);
    drawText(screen, ['Booting from Hard Disk'], { font: fontNamed('vga-8x16') });
    drawText(screen, ['ǅ'], { font: own, x: 320 });
    expect(new ScreenReader(screen).read().text.lines[0]).toContain('\ufffd');
    expect(new ScreenReader(screen, { fonts: [own] }).read().text.lines[0]).toMatch(/ǅ$/);
  });
});

describe('extremes', () => {
  it.each([
    [0, 0],
    [1, 1],
    [5, 300],
    [64, 8],
  ])('a screen of %i × %i', (width, height) => {
    const screen = screenWith(width, height);
    expect(new ScreenReader(screen).read()).toMatchObject({ phase: 'blank', menu: undefined, panic: undefined });
  });
});
