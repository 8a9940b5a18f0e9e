import type { Picture } from './png.ts';

const factors = [4, 3, 2];

/**
 * A picture in which each pixel stands several times beside and below itself, as in screenshots of dense displays, at its first size;
 * every other picture as it is.
 */
export function unscaled(picture: Picture): Picture {
  const factor = factors.find((candidate) => isEnlarged(picture, candidate));
  if (factor === undefined) return picture;
  const [width, height] = [picture.width / factor, picture.height / factor];
  const from = wordsOf(picture);
  const to = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) to[y * width + x] = from[y * factor * picture.width + x * factor] as number;
  return { width, height, pixels: new Uint8Array(to.buffer) };
}

function isEnlarged(picture: Picture, factor: number): boolean {
  const { width, height } = picture;
  if (width % factor !== 0 || height % factor !== 0) return false;
  const words = wordsOf(picture);
  return words.every((word, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return word === words[(y - (y % factor)) * width + x - (x % factor)];
  });
}

function wordsOf({ pixels, width, height }: Picture): Uint32Array {
  const aligned = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, width * height);
}
