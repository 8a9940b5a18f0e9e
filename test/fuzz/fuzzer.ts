import { Coverage } from './coverage.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  /** Whose blocks lead the search. */
  readonly files: RegExp;
  readonly run: (input: Uint8Array) => Promise<void>;
  readonly grammar?: (bytes: Uint8Array, random: Random) => Uint8Array;
}

export interface FuzzLimits {
  readonly runs: number;
  /** Whichever of the two comes first. */
  readonly untilMs: number;
}

export interface FuzzReport {
  readonly runs: number;
  readonly blocks: number;
  readonly corpus: number;
}

/** An input that broke a rule. */
export class FuzzFailure extends Error {
  readonly input: Uint8Array;

  constructor(target: string, input: Uint8Array, cause: unknown) {
    super(`${target}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'FuzzFailure';
    this.input = input;
  }
}

/** Coverage is read once for so many inputs, because reading it takes as long as dozens of them. */
const batchSize = 128;
const inputLimitBytes = 60_000;
/** One input that takes longer than this blocks the engine, and with it a catch. */
const slowMs = 2_500;

/**
 * Mutates inputs for as long as the limits say; those that reach blocks which none has reached before are mutated further.
 * @param beforeRun told each input before it is run, so that one that never returns is known
 * @throws FuzzFailure
 */
export async function fuzz(target: FuzzTarget, limits: FuzzLimits, random: Random, beforeRun: (input: Uint8Array) => void): Promise<FuzzReport> {
  const coverage = new Coverage(target.files);
  const corpus = [...target.seeds];
  let runs = 0;
  const run = async (input: Uint8Array): Promise<void> => {
    runs++;
    beforeRun(input);
    const startedAtMs = performance.now();
    try {
      await target.run(input);
    } catch (error) {
      throw new FuzzFailure(target.name, input, error);
    }
    const tookMs = performance.now() - startedAtMs;
    if (tookMs > slowMs) throw new FuzzFailure(target.name, input, `one input took ${Math.round(tookMs)} ms`);
  };

  /** The inputs of a batch that reached something new, found by halving. */
  const sift = async (batch: readonly Uint8Array[]): Promise<void> => {
    const [only] = batch;
    if (batch.length === 1 && only) {
      await run(only);
      const fresh = coverage.take();
      if (fresh.length === 0) return;
      coverage.keep(fresh);
      corpus.push(only);
      return;
    }
    const middle = batch.length >> 1;
    for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
      for (const input of half) await run(input);
      if (coverage.take().length > 0) await sift(half);
    }
  };

  try {
    for (const seed of target.seeds) await run(seed);
    coverage.keep(coverage.take());
    while (runs < limits.runs && performance.now() < limits.untilMs) {
      const batch: Uint8Array[] = [];
      while (batch.length < batchSize && performance.now() < limits.untilMs) {
        // The newest are the most promising.
        const parent = random() < 0.5 ? pick(corpus, random) : (corpus[corpus.length - 1 - below(Math.min(corpus.length, 12), random)] ?? pick(corpus, random));
        const input = mutate(parent, pick(corpus, random), random, target.grammar).slice(0, inputLimitBytes);
        await run(input);
        batch.push(input);
      }
      const fresh = coverage.take();
      if (fresh.length > 0) {
        await sift(batch);
        // What only showed in the whole batch is no news any more either.
        coverage.keep(fresh);
      }
    }
    return { runs, blocks: coverage.size, corpus: corpus.length };
  } finally {
    coverage.dispose();
  }
}
