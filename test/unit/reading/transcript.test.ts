import { describe, expect, it } from 'vitest';
import { Transcript } from '../../../core/reading/transcript.ts';
import { textOf } from './text.ts';

/** A console of some rows onto which lines are written. */
function shots(lines: readonly string[], rows: number, step: number): string[][] {
  const screens: string[][] = [];
  for (let count = step; count <= lines.length; count += step) {
    const visible = lines.slice(Math.max(0, count - rows), count);
    screens.push([...visible, ...new Array<string>(rows - visible.length).fill('')]);
  }
  return screens;
}

const log = Array.from({ length: 90 }, (_, index) => `[    ${(index / 10).toFixed(6)}] message number ${index}`);
const texts = (transcript: Transcript): string[] => transcript.lines().map(({ text }) => text);

describe('transcript', () => {
  it.each([1, 3, 7, 15])('of a log that scrolls by %i lines a frame', (step) => {
    const transcript = new Transcript();
    shots(log, 25, step).forEach((screen, frame) => transcript.add(textOf(screen), frame * 100));
    expect(texts(transcript)).toEqual(log.slice(0, Math.floor(log.length / step) * step));
  });

  it('says when each line was first seen', () => {
    const transcript = new Transcript();
    shots(log, 25, 5).forEach((screen, frame) => transcript.add(textOf(screen), frame * 100));
    expect(transcript.lines().slice(0, 11).map(({ atMs }) => atMs)).toEqual([0, 0, 0, 0, 0, 100, 100, 100, 100, 100, 200]);
  });

  it('a line that grows is one line, as old as its beginning', () => {
    const transcript = new Transcript();
    transcript.add(textOf(['Loading Linux ...', '']), 0);
    transcript.add(textOf(['Loading Linux ...', 'Loading initial']), 50);
    transcript.add(textOf(['Loading Linux ...', 'Loading initial ramdisk ...']), 90);
    expect(transcript.lines()).toEqual([
      { text: 'Loading Linux ...', atMs: 0 },
      { text: 'Loading initial ramdisk ...', atMs: 50 },
    ]);
  });

  it('a screen that is cleared is kept, once', () => {
    const transcript = new Transcript();
    transcript.add(textOf(['SeaBIOS (version 1.16.2)', 'Booting from Hard Disk...', '']), 0);
    transcript.add(textOf(['', '', '']), 10);
    transcript.add(textOf(['GNU GRUB  version 2.06', '', 'Debian GNU/Linux']), 20);
    expect(texts(transcript)).toEqual(['SeaBIOS (version 1.16.2)', 'Booting from Hard Disk...', 'GNU GRUB  version 2.06', '', 'Debian GNU/Linux']);
  });

  it('a countdown leaves only its last form', () => {
    const transcript = new Transcript();
    for (const seconds of [5, 4, 3]) transcript.add(textOf(['GNU GRUB  version 2.06', 'Debian GNU/Linux', `automatically in ${seconds}s.`]), 1000 * (5 - seconds));
    expect(texts(transcript)).toEqual(['GNU GRUB  version 2.06', 'Debian GNU/Linux', 'automatically in 3s.']);
  });

  it('an unread screen changes nothing', () => {
    const transcript = new Transcript();
    transcript.add(textOf(['one']), 0);
    transcript.add({ lines: [], font: undefined, exactShare: 0, inverseRows: [] }, 10);
    expect(texts(transcript)).toEqual(['one']);
  });

  it('is bounded, and says how much was let go', () => {
    const transcript = new Transcript();
    for (let page = 0; page < 2_100; page++) transcript.add(textOf(Array.from({ length: 25 }, (_, row) => `page ${page} row ${row}`)), page);
    expect(transcript.dropped).toBe(2_100 * 25 - 25 - 50_000);
    expect(texts(transcript).at(-1)).toBe('page 2099 row 24');
  });
});
