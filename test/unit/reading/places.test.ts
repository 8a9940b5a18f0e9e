import { describe, expect, it } from 'vitest';
import { knownFonts } from '../../../core/reading/fonts/known.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { drawText, screenOf } from './picture.ts';

function readerOf(screen: Screen): ScreenReader {
  const reader = new ScreenReader(screen);
  reader.read();
  return reader;
}

/** Text in cells of 8×16 pixels, the first of them at (3, 5). */
function drawn(lines: readonly string[], columns = 80): ScreenReader {
  const [font] = knownFonts(8, 16);
  if (!font) throw new Error('there is no font');
  const screen = new Screen();
  screen.resize(columns * 8 + 3, 405);
  drawText(screen, lines, { font, x: 3, y: 5 });
  return readerOf(screen);
}

describe('a text’s place in the picture', () => {
  const reader = drawn(['The quick brown fox jumps over the lazy dog', 'Kernel panic: Unable to mount root fs, unable to go on']);

  it('is a rectangle of the grid’s own cells, once for each time it stands there', () => {
    expect(reader.find('Unable to mount')).toEqual([{ x: 3 + 14 * 8, y: 5 + 16, width: 15 * 8, height: 16 }]);
    expect(reader.find('unable')).toMatchObject([{ x: 3 + 14 * 8 }, { x: 3 + 39 * 8 }]);
    expect(reader.find('brown  FOX')).toEqual([{ x: 3 + 10 * 8, y: 5, width: 9 * 8, height: 16 }]);
  });

  it('is nowhere where it does not stand, or nothing is asked for', () => {
    expect(reader.find('reboot')).toEqual([]);
    expect(reader.find('  ')).toEqual([]);
    // The end of one line and the beginning of the next are no text.
    expect(reader.find('dog Kernel')).toEqual([]);
  });

  it('goes over the edge with a line that the console broke', () => {
    const broken = drawn(['Kernel panic - not syncing: VFS: Unable t', 'o mount root fs on unknown-block(0,0)'], 41);
    expect(broken.find('Unable to mount')).toEqual([
      { x: 3 + 33 * 8, y: 5, width: 8 * 8, height: 16 },
      { x: 3, y: 5 + 16, width: 7 * 8, height: 16 },
    ]);
  });

  it('is as wide as the letters are, on a real screen in Japanese', () => {
    const japanese = readerOf(screenOf('japanese-menu-countdown'));
    const { lines } = japanese.read().text;
    const word = lines.join(' ').match(/[\u3040-\u30ff\u4e00-\u9fff]{3}/)?.[0] ?? '';
    expect(word).toHaveLength(3);
    const [place] = japanese.find(word);
    expect(place).toMatchObject({ width: 3 * 16, height: 16 });
  });
});
