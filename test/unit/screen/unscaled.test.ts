import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Picture } from '../../../core/screen/png.ts';
import { unscaled } from '../../../core/screen/unscaled.ts';

const picture = (width: number, height: number, wordAt: (x: number, y: number) => number): Picture => {
  const words = Uint32Array.from({ length: width * height }, (_, at) => wordAt(at % width, Math.floor(at / width)));
  return { width, height, pixels: new Uint8Array(words.buffer) };
};

test('a picture enlarged pixel by pixel comes back at its first size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 2, max: 4 }), (width, height, factor) => {
      // No two neighbours are alike, so it is no enlargement itself.
      const wordAt = (x: number, y: number): number => 1 + x + y * width;
      expect(unscaled(picture(width * factor, height * factor, (x, y) => wordAt(Math.floor(x / factor), Math.floor(y / factor))))).toEqual(picture(width, height, wordAt));
    }),
  );
});

test.each([
  ['one pixel is another', 8, 8, (x: number, y: number) => (x === 7 && y === 7 ? 9 : 1 + (x >> 1))],
  ['it has an odd side', 9, 8, (x: number) => 1 + (x >> 1)],
  ['only its rows are doubled', 8, 8, (x: number, y: number) => x + (y >> 1)],
] as const)('a picture stays as it is where %s', (_name, width, height, wordAt) => {
  const original = picture(width, height, wordAt);
  expect(unscaled(original)).toBe(original);
});
