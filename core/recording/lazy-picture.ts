import type { Size } from '../screen/screen.ts';
import { blackPicture, paint, type PackedRectangle, type WordPicture } from './pixels.ts';

/** More waiting than this many times the picture's pixels, and it is painted, so that no whole recording waits in memory. */
const waitingPictures = 16;

/**
 * A picture that is painted when somebody looks at it. A moment behind a megabyte of scrolling text is then a picture's worth of pixels to
 * unpack, not a hundred: whatever was painted over later is left out.
 */
export class LazyPicture {
  #size: Size = { width: 0, height: 0 };
  #picture: WordPicture | undefined;
  #waiting: PackedRectangle[] = [];
  #waitingPixels = 0;

  get width(): number {
    return this.#size.width;
  }

  get height(): number {
    return this.#size.height;
  }

  /** Black from here on, in this size. */
  resize(size: Size): void {
    this.#size = size;
    this.#picture = undefined;
    this.#waiting = [];
    this.#waitingPixels = 0;
  }

  /** What changed, checked against this size. */
  add(rectangles: readonly PackedRectangle[]): void {
    for (const rectangle of rectangles) {
      this.#waiting.push(rectangle);
      this.#waitingPixels += rectangle.width * rectangle.height;
    }
    if (this.#waitingPixels > waitingPictures * this.width * this.height) this.painted();
  }

  /** The picture as it is now. It is the same one each time, until the size changes. */
  painted(): WordPicture {
    const picture = (this.#picture ??= blackPicture(this.width, this.height));
    for (const rectangle of stillSeen(this.#waiting, this.height)) paint(rectangle, picture);
    this.#waiting = [];
    this.#waitingPixels = 0;
    return picture;
  }
}

/** Those of which something is left when all are painted in this order; one that is hidden only by several others together may be among them. */
function stillSeen(rectangles: readonly PackedRectangle[], height: number): PackedRectangle[] {
  if (rectangles.length < 2) return [...rectangles];
  // Of each row, one stretch that is painted later on.
  const left = new Int32Array(height);
  const right = new Int32Array(height);
  const seen: PackedRectangle[] = [];
  for (const rectangle of rectangles.toReversed()) {
    const { x, y, width, height: high } = rectangle;
    const end = x + width;
    let isHidden = true;
    for (let row = y; row < y + high; row++) {
      const [from, to] = [left[row] ?? 0, right[row] ?? 0];
      if (x >= from && end <= to) continue;
      isHidden = false;
      // Two stretches that touch are one; else the longer one is kept.
      if (x <= to && end >= from) [left[row], right[row]] = [Math.min(from, x), Math.max(to, end)];
      else if (width > to - from) [left[row], right[row]] = [x, end];
    }
    if (!isHidden) seen.push(rectangle);
  }
  return seen.reverse();
}
