import type { Rectangle, Size } from '../screen/screen.ts';

/** Which pixels have arrived since a whole picture was asked for. A server may answer with one update or with several. */
export class Coverage {
  readonly #size: Size;
  readonly #seen: Uint8Array;
  #missing: number;

  constructor(size: Size) {
    this.#size = size;
    this.#seen = new Uint8Array(size.width * size.height);
    this.#missing = this.#seen.length;
  }

  /** True once every pixel has arrived. */
  get complete(): boolean {
    return this.#missing === 0;
  }

  add({ x, y, width, height }: Rectangle): void {
    const right = Math.min(x + width, this.#size.width);
    const bottom = Math.min(y + height, this.#size.height);
    for (let row = y; row < bottom; row++) {
      for (let at = row * this.#size.width + x; at < row * this.#size.width + right; at++) {
        if (this.#seen[at] === 0) {
          this.#seen[at] = 1;
          this.#missing--;
        }
      }
    }
  }
}
