import type { Belief } from './belief.ts';
import type { EarlyProbeCost } from '../providers/provider.ts';
import { ROW } from './hypotheses.ts';
import { normalQuantile } from './normal.ts';
import { spacingMs, type Policy } from './policy.ts';
import { CELLS, cellEdgesMs, cellPlace, placeMs } from './time-grid.ts';

/** Windows are looked at in these steps; longer ones are as good as the last. */
const WINDOW_STEP_MS = 100;
const WINDOW_STEPS = 300;
const WINDOW_ROW = WINDOW_STEPS + 1;
/** A hypothesis's window, as so many equally likely lengths. */
const WINDOW_POINTS = Array.from({ length: 9 }, (_, index) => normalQuantile((index + 0.5) / 9));
/** Hypotheses that together have less than this probability are left out, the least likely first. */
const NEGLIGIBLE = 1e-3;
const PARTS_OF_A_CELL = 3;
/** The middle of each part of each cell. */
const partMs = Float64Array.from({ length: CELLS * PARTS_OF_A_CELL }, (_, part) => placeMs((part + 0.5) / PARTS_OF_A_CELL));

/** What the next lap may bring, as the belief has it: how long the console is away, and how long the menu then waits. */
export class Prediction {
  /** Probability that the console is away for a time of each cell. */
  readonly downInCell = new Float64Array(CELLS);
  /** For each cell, the probability that the console is away for such a time and the window is at least so many steps long. */
  readonly #atLeast = new Float64Array(CELLS * WINDOW_ROW);
  /** The same for all cells together. */
  readonly #anyAtLeast = new Float64Array(WINDOW_ROW);

