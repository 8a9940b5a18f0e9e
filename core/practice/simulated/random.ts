/** Numbers from 0 up to but not including 1. */
export type Random = () => number;

/** A reproducible sequence from a seed (mulberry32). For variety, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number between the ends of a span. */
export function within([least, most]: readonly [number, number], random: Random): number {
  return least + (most - least) * random();
}
