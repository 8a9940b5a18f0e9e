import type { Bounds } from './evidence.ts';

/** One step of the estimate: this share of the laps lies within the interval, and nothing says where in it. */
export interface Step extends Bounds {
  readonly share: number;
}

const ROUNDS = 500;
const ENOUGH = 1e-6;

/**
 * Turnbull's non-parametric maximum-likelihood estimate of a distribution from interval-censored samples: what the laps alone say,
 * without any assumption. B. W. Turnbull, "The empirical distribution function with arbitrarily grouped, censored and truncated
 * data", J. R. Statist. Soc. B 38 (1976) 290–295. The self-consistency iteration, on the innermost intervals.
 */
export function turnbull(samples: readonly Bounds[]): Step[] {
  const places = innermost(samples);
  if (places.length === 0) return [];
  const covers = samples.map((sample) => places.map((place) => sample.afterMs <= place.afterMs && place.byMs <= sample.byMs));
  let shares = places.map(() => 1 / places.length);
  for (let round = 0; round < ROUNDS; round++) {
    const next = places.map(() => 0);
    for (const row of covers) {
      const total = row.reduce((sum, covered, at) => sum + (covered ? (shares[at] ?? 0) : 0), 0);
      if (total > 0) row.forEach((covered, at) => (next[at] = (next[at] ?? 0) + (covered ? (shares[at] ?? 0) / total / samples.length : 0)));
    }
    const moved = next.reduce((most, share, at) => Math.max(most, Math.abs(share - (shares[at] ?? 0))), 0);
    shares = next;
    if (moved < ENOUGH) break;
  }
  return places.map((place, at) => ({ ...place, share: shares[at] ?? 0 })).filter(({ share }) => share > ENOUGH);
}

/** Where the estimate can have mass: from a lower bound to the next upper bound, with no other bound between them. */
function innermost(samples: readonly Bounds[]): Bounds[] {
  const bounds = samples.flatMap(({ afterMs, byMs }) => [
    { ms: afterMs, isUpper: false },
    { ms: byMs, isUpper: true },
  ]);
  // Intervals are open below: where two bounds meet, the upper one comes first, unless both are of one point.
  bounds.sort((one, other) => (one.ms === other.ms ? Number(other.isUpper) - Number(one.isUpper) : one.ms - other.ms));
  const places: Bounds[] = [];
  bounds.forEach(({ ms, isUpper }, at) => {
    const before = bounds[at - 1];
    if (isUpper && before && !before.isUpper) places.push({ afterMs: before.ms, byMs: ms });
  });
  return places;
}
