import { Session, type Profiler } from 'node:inspector';

/**
 * Which blocks of our code and of the code that meets the wire with us have run, told by V8 itself. Fuzzers that bring their own
 * instrumentation came into question and failed: Jazzer.js 4 needs a newer glibc than Debian 12 has, its earlier versions fetch a
 * program from GitHub, jsfuzz knows CommonJS alone.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #files: RegExp;

  /** @param files whose blocks count */
  constructor(files: RegExp) {
    this.#files = files;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Blocks seen so far. */
  get size(): number {
    return this.#seen.size;
  }

  /** The blocks that ran since the last call and never before. */
  take(): string[] {
    let result: readonly Profiler.ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error) throw error;
      ({ result } = answer);
    });
    const fresh: string[] = [];
    for (const { url, functions } of result) {
      if (!this.#files.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          const block = `${url}:${startOffset}-${endOffset}`;
          if (count > 0 && !this.#seen.has(block)) fresh.push(block);
        }
      }
    }
    return fresh;
  }

  /** From now on these are no news. */
  keep(blocks: readonly string[]): void {
    for (const block of blocks) this.#seen.add(block);
  }

  dispose(): void {
    this.#session.disconnect();
  }
}
