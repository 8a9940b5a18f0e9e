import type { Rectangle, Size } from '../../screen/screen.ts';

const tileSide = 16;

/** What a client has not seen yet, in tiles of 16×16 pixels, so that damage never piles up however often a place changes. */
export class DamageGrid {
  readonly #size: Size;
  readonly #columns: number;
  readonly #dirty: Uint8Array;

  constructor(size: Size) {
    this.#size = size;
    this.#columns = Math.ceil(size.width / tileSide);
    this.#dirty = new Uint8Array(this.#columns * Math.ceil(size.height / tileSide));
  }

  /** Notes a change; what lies outside is left out. */
  mark(area: Rectangle): void {
    this.#eachTile(area, (index) => (this.#dirty[index] = 1));
  }

  touches(area: Rectangle): boolean {
    let found = false;
    this.#eachTile(area, (index) => (found ||= this.#dirty[index] === 1));
    return found;
  }

  /** The changes inside `area` as rectangles that don't overlap, forgotten from now on. */
  take(area: Rectangle): Rectangle[] {
    const rectangles: Rectangle[] = [];
    const open = new Map<string, number>();
    this.#eachTile(area, (index, tile) => {
      if (this.#dirty[index] === 0) return;
      const part = intersection(tile, area);
      if (part.width === tile.width && part.height === tile.height) this.#dirty[index] = 0;
      const last = rectangles.at(-1);
      if (last && last.y === part.y && last.height === part.height && last.x + last.width === part.x) rectangles[rectangles.length - 1] = { ...last, width: last.width + part.width };
      else rectangles.push(part);
    });
    // Runs of one row of tiles that lie under equal runs become one rectangle.
    const merged: Rectangle[] = [];
    for (const run of rectangles) {
      const above = open.get(`${run.x},${run.width},${run.y}`);
      const upper = above === undefined ? undefined : merged[above];
      const index = upper ? (above ?? 0) : merged.length;
      merged[index] = upper ? { ...upper, height: upper.height + run.height } : run;
      open.set(`${run.x},${run.width},${run.y + run.height}`, index);
    }
    return merged;
  }

  #eachTile(area: Rectangle, visit: (index: number, tile: Rectangle) => void): void {
    const { x, y, width, height } = intersection(area, { x: 0, y: 0, ...this.#size });
    if (width <= 0 || height <= 0) return;
    for (let row = Math.floor(y / tileSide); row * tileSide < y + height; row++) {
      for (let column = Math.floor(x / tileSide); column * tileSide < x + width; column++) {
        const left = column * tileSide;
        const top = row * tileSide;
        const tile = { x: left, y: top, width: Math.min(tileSide, this.#size.width - left), height: Math.min(tileSide, this.#size.height - top) };
        visit(row * this.#columns + column, tile);
      }
    }
  }
}

function intersection(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return { x, y, width: Math.min(a.x + a.width, b.x + b.width) - x, height: Math.min(a.y + a.height, b.y + b.height) - y };
}
