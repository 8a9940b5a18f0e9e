/** How much of a normal distribution lies below `z`. Error below 1e-7 (Abramowitz and Stegun, formula 26.2.17). */
export function normalBelow(z: number): number {
  const x = Math.abs(z);
  const t = 1 / (1 + 0.2316419 * x);
  const tail = 0.3989422804014327 * Math.exp((-x * x) / 2) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z < 0 ? tail : 1 - tail;
}

const TABLE_LIMIT = 6;
const STEPS_PER_UNIT = 128;
const table = Float64Array.from({ length: 2 * TABLE_LIMIT * STEPS_PER_UNIT + 2 }, (_, index) => normalBelow(index / STEPS_PER_UNIT - TABLE_LIMIT));

/** {@link normalBelow} from a table, for the innermost loops. Error below 1e-5. */
export function normalBelowFast(z: number): number {
  if (!(z > -TABLE_LIMIT)) return 0;
  if (z >= TABLE_LIMIT) return 1;
  const place = (z + TABLE_LIMIT) * STEPS_PER_UNIT;
  const index = place | 0;
  const below = table[index] ?? 0;
  return below + ((table[index + 1] ?? 1) - below) * (place - index);
}

/** The `z` below which a share of a normal distribution lies, for shares between 0.001 and 0.999, by bisection. */
export function normalQuantile(share: number): number {
  let [low, high] = [-TABLE_LIMIT, TABLE_LIMIT];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalBelowFast(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
