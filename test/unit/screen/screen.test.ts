import { describe, expect, it } from 'vitest';
import { encode } from 'fast-png';
import { Screen, type Frame } from '../../../core/screen/screen.ts';
import { pngToPicture, screenFromPicture, screenToPng } from '../../../core/screen/png.ts';

function watched(width: number, height: number): { screen: Screen; frames: Frame[] } {
  const screen = new Screen();
  const frames: Frame[] = [];
  screen.resize(width, height);
  screen.commitFrame(true, 0);
  screen.onFrame((frame) => frames.push(frame));
  return { screen, frames };
}

describe('the screen', () => {
  it('becomes black and opaque, and wholly damaged, with a new size', () => {
    const { screen, frames } = watched(3, 2);
    const before = screen.pixels;
    screen.pixels.fill(9);
    screen.resize(3, 2);
    expect(screen.pixels).toBe(before);
    expect(screen.pixels[0]).toBe(9);
    screen.addDamage({ x: 2, y: 1, width: 1, height: 1 });
    screen.resize(2, 1);
    screen.commitFrame(false, 5);
    expect([...screen.pixels]).toEqual([0, 0, 0, 255, 0, 0, 0, 255]);
    expect(frames).toEqual([{ number: 2, full: false, damage: [{ x: 0, y: 0, width: 2, height: 1 }], atMs: 5 }]);
  });

  it('tells the readers each change once, clipped to itself', () => {
    const { screen, frames } = watched(10, 10);
    screen.addDamage({ x: 8, y: 9, width: 5, height: 5 });
    screen.addDamage({ x: 10, y: 0, width: 1, height: 1 });
    screen.addDamage({ x: 0, y: 0, width: 0, height: 1 });
    screen.commitFrame(false, 1);
    screen.commitFrame(false, 2);
    expect(frames.map(({ damage }) => damage)).toEqual([[{ x: 8, y: 9, width: 2, height: 1 }], []]);
  });

  it('gives one rectangle around them all instead of a thousand', () => {
    const { screen, frames } = watched(100, 100);
    for (let index = 0; index < 1000; index++) screen.addDamage({ x: 10 + (index % 50), y: 20 + (index % 40), width: 1, height: 2 });
    screen.commitFrame(false, 1);
    const damage = frames[0]?.damage ?? [];
    expect(damage.length).toBeLessThanOrEqual(257);
    expect(damage[0]).toEqual({ x: 10, y: 20, width: 50, height: 41 });
  });
});

describe('PNG', () => {
  const pixels = Uint8Array.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 1, 2, 3, 255]);

  it('is written and read without loss', () => {
    const screen = screenFromPicture({ width: 2, height: 2, pixels });
    const picture = pngToPicture(screenToPng(screen));
    expect(picture).toEqual({ width: 2, height: 2, pixels });
  });

  it.each([
    ['grey', 1, [7, 8], [7, 7, 7, 255, 8, 8, 8, 255]],
    ['grey with alpha', 2, [7, 100, 8, 200], [7, 7, 7, 100, 8, 8, 8, 200]],
    ['red, green, blue', 3, [1, 2, 3, 4, 5, 6], [1, 2, 3, 255, 4, 5, 6, 255]],
  ])('is read where it is %s', (_name, channels, data, expected) => {
    const picture = pngToPicture(encode({ width: 2, height: 1, channels, depth: 8, data: Uint8Array.from(data) }));
    expect([...picture.pixels]).toEqual(expected);
  });

  it('takes 16 bits a channel down to 8', () => {
    const file = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.from([0xffff, 0x8000]) });
    expect([...pngToPicture(file).pixels]).toEqual([255, 255, 255, 255, 128, 128, 128, 255]);
  });

  it('unpacks fewer than 8 bits, each row from a byte of its own', () => {
    // 3×2 pixels of 4-bit grey, as an image program saves a console of sixteen greys.
    const file = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAMAAAACBAAAAAB979THAAAADklEQVR4nGPgb2AQMgAAAqUA0oKfNioAAAAASUVORK5CYII=', 'base64');
    expect([...pngToPicture(file).pixels].filter((_, index) => index % 4 === 0)).toEqual([0, 255, 136, 17, 34, 51]);
  });

  it('refuses what is no picture', () => {
    expect(() => pngToPicture(Uint8Array.from([1, 2, 3]))).toThrow();
  });

  it('makes a screen that readers see as one full frame', () => {
    const screen = screenFromPicture({ width: 2, height: 2, pixels });
    expect([...screen.pixels]).toEqual([...pixels]);
  });
});
