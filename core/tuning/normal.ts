/** How much of a normal distribution lies below `z`. Error below 1e-7 (Abramowitz and Stegun, formula 26.2.17). */
export function normalBelow(z: number): number {
  const x = Math.abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const tail = 0.3989422804014327 * Math.exp((-x * x) / 2) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}

/** Beyond this, {@link normalBelowFast} is 0 or 1. */
export const NORMAL_LIMIT = 6;
const STEPS_PER_UNIT = 128;
const table = Float64Array.from({ length: 2 * NORMAL_LIMIT * STEPS_PER_UNIT + 2 }, (_, index) => normalBelow(index / STEPS_PER_UNIT - NORMAL_LIMIT));

/** {@link normalBelow} from a table, for the innermost loops. Error below 1e-5. */
export function normalBelowFast(z: number): number {
  if (!(z > -NORMAL_LIMIT)) return 0;
  if (z >= NORMAL_LIMIT) return 1;
  const place = (z + NORMAL_LIMIT) * STEPS_PER_UNIT;
  const index = place | 0;
  const below = table[index] ?? 0;
  return below + ((table[index + 1] ?? 1) - below) * (place - index);
}

/** The `z` below which a share of a normal distribution lies, for shares between 0.001 and 0.999: {@link normalBelowFast} backwards. */
export function normalQuantile(share: number): number {
  let [low, high] = [0, table.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((table[middle] ?? 1) < share) low = middle;
    else high = middle;
  }
  const below = table[low] ?? 0;
  return (low + (share - below) / ((table[high] ?? 1) - below)) / STEPS_PER_UNIT - NORMAL_LIMIT;
}