  constructor({ library, weights }: Belief) {
    const { count, tabulate, downBelow, firstCell, lastCell, windowLogMedian, windowSpread } = library;
    const order: number[] = [];
    for (let index = 0; index < count; index++) if ((weights[index] ?? 0) > NEGLIGIBLE / (2 * count)) order.push(index);
    order.sort((one, other) => (weights[other] ?? 0) - (weights[one] ?? 0));
    let taken = 0;
    const used = order.filter((index) => {
      if (taken > 1 - NEGLIGIBLE) return false;
      taken += weights[index] ?? 0;
      return true;
    });
    const [downInCell, atLeast] = [this.downInCell, this.#atLeast];
    const steps = new Uint16Array(WINDOW_POINTS.length);
    for (const index of used) {
      tabulate(index);
      const weight = (weights[index] ?? 0) / taken;
      WINDOW_POINTS.forEach((z, at) => (steps[at] = Math.min(WINDOW_STEPS, Math.floor(Math.exp((windowLogMedian[index] ?? 0) + z * (windowSpread[index] ?? 0)) / WINDOW_STEP_MS))));
      for (let cell = firstCell[index] ?? 0; cell <= (lastCell[index] ?? 0); cell++) {
        const start = cell === 0 ? 0 : (downBelow[index * ROW + cell] ?? 0);
        const mass = weight * ((downBelow[index * ROW + cell + 1] ?? 0) - start);
        if (mass < 1e-9) continue;
        downInCell[cell] = (downInCell[cell] ?? 0) + mass;
        for (let at = 0; at < steps.length; at++) {
          const place = cell * WINDOW_ROW + (steps[at] ?? 0);
          atLeast[place] = (atLeast[place] ?? 0) + mass / steps.length;
        }
      }
    }
    for (let cell = 0; cell < CELLS; cell++) {
      if (downInCell[cell] === 0) continue;
      let longer = 0;
      for (let step = WINDOW_STEPS; step >= 0; step--) {
        const place = cell * WINDOW_ROW + step;
        longer += atLeast[place] ?? 0;
        atLeast[place] = longer;
        this.#anyAtLeast[step] = (this.#anyAtLeast[step] ?? 0) + longer;
      }
    }
  }

  /**
   * The chance that a lap with this policy catches the menu.
   * @param handshakeMs from a probe's start to the first key in the server
   */
  chance({ firstDelayMs, intervalMs }: Policy, handshakeMs: number): number {
    let chance = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      if ((this.downInCell[cell] ?? 0) < 1e-7) continue;
      for (let part = 0; part < PARTS_OF_A_CELL; part++) {
        const downMs = partMs[cell * PARTS_OF_A_CELL + part] ?? 0;
        const waits = Math.max(0, Math.ceil((downMs - firstDelayMs) / intervalMs));
        const neededMs = firstDelayMs + waits * intervalMs - downMs + handshakeMs;
        const step = neededMs / WINDOW_STEP_MS;
        if (step >= WINDOW_STEPS) continue;
        const whole = Math.floor(step);
        const [here, next] = [this.#at(cell, whole), this.#at(cell, whole + 1)];
        chance += (here + (next - here) * (step - whole)) / PARTS_OF_A_CELL;
      }
    }
    return Math.min(chance, 1);
  }

  /** How many probes a lap takes with this policy, on average. */
  probes({ firstDelayMs, intervalMs }: Policy): number {
    let probes = 0;
    for (let cell = 0; cell < CELLS; cell++) probes += (this.downInCell[cell] ?? 0) * (1 + Math.max(0, Math.ceil((placeMs(cell + 0.5) - firstDelayMs) / intervalMs)));
    return probes;
  }

  /** The share of the laps in which the console is back by then. */
  backBy(timeMs: number): number {
    const place = cellPlace(timeMs);
    let back = 0;
    for (let cell = 0; cell < place; cell++) back += (this.downInCell[cell] ?? 0) * Math.min(1, place - cell);
    return back;
  }

  /** The time within which the console is back in this share of the laps. */
  downQuantileMs(share: number): number {
    let below = 0;
    for (let cell = 0; cell < CELLS; cell++) {
      const mass = this.downInCell[cell] ?? 0;
      if (mass > 0 && below + mass >= share) return placeMs(cell + (share - below) / mass);
      below += mass;
    }
    return cellEdgesMs[CELLS] ?? 0;
  }

  /** The length that this share of the windows does not reach. */
  windowQuantileMs(share: number): number {
    for (let step = 0; step <= WINDOW_STEPS; step++) {
      if ((this.#anyAtLeast[step] ?? 0) < 1 - share) return step * WINDOW_STEP_MS;
    }
    return WINDOW_STEPS * WINDOW_STEP_MS;
  }

  #at(cell: number, step: number): number {
    return this.#atLeast[cell * WINDOW_ROW + step] ?? 0;
  }
}

/** Chances closer than this are the same; of them the policy in the middle is the safest. */
const SAME_CHANCE = 0.003;

/**
 * The policy with the highest chance to catch. Where early probes are free, that is to begin at once.
 * @param intervalMs the closest that probes may be in any case
 */
export function bestPolicy(prediction: Prediction, cost: EarlyProbeCost, intervalMs: number, handshakeMs: number): Policy {
  const spacing = spacingMs(intervalMs, cost);
  if (cost.blindMs === 0) return { firstDelayMs: 0, intervalMs: spacing };
  const last = cellPlace(prediction.downQuantileMs(0.995) + 10_000);
  const tried: { readonly delayMs: number; readonly chance: number }[] = [];
  for (let place = 0; place <= last; place += 0.5) {
    const delayMs = place === 0 ? 0 : Math.round(placeMs(place));
    tried.push({ delayMs, chance: prediction.chance({ firstDelayMs: delayMs, intervalMs: spacing }, handshakeMs) });
  }
  const best = tried.reduce((one, other) => (other.chance > one.chance ? other : one));
  const at = tried.indexOf(best);
  const isAsGood = ({ chance }: { readonly chance: number }): boolean => chance >= best.chance - SAME_CHANCE;
  let [first, end] = [at, at];
  while (first > 0 && isAsGood(tried[first - 1] ?? best)) first--;
  while (end < tried.length - 1 && isAsGood(tried[end + 1] ?? best)) end++;
  const middleMs = ((tried[first]?.delayMs ?? 0) + (tried[end]?.delayMs ?? 0)) / 2;
  return { firstDelayMs: Math.round(middleMs), intervalMs: spacing };
}
