/** Tells when something fails too often to be tried again without a word. */
export class Failures {
  readonly #limit: number;
  readonly #spanMs: number;
  #timesMs: number[] = [];

  constructor(limit: number, spanMs: number) {
    this.#limit = limit;
    this.#spanMs = spanMs;
  }

  /** Counts one failure. True when there were more than the limit within the span; counting then begins anew. */
  isTooMany(nowMs: number): boolean {
    this.#timesMs = [...this.#timesMs.filter((timeMs) => nowMs - timeMs < this.#spanMs), nowMs];
    if (this.#timesMs.length <= this.#limit) return false;
    this.#timesMs = [];
    return true;
  }
}
