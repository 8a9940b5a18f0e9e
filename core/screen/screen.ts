import { Emitter, type Event } from '../base/events.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One complete update of the picture. */
export interface Frame {
  /** Counts frames over the life of the screen, reconnects included. */
  readonly number: number;
  /** True where the update was asked for as a whole picture, so that nothing of before is left. */
  readonly full: boolean;
  /** What changed, clipped to the screen; empty where the server answered without a change. */
  readonly damage: readonly Rectangle[];
  /** Monotonic time at which its last byte was decoded. */
  readonly atMs: number;
}

/** What readers of the screen may do: look, and be told. */
export interface ScreenView extends Size {
  /** RGBA, 4 bytes a pixel, rows from the top, alpha 255. Replaced by a new array at each size change. */
  readonly pixels: Uint8Array;
  readonly onFrame: Event<Frame>;
  readonly onResize: Event<Size>;
}

/** Rectangles in one frame's damage. Beyond it the readers are better served by one rectangle around them all. */
const damageLimit = 256;

/**
 * SCREEN: the framebuffer that the engine decodes. It outlives every connection; between two frames its pixels may be half
 * of an update, so readers wait for {@link onFrame}, which fires when an update is complete.
 */
export class Screen implements ScreenView {
  #width = 0;
  #height = 0;
  #pixels = new Uint8Array(0);
  #damage: Rectangle[] = [];
  #frameNumber = 0;
  readonly #frame = new Emitter<Frame>();
  readonly #resize = new Emitter<Size>();
  readonly onFrame = this.#frame.event;
  readonly onResize = this.#resize.event;

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  get pixels(): Uint8Array {
    return this.#pixels;
  }

  /** Sets a new size; the picture becomes black. The same size changes nothing. */
  resize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8Array(width * height * 4);
    for (let alpha = 3; alpha < this.#pixels.length; alpha += 4) this.#pixels[alpha] = 255;
    this.#damage = [{ x: 0, y: 0, width, height }];
    this.#resize.fire({ width, height });
  }

  /** Notes that these pixels were written; what lies outside the screen is left out. */
  addDamage({ x, y, width, height }: Rectangle): void {
    const clipped = { x, y, width: Math.min(width, this.#width - x), height: Math.min(height, this.#height - y) };
    if (clipped.width <= 0 || clipped.height <= 0) return;
    this.#damage.push(clipped);
    if (this.#damage.length > damageLimit) this.#damage = [boundingBox(this.#damage)];
  }

  /** Ends an update: readers are told. */
  commitFrame(full: boolean, atMs: number): void {
    const damage = this.#damage;
    this.#damage = [];
    this.#frame.fire({ number: ++this.#frameNumber, full, damage, atMs });
  }
}

function boundingBox(rectangles: readonly Rectangle[]): Rectangle {
  const left = Math.min(...rectangles.map(({ x }) => x));
  const top = Math.min(...rectangles.map(({ y }) => y));
  const right = Math.max(...rectangles.map(({ x, width }) => x + width));
  const bottom = Math.max(...rectangles.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
