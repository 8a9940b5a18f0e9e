import type { Font } from './font.ts';

/** A cell's bits, two ways: as drawn, and with the two colours exchanged. */
export interface CellBits {
  readonly rows: Uint32Array;
  readonly hash: number;
  readonly inverseHash: number;
}

/** No glyph: what {@link GlyphIndex.find} says where there is none. */
export const noGlyph = -1;
export const emptyHash = 0x2545f491;

/** One step of the hash over a cell's rows, top to bottom. */
export function mixRow(hash: number, row: number): number {
  const mixed = Math.imul(hash ^ row, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** A near miss may differ in at most this share of a glyph's pixels… */
const nearestShare = 0.03;
/** …and the next different character must be this many pixels further away. */
const clearlyFurther = 2;
/** Near misses are searched one by one, so their answers are kept; this bounds the memory. */
const largestNearMemory = 4_000;

/** All fonts of one size, for looking pictures up by their bits. A glyph is a number here; each picture is kept once. */
export class GlyphIndex {
  readonly fonts: readonly Font[];
  readonly #height: number;
  readonly #mask: number;
  readonly #pixels: number;
  /** First glyph with a hash; the others with the same hash follow through {@link #next}. */
  readonly #first = new Map<number, number>();
  readonly #next: Int32Array;
  readonly #rows: Uint32Array;
  readonly #codes: Uint32Array;
  readonly #fonts: Uint32Array;
  readonly #ink: Uint16Array;
  /** Characters that another font draws with the same picture as the first one's: glyph → font → code. */
  readonly #otherCodes = new Map<number, Map<number, number>>();
  readonly #near = new Map<string, number | undefined>();
  #count = 0;

  /** @param fonts fonts of this size, at most 31, the likeliest first */
  constructor(width: number, height: number, fonts: readonly Font[]) {
    this.fonts = fonts;
    this.#height = height;
    this.#mask = 2 ** width - 1;
    this.#pixels = width * height;
    const most = fonts.reduce((sum, font) => sum + font.codes.length, 0);
    this.#next = new Int32Array(most).fill(noGlyph);
    this.#rows = new Uint32Array(most * height);
    this.#codes = new Uint32Array(most);
    this.#fonts = new Uint32Array(most);
    this.#ink = new Uint16Array(most);
    fonts.forEach((font, number) => {
      font.codes.forEach((code, index) => this.#add(number, code, font.rows.subarray(index * height, (index + 1) * height)));
    });
  }

  #add(font: number, code: number, rows: Uint32Array): void {
    let hash = emptyHash;
    let ink = 0;
    for (const row of rows) {
      hash = mixRow(hash, row);
      ink += countBits(row);
    }
    if (ink === 0) return;
    const known = this.#lookUp(hash, rows, 0);
    if (known !== noGlyph) {
      const sameFont = ((this.#fonts[known] as number) & (1 << font)) !== 0;
      this.#fonts[known] = (this.#fonts[known] as number) | (1 << font);
      if (sameFont || this.#codes[known] === code) return;
      const others = this.#otherCodes.get(known) ?? new Map<number, number>();
      this.#otherCodes.set(known, others.set(font, code));
      return;
    }
    const glyph = this.#count++;
    this.#rows.set(rows, glyph * this.#height);
    this.#codes[glyph] = code;
    this.#fonts[glyph] = 1 << font;
    this.#ink[glyph] = ink;
    this.#next[glyph] = this.#first.get(hash) ?? noGlyph;
    this.#first.set(hash, glyph);
  }

  /** The glyph with exactly these bits, whichever of the two colours is the ink. Where both fit, the one with less ink. */
  find(bits: CellBits): number {
    const plain = this.#lookUp(bits.hash, bits.rows, 0);
    const inverse = this.#lookUp(bits.inverseHash, bits.rows, this.#mask);
    if (plain === noGlyph) return inverse;
    return inverse === noGlyph || (this.#ink[plain] as number) <= (this.#ink[inverse] as number) ? plain : inverse;
  }

  #lookUp(hash: number, rows: Uint32Array, flip: number): number {
    for (let glyph = this.#first.get(hash) ?? noGlyph; glyph !== noGlyph; glyph = this.#next[glyph] as number) if (this.#fits(glyph, rows, flip)) return glyph;
    return noGlyph;
  }

  /** Whether a glyph has these rows (colours exchanged where `flip` is the full mask), rows `skipFirst` to `skipLast` left out. */
  #fits(glyph: number, rows: Uint32Array, flip: number, skipFirst = 1, skipLast = 0): boolean {
    const start = glyph * this.#height;
    for (let y = 0; y < this.#height; y++) {
      if ((y < skipFirst || y > skipLast) && ((this.#rows[start + y] as number) ^ flip) !== rows[y]) return false;
    }
    return true;
  }

  /** The character that a glyph means in a font: two fonts may draw different ones alike, e.g. a bold and a light line. */
  codeOf(glyph: number, font: number): number {
    return this.#otherCodes.get(glyph)?.get(font) ?? (this.#codes[glyph] as number);
  }

  /** Bit n is set where font n has this glyph. */
  fontsOf(glyph: number): number {
    return this.#fonts[glyph] as number;
  }

  /** Whether the glyph's ink is where `rows` has ones, and not where it has zeros. */
  isPlain(glyph: number, rows: Uint32Array): boolean {
    return this.#fits(glyph, rows, 0);
  }

  /** True for pictures of fewer than three different rows (lines, dashes, blocks): they fit by chance too easily to prove anything. */
  isSimple(glyph: number): boolean {
    return new Set(this.#rows.subarray(glyph * this.#height, (glyph + 1) * this.#height)).size < 3;
  }

  /**
   * The character under a text cursor: some rows are all ink (an underline, a half block), the others decide.
   * @param font number of the font that the screen is known to be drawn with
   * @returns undefined where no run of full rows is there or the others fit more than one character
   */
  findUnderCursor(bits: CellBits, font: number): number | undefined {
    return this.#underCursor(bits.rows, 0, font) ?? this.#underCursor(bits.rows, this.#mask, font);
  }

  #underCursor(rows: Uint32Array, flip: number, font: number): number | undefined {
    const isFull = (y: number): boolean => ((rows[y] as number) ^ flip) === this.#mask;
    let last = this.#height - 1;
    while (last >= 0 && !isFull(last)) last--;
    let first = last;
    while (first > 0 && isFull(first - 1)) first--;
    if (last < this.#height / 2 || last - first + 1 > this.#height / 2) return undefined;
    if (rows.every((row, y) => (row ^ flip) === 0 || (y >= first && y <= last))) return 0x20;
    const fitting = new Set<number>();
    for (let glyph = 0; glyph < this.#count; glyph++) {
      if (((this.#fonts[glyph] as number) & (1 << font)) !== 0 && this.#fits(glyph, rows, flip, first, last)) fitting.add(this.codeOf(glyph, font));
    }
    // A cedilla or the like would be hidden too: the plain letter is the one meant.
    const plain = [...fitting].filter((code) => code < 0x7f);
    const [only, another] = plain.length > 0 ? plain : fitting;
    return another === undefined ? only : undefined;
  }

  /** The nearest character of a font, where it is near enough and no other one is about as near. */
  findNearest(bits: CellBits, font: number): number | undefined {
    const key = `${font}:${bits.rows.join()}`;
    if (this.#near.has(key)) return this.#near.get(key);
    if (this.#near.size >= largestNearMemory) this.#near.clear();
    const answer = this.#search(bits.rows, font);
    this.#near.set(key, answer);
    return answer;
  }

  #search(rows: Uint32Array, font: number): number | undefined {
    const limit = Math.max(1, Math.floor(this.#pixels * nearestShare));
    const nearest = { code: -1, distance: limit + clearlyFurther };
    let nextDistance = nearest.distance;
    for (let glyph = 0; glyph < this.#count; glyph++) {
      if (((this.#fonts[glyph] as number) & (1 << font)) === 0) continue;
      const code = this.codeOf(glyph, font);
      const distance = Math.min(this.#distance(glyph, rows, 0, nextDistance), this.#distance(glyph, rows, this.#mask, nextDistance));
      if (distance >= nextDistance) continue;
      if (code === nearest.code) nearest.distance = Math.min(nearest.distance, distance);
      else if (distance < nearest.distance) {
        nextDistance = nearest.distance;
        nearest.code = code;
        nearest.distance = distance;
      } else nextDistance = distance;
    }
    return nearest.distance <= limit && nextDistance - nearest.distance >= clearlyFurther ? nearest.code : undefined;
  }

  #distance(glyph: number, rows: Uint32Array, flip: number, enough: number): number {
    let distance = 0;
    for (let y = 0; y < this.#height && distance < enough; y++) distance += countBits((this.#rows[glyph * this.#height + y] as number) ^ (rows[y] as number) ^ flip);
    return distance;
  }
}

function countBits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}
