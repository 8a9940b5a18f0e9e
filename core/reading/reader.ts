import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import type { Rectangle, ScreenView } from '../screen/screen.ts';
import { pixelWords, type PixelWords } from './cell-scanner.ts';
import type { Font } from './fonts/font.ts';
import { GlyphIndex } from './fonts/glyph-index.ts';
import { knownFonts, knownIndex } from './fonts/known.ts';
import { findGrid, isAboutTheSame, likelyGrid, outline, type Grid } from './grid.ts';
import type { UnreadCell } from './learnt.ts';
import { findLooseLines, textWithLooseLines } from './loose-lines.ts';
import { understand } from './meaning/understand.ts';
import { placesOf } from './places.ts';
import type { Reading, ScreenText } from './reading.ts';
import { TextGrid } from './text-grid.ts';

/** Above this share of unread cells the grid is doubted and looked for again… */
const doubtfulShare = 0.1;
/** …once this share of the screen has changed since the last search: a few letters. */
const searchAgainShare = 0.002;
/** How many grids are remembered for one screen size: firmware, GRUB and kernel may share it. */
const rememberedGrids = 4;
const mostUnread = 500;

export interface ScreenReaderOptions {
  /** Fonts beside the known ones: learnt in a session, or read from a guest's font file. */
  readonly fonts?: readonly Font[];
}

/**
 * Reads a screen: characters, and what they mean. It listens to the screen's damage from its construction on, so construct
 * it before other listeners of the same frames; {@link read} then costs what has changed.
 */
export class ScreenReader implements Disposable {
  readonly #view: ScreenView;
  readonly #ownFonts: readonly Font[];
  readonly #indexes = new Map<string, GlyphIndex>();
  readonly #remembered = new Map<string, Grid[]>();
  readonly #store = new DisposableStore();
  #frame = 0;
  #changed = true;
  /** Pixels damaged since the last search for a grid. */
  #changedPixels = Number.POSITIVE_INFINITY;
  /** Outline of the last picture in which no grid was found. */
  #fruitless: Uint8Array | undefined;
  #text: TextGrid | undefined;
  /** Lines outside of the grid; looked for only where it doesn't fit. */
  #looseLines: readonly TextGrid[] = [];
  #reading: Reading | undefined;

  constructor(view: ScreenView, options: ScreenReaderOptions = {}) {
    this.#view = view;
    this.#ownFonts = options.fonts ?? [];
    this.#store.add(
      view.onFrame(({ number, damage }) => {
        this.#frame = number;
        for (const rectangle of damage) {
          this.#changed = true;
          this.#changedPixels += rectangle.width * rectangle.height;
          for (const text of this.#texts()) text.damage(rectangle);
        }
      }),
    );
    this.#store.add(
      view.onResize(() => {
        this.#changed = true;
        this.#changedPixels = Number.POSITIVE_INFINITY;
        this.#fruitless = undefined;
        this.#text = undefined;
        this.#looseLines = [];
      }),
    );
  }

  /** Reads what has changed since the last call and says what is on screen now. Call it between updates: in a frame's event, or later. */
  read(): Reading {
    if (!this.#reading || this.#changed) {
      this.#changed = false;
      this.#reading = { frame: this.#frame, ...understand(this.#readText()) };
    } else if (this.#reading.frame !== this.#frame) this.#reading = { ...this.#reading, frame: this.#frame };
    return this.#reading;
  }

  /** Where a text stands in the picture, as it was at the last call of {@link read}; nowhere where no text grid was found. */
  find(wanted: string): Rectangle[] {
    return this.#texts().flatMap((text) => placesOf(wanted, text.placedRows, text.grid));
  }

  /** The cells that could not be read at the last call of {@link read}, to learn from. */
  unread(): UnreadCell[] {
    const { width, height, pixels } = this.#view;
    return this.#text?.unread(pixelWords(pixels, width, height), mostUnread) ?? [];
  }

  dispose(): void {
    this.#store.dispose();
  }

  #readText(): ScreenText {
    const { width, height, pixels } = this.#view;
    const picture = pixelWords(pixels, width, height);
    for (const text of this.#texts()) text.update(picture);
    if (this.#isDoubtful()) this.#search(picture);
    if (this.#looseLines.length > 0) return textWithLooseLines(this.#text, this.#looseLines);
    return this.#text?.text() ?? { lines: [], font: undefined, exactShare: isUniform(picture) ? 1 : 0, inverseRows: [] };
  }

  #texts(): TextGrid[] {
    return this.#text ? [this.#text, ...this.#looseLines] : [...this.#looseLines];
  }

  #isDoubtful(): boolean {
    return this.#changedPixels >= this.#view.width * this.#view.height * searchAgainShare && !this.#gridFits();
  }

  #gridFits(): boolean {
    if (!this.#text) return false;
    const { drawn, unknown } = this.#text.counts;
    return unknown <= drawn * doubtfulShare;
  }

  /** Looks for the text afresh, unless that failed on about the same picture. */
  #search(picture: PixelWords): void {
    this.#changedPixels = 0;
    const drawn = outline(picture);
    if (this.#fruitless && isAboutTheSame(this.#fruitless, drawn)) return;
    this.#searchGrid(picture, drawn);
    const grids = this.#gridFits() ? [] : findLooseLines(picture, (width, height) => this.#indexFor(width, height));
    this.#looseLines = grids.map((grid) => this.#textOn(grid, picture));
  }

  /** Keeps the old grid where nothing fits better. */
  #searchGrid(picture: PixelWords, drawn: Uint8Array): void {
    const { width, height } = picture;
    const mode = `${width}x${height}`;
    const remembered = this.#remembered.get(mode) ?? [];
    const grid = findGrid(picture, (glyphWidth, glyphHeight) => this.#indexFor(glyphWidth, glyphHeight), remembered);
    this.#fruitless = grid ? undefined : drawn;
    if (grid) this.#remembered.set(mode, [grid, ...remembered.filter((known) => !sameGrid(known, grid))].slice(0, rememberedGrids));
    const next = grid ?? (this.#text ? undefined : likelyGrid(width, height));
    if (!next || (this.#text && sameGrid(next, this.#text.grid)) || next.columns === 0 || next.rows === 0) return;
    const text = this.#textOn(next, picture);
    // A guessed grid serves a lone cursor; on a picture it would only make noise.
    if (!grid && text.counts.unknown > 0) return;
    this.#text = text;
  }

  #textOn(grid: Grid, picture: PixelWords): TextGrid {
    const { glyphWidth, cellHeight } = grid;
    // Of the known fonts only Unifont has wide characters.
    const text = new TextGrid(grid, this.#indexFor(glyphWidth, cellHeight), (font) => (font.startsWith('unifont') ? this.#indexFor(glyphWidth * 2, cellHeight) : undefined));
    text.update(picture);
    return text;
  }

  #indexFor(width: number, height: number): GlyphIndex {
    const own = this.#ownFonts.filter((font) => font.width === width && font.height === height);
    if (own.length === 0) return knownIndex(width, height);
    const key = `${width}x${height}`;
    const index = this.#indexes.get(key) ?? new GlyphIndex(width, height, [...knownFonts(width, height), ...own]);
    this.#indexes.set(key, index);
    return index;
  }
}

function sameGrid(one: Grid, other: Grid): boolean {
  return one.x === other.x && one.y === other.y && one.cellWidth === other.cellWidth && one.cellHeight === other.cellHeight;
}

function isUniform({ words }: PixelWords): boolean {
  return words.every((word) => word === words[0]);
}
