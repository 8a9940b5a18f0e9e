import type { ScreenText } from './reading.ts';

/** A line as it went by. */
export interface TranscriptLine {
  readonly text: string;
  /** When it was first seen, on the clock that the caller uses. */
  readonly atMs: number;
}

/** Above this many lines the oldest are let go: hours of a chatty console, some megabytes. */
const largestTranscript = 50_000;
/** Rows of two screens that must agree, of those with text, to call one a scrolled form of the other… */
const scrolledShare = 0.8;
/** …and this share that must have stayed in place, where it did not scroll, to call it the same screen. */
const samePlaceShare = 0.4;

/**
 * What scrolled by, line by line, put together from screens: lines that leave at the top, and screens that are cleared, are kept.
 * Lines that change in place (a countdown, a progress figure) are kept in their last form only.
 */
export class Transcript {
  #gone: TranscriptLine[] = [];
  #screen: TranscriptLine[] = [];
  #dropped = 0;

  /** Lines that had to be let go because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Everything up to now, the screen as it stands included; blank rows at its end left out. */
  lines(): TranscriptLine[] {
    return [...this.#gone, ...withoutBlankEnd(this.#screen)];
  }

  /** Takes in the screen as it is at `atMs`. Unread screens are passed over. */
  add({ lines }: ScreenText, atMs: number): void {
    if (lines.length === 0) return;
    const scrolled = this.#scrolledBy(lines);
    if (scrolled === undefined) {
      this.#keep(withoutBlankEnd(this.#screen));
      this.#screen = lines.map((text) => ({ text, atMs }));
      return;
    }
    this.#keep(this.#screen.slice(0, scrolled));
    const stayed = this.#screen.slice(scrolled);
    this.#screen = lines.map((text, row) => {
      const old = stayed[row];
      // A line that only grew was there when it began.
      return old && old.text !== '' && text.startsWith(old.text) ? { text, atMs: old.atMs } : { text, atMs };
    });
  }

  /** By how many rows the new screen is the old one moved up: 0 for the same place, undefined for another screen. */
  #scrolledBy(lines: readonly string[]): number | undefined {
    const old = this.#screen;
    const filled = withoutBlankEnd(old).length;
    if (filled === 0) return 0;
    for (let by = 0; by < filled; by++) {
      let compared = 0;
      let same = 0;
      for (let row = by; row < filled; row++) {
        const text = old[row]?.text ?? '';
        if (text === '') continue;
        compared++;
        // The last line may have gone on since.
        if (lines[row - by] === text || (row === filled - 1 && lines[row - by]?.startsWith(text))) same++;
      }
      const enough = by === 0 ? samePlaceShare : scrolledShare;
      if (same > 0 && same >= compared * enough) return by;
    }
    return undefined;
  }

  #keep(lines: readonly TranscriptLine[]): void {
    this.#gone.push(...lines);
    const tooMany = this.#gone.length - largestTranscript;
    if (tooMany <= 0) return;
    this.#gone = this.#gone.slice(tooMany);
    this.#dropped += tooMany;
  }
}

function withoutBlankEnd(lines: readonly TranscriptLine[]): TranscriptLine[] {
  return lines.slice(0, lines.findLastIndex(({ text }) => text !== '') + 1);
}
