import type { Font } from './font.ts';

/** A cell's bits, two ways: as drawn, and with the two colours exchanged. */
export interface CellBits {
  readonly rows: Uint32Array;
  readonly hash: number;
  readonly inverseHash: number;
}

/** What a cell was found to show. */
export interface GlyphMatch {
  readonly code: number;
  /** Bit n is set where font n of the index draws this character so. */
  readonly fonts: number;
  /** How many pixels of the glyph are ink. */
  readonly ink: number;
  /** True for pictures of fewer than three different rows (lines, dashes, blocks): they match by chance too easily to prove a grid. */
  readonly simple: boolean;
  readonly rows: Uint32Array;
}

/** One step of the hash over a cell's rows, top to bottom. */
export function mixRow(hash: number, row: number): number {
  const mixed = Math.imul(hash ^ row, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export const emptyHash = 0x2545f491;

/** A near miss may differ in at most this share of a glyph's pixels, and the next different character must be clearly further away. */
const nearestShare = 0.03;
const clearlyFurther = 2;
/** Near misses are searched one by one, so their answers are kept; this bounds the memory. */
const largestNearMemory = 4_000;

/** All fonts of one size, for looking pictures up by their bits. */
export class GlyphIndex {
  readonly width: number;
  readonly height: number;
  readonly fonts: readonly Font[];
  readonly #byHash = new Map<number, GlyphMatch[]>();
  readonly #all: GlyphMatch[] = [];
  readonly #near = new Map<string, number | undefined>();
  readonly #mask: number;

  /** @param fonts fonts of the same size, at most 31; where two draw the same picture for different characters, the earlier one counts */
  constructor(width: number, height: number, fonts: readonly Font[]) {
    this.width = width;
    this.height = height;
    this.fonts = fonts;
    this.#mask = 2 ** width - 1;
    fonts.forEach((font, number) => {
      for (const { code, rows } of font.glyphs) this.#add(code, rows, 1 << number);
    });
  }

  #add(code: number, rows: Uint32Array, fontBit: number): void {
    let hash = emptyHash;
    let ink = 0;
    for (const row of rows) {
      hash = mixRow(hash, row);
      ink += countBits(row);
    }
    if (ink === 0) return;
    const same = this.#byHash.get(hash) ?? [];
    if (same.length === 0) this.#byHash.set(hash, same);
    const index = same.findIndex((match) => sameRows(match.rows, rows, 0));
    const known = same[index];
    const match: GlyphMatch = known ? { ...known, fonts: known.fonts | fontBit } : { code, rows, ink, fonts: fontBit, simple: new Set(rows).size < 3 };
    if (known) {
      same[index] = match;
      this.#all[this.#all.indexOf(known)] = match;
    } else {
      same.push(match);
      this.#all.push(match);
    }
  }

  /** The character with exactly these bits, whichever of the two colours is the ink. Where both fit, the one with less ink. */
  find(bits: CellBits): GlyphMatch | undefined {
    const plain = this.#find(bits.hash, bits.rows, 0);
    const inverse = this.#find(bits.inverseHash, bits.rows, this.#mask);
    if (plain && inverse) return plain.ink <= inverse.ink ? plain : inverse;
    return plain ?? inverse;
  }

  /** Whether `match` has its ink where `rows` has ones. */
  isPlain(match: GlyphMatch, rows: Uint32Array): boolean {
    return sameRows(match.rows, rows, 0);
  }

  #find(hash: number, rows: Uint32Array, flip: number): GlyphMatch | undefined {
    const candidates = this.#byHash.get(hash);
    if (candidates === undefined) return undefined;
    for (const match of candidates) if (sameRows(match.rows, rows, flip)) return match;
    return undefined;
  }

  /**
   * The character under a text cursor: some rows are all ink (an underline, a half block), the others decide.
   * @param fonts bits of the fonts to look in: those that the screen is known to be drawn with
   * @returns undefined where no run of full rows is there or the others fit more than one character
   */
  findUnderCursor(bits: CellBits, fonts: number): number | undefined {
    return this.#underCursor(bits.rows, 0, fonts) ?? this.#underCursor(bits.rows, this.#mask, fonts);
  }

  #underCursor(rows: Uint32Array, flip: number, fonts: number): number | undefined {
    let last = this.height - 1;
    while (last >= 0 && ((rows[last] ?? 0) ^ flip) !== this.#mask) last--;
    let first = last;
    while (first > 0 && ((rows[first - 1] ?? 0) ^ flip) === this.#mask) first--;
    if (last < this.height / 2 || last - first + 1 > this.height / 2) return undefined;
    let blank = true;
    for (let y = 0; y < this.height; y++) if ((y < first || y > last) && ((rows[y] ?? 0) ^ flip) !== 0) blank = false;
    if (blank) return 0x20;
    const fitting = new Set<number>();
    for (const match of this.#all) {
      if ((match.fonts & fonts) !== 0 && sameRows(match.rows, rows, flip, first, last)) fitting.add(match.code);
    }
    // A cedilla or the like would be hidden too: the plain letter is the one meant.
    const plain = [...fitting].filter((code) => code < 0x7f);
    const [only, another] = plain.length > 0 ? plain : fitting;
    return another === undefined ? only : undefined;
  }

  /** The nearest character of these fonts, where it is near enough and no other one is about as near. */
  findNearest(bits: CellBits, fonts: number): number | undefined {
    const key = `${fonts}:${bits.rows.join()}`;
    if (this.#near.has(key)) return this.#near.get(key);
    if (this.#near.size >= largestNearMemory) this.#near.clear();
    const answer = this.#search(bits.rows, fonts);
    this.#near.set(key, answer);
    return answer;
  }

  #search(rows: Uint32Array, fonts: number): number | undefined {
    const limit = Math.max(1, Math.floor(this.width * this.height * nearestShare));
    let best = limit + 1;
    let second = limit + clearlyFurther + 1;
    let code: number | undefined;
    for (const match of this.#all) {
      if ((match.fonts & fonts) === 0) continue;
      const distance = Math.min(this.#distance(match.rows, rows, 0, second), this.#distance(match.rows, rows, this.#mask, second));
      if (distance < best) {
        if (code !== match.code) second = Math.min(second, best === limit + 1 ? second : best);
        best = distance;
        code = match.code;
      } else if (match.code !== code && distance < second) second = distance;
    }
    return best <= limit && second - best >= clearlyFurther ? code : undefined;
  }

  #distance(glyph: Uint32Array, rows: Uint32Array, flip: number, enough: number): number {
    let distance = 0;
    for (let y = 0; y < this.height && distance < enough; y++) distance += countBits((glyph[y] ?? 0) ^ (rows[y] ?? 0) ^ flip);
    return distance;
  }
}

/** Whether a glyph has these rows (exchanged colours where `flip` is the full mask), rows `skipFirst` to `skipLast` left out. */
function sameRows(glyph: Uint32Array, rows: Uint32Array, flip: number, skipFirst = 1, skipLast = 0): boolean {
  for (let y = 0; y < glyph.length; y++) {
    if (y >= skipFirst && y <= skipLast) continue;
    if (((glyph[y] ?? 0) ^ flip) !== rows[y]) return false;
  }
  return true;
}

function countBits(value: number): number {
  let count = 0;
  for (let rest = value; rest !== 0; rest &= rest - 1) count++;
  return count;
}
