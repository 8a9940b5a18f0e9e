import type { EarlyProbeCost } from '../providers/provider.ts';
import type { LapEvidence } from './evidence.ts';
import { hypotheses, ROW, type Hypotheses } from './hypotheses.ts';
import { normalBelowFast } from './normal.ts';
import { asLetIn, type Policy } from './policy.ts';
import { CELLS, cellPlace, placeMs } from './time-grid.ts';

/** A lap's evidence and how much it counts: 1 for a fresh lap of this very server. */
export interface WeighedEvidence extends LapEvidence {
  readonly weight: number;
  /** How many laps of the same server came after it and the next one: 1 for the newest. 0 where the order tells nothing. */
  readonly lapsAgo: number;
}

/** What is believed after the laps. */
export interface Belief {
  readonly library: Hypotheses;
  /** Probability of each hypothesis. */
  readonly weights: Float64Array;
  /** How likely it is that the server has changed its behaviour within the laps, and from which own lap on (its index). */
  readonly change: { readonly chance: number; readonly fromLap: number };
  /** Logarithm of how likely the laps were beforehand; compares assumptions about the provider. */
  readonly logEvidence: number;
}

/** How likely a change of behaviour is from one lap to the next, beforehand. */
const CHANGE_RATE = 0.02;
/** Whatever the hypothesis: so likely is a lap that does not fit it (a stuck host, a wrong reading). */
const STRANGE_LAP = 1e-4;
const LOG_STRANGE_LAP = Math.log(STRANGE_LAP);
/** No creeping goes on for longer. */
const DRIFT_LAPS = 12;

/**
 * Bayes' rule over the hypotheses, with at most one change of behaviour within the own laps (docs/tuning.md).
 * @param own laps of the server itself, oldest first
 * @param others laps of others that are thought to be like it: the provider's other servers, shared profiles
 * @param library what is thought possible; another one than the usual is for experiments
 */
export function believe(own: readonly WeighedEvidence[], others: readonly WeighedEvidence[], library = hypotheses()): Belief {
  const { count } = library;
  // Row k: prior and the first k laps.
  const upTo = new Float64Array((own.length + 1) * count);
  const row = (laps: number): Float64Array => upTo.subarray(laps * count, (laps + 1) * count);
  const prior = row(0);
  for (const evidence of others) addLogLikelihood(prior, evidence, library);
  own.forEach((evidence, at) => {
    const next = row(at + 1);
    next.set(row(at));
    addLogLikelihood(next, evidence, library);
  });
  if (own.length === 0) return { library, weights: normalized(prior), change: { chance: 0, fromLap: 0 }, logEvidence: 0 };
  const all = row(own.length);
  const logPriorSum = logSum(prior);
  const since = new Float64Array(count);
  const splits = own.map((_, from) => {
    sinceLap(since, all, row(from), prior);
    const logBefore = from === 0 ? 0 : logSum(row(from)) - logPriorSum;
    const logChance = Math.log(from === 0 ? Math.max(1 - CHANGE_RATE * (own.length - 1), 0.5) : CHANGE_RATE);
    const logSince = logSum(since);
    return { from, logSince, logEvidence: logChance + logBefore + logSince - logPriorSum };
  });
  const logTotal = logSum(splits.map((split) => split.logEvidence));
  const weights = new Float64Array(count);
  let likeliest = { chance: 0, fromLap: 0 };
  let changed = 0;
  for (const { from, logSince, logEvidence } of splits) {
    const chance = Math.exp(logEvidence - logTotal);
    if (from > 0) changed += chance;
    if (from > 0 && chance > likeliest.chance) likeliest = { chance, fromLap: from };
    if (chance < 1e-6) continue;
    sinceLap(since, all, row(from), prior);
    for (let index = 0; index < count; index++) weights[index] = (weights[index] ?? 0) + chance * Math.exp((since[index] ?? 0) - logSince);
  }
  return { library, weights, change: { chance: changed, fromLap: likeliest.fromLap }, logEvidence: logTotal };
}

/** The prior and the laps since one alone. */
function sinceLap(since: Float64Array, all: Float64Array, before: Float64Array, prior: Float64Array): void {
  for (let index = 0; index < since.length; index++) since[index] = (all[index] ?? 0) - (before[index] ?? 0) + (prior[index] ?? 0);
}

/** Adds each hypothesis's logarithm of the probability of a lap. */
function addLogLikelihood(sums: Float64Array, evidence: WeighedEvidence, library: Hypotheses): void {
  const logs = cachedLogLikelihoods(evidence, library);
  const { weight } = evidence;
  for (let index = 0; index < sums.length; index++) sums[index] = (sums[index] ?? 0) + weight * (logs[index] ?? 0);
}

/** The tables of this many laps are kept, the last used: those of one server and its provider, with several costs of early probes. */
const CACHED_LAPS = 256;
const cache = new WeakMap<Hypotheses, Map<string, Float32Array>>();

/** A lap says the same for ever, and advice is asked for before each lap, so each is worked out once. */
function cachedLogLikelihoods({ down, end, lapsAgo }: WeighedEvidence, library: Hypotheses): Float32Array {
  const known = cache.get(library) ?? new Map<string, Float32Array>();
  cache.set(library, known);
  const driftLaps = Math.min(lapsAgo, DRIFT_LAPS);
  const key = [down.afterMs, down.byMs, end.afterMs, end.byMs, driftLaps].join();
  const logs = known.get(key) ?? logLikelihoods({ down, end }, driftLaps, library);
  // The most recently used one comes last.
  known.delete(key);
  known.set(key, logs);
  const [oldest] = known.keys();
  if (known.size > CACHED_LAPS && oldest !== undefined) known.delete(oldest);
  return logs;
}

function logLikelihoods({ down, end }: LapEvidence, driftLaps: number, { count, tabulate, downBelow, firstCell, lastCell, windowLogMedian, windowSpread, driftCells }: Hypotheses): Float32Array {
  const logs = new Float32Array(count);
  const from = cellPlace(down.afterMs);
  const to = Math.max(cellPlace(down.byMs), from + 1e-3);
  const isEndOpen = end.byMs === Infinity && end.afterMs <= down.afterMs;
  const { edges, logAfter, logBy } = piecesOf(from, isEndOpen ? from : to, end);
  const firstPieceCell = Math.floor(from + 1e-9);
  for (let index = 0; index < count; index++) {
    tabulate(index);
    const row = index * ROW;
    // Where the time creeps, the lap was taken from what is now thought of, that many laps back.
    const drift = (driftCells[index] ?? 0) * driftLaps;
    let likelihood = 0;
    if (isEndOpen) likelihood = below(downBelow, row, to + drift) - below(downBelow, row, from + drift);
    else {
      // Beyond these pieces the hypothesis has no mass.
      const first = Math.max(0, Math.floor((firstCell[index] ?? 0) - drift) - firstPieceCell);
      const last = Math.min(edges.length - 1, Math.ceil((lastCell[index] ?? 0) - drift) - firstPieceCell);
      if (first <= last) {
        const logMedian = windowLogMedian[index] ?? 0;
        const precision = 1 / (windowSpread[index] ?? 1);
        let previous = below(downBelow, row, (first === 0 ? from : firstPieceCell + first) + drift);
        for (let at = first; at <= last; at++) {
          const next = below(downBelow, row, (edges[at] ?? 0) + drift);
          if (next - previous > 1e-9) likelihood += (next - previous) * (normalBelowFast(((logBy[at] ?? 0) - logMedian) * precision) - normalBelowFast(((logAfter[at] ?? 0) - logMedian) * precision));
          previous = next;
        }
      }
    }
    logs[index] = likelihood > 0 ? Math.log(likelihood + STRANGE_LAP) : LOG_STRANGE_LAP;
  }
  return logs;
}

/** The cells between two places on the grid, each with where it ends and how long the window then was (as logarithms). */
function piecesOf(from: number, to: number, end: LapEvidence['end']): Readonly<Record<'edges' | 'logAfter' | 'logBy', Float64Array>> {
  const edges: number[] = [];
  for (let start = from; start < to; start = edges.at(-1) ?? to) edges.push(Math.min(Math.floor(start + 1 + 1e-9), to));
  const window = (boundMs: number) => (edge: number, at: number) => Math.log(Math.max(boundMs - placeMs(((edges[at - 1] ?? from) + edge) / 2), 1e-3));
  return { edges: Float64Array.from(edges), logAfter: Float64Array.from(edges, window(end.afterMs)), logBy: Float64Array.from(edges, window(end.byMs)) };
}

function below(downBelow: Float64Array, row: number, somewhere: number): number {
  const place = Math.min(Math.max(somewhere, 0), CELLS);
  const cell = Math.min(place | 0, CELLS - 1);
  const start = place <= 0 ? 0 : (downBelow[row + cell] ?? 0);
  const stop = downBelow[row + cell + 1] ?? 1;
  return start + (stop - start) * (place - cell);
}

/** Summands this much smaller than the largest, as logarithms, change nothing in a sum of thousands. */
const NOTHING_BESIDE = -50;

function logSum(values: Float64Array | readonly number[]): number {
  let most = -Infinity;
  for (let index = 0; index < values.length; index++) if ((values[index] ?? 0) > most) most = values[index] ?? 0;
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const beside = (values[index] ?? 0) - most;
    if (beside > NOTHING_BESIDE) sum += Math.exp(beside);
  }
  return most + Math.log(sum);
}

function normalized(logWeights: Float64Array): Float64Array {
  const total = logSum(logWeights);
  return logWeights.map((value) => Math.exp(value - total));
}

/**
 * The same belief told by so many hypotheses at most, for what is asked again and again: every one of them stands for an equal share of
 * the probability (systematic resampling).
 */
export function thinned({ weights, ...belief }: Belief, size: number): Belief {
  const few = new Float64Array(weights.length);
  let below = 0;
  let taken = 0;
  for (let index = 0; index < weights.length; index++) {
    below += weights[index] ?? 0;
    while (taken < size && below * size > taken + 0.5) {
      few[index] = (few[index] ?? 0) + 1 / size;
      taken++;
    }
  }
  return { ...belief, weights: few };
}

/** Steps in which a hypothesis's own chance is worked out. */
const CHANCE_CELLS = 2;

/** A belief and how likely it is that it is the right one. */
interface SharedBelief {
  readonly belief: Belief;
  readonly share: number;
  readonly cost: EarlyProbeCost;
}

/**
 * How unsure the chance of a policy is: the range in which the provider's true chance lies with 80 % probability. Wide after three laps,
 * since three laps are three laps.
 * @param beliefs one for each thing that early probes may cost
 */
export function chanceSpread(beliefs: readonly SharedBelief[], policy: Policy, handshakeMs: number): readonly [number, number] {
  const chances = beliefs.flatMap(({ belief, share, cost }) => chancesIn(belief, asLetIn(policy, cost), handshakeMs).map(({ chance, weight }) => ({ chance, weight: weight * share })));
  chances.sort((one, other) => one.chance - other.chance);
  const total = chances.reduce((sum, { weight }) => sum + weight, 0);
  const quantile = (share: number): number => {
    let sum = 0;
    return chances.find(({ weight }) => (sum += weight) >= share * total)?.chance ?? 0;
  };
  return [quantile(0.1), quantile(0.9)];
}

/** Each hypothesis's own chance. */
function chancesIn({ library, weights }: Belief, { firstDelayMs, intervalMs }: Policy, handshakeMs: number): { readonly chance: number; readonly weight: number }[] {
  const { count, tabulate, downBelow, firstCell, lastCell, windowLogMedian, windowSpread } = library;
  const needed = Array.from({ length: CELLS * CHANCE_CELLS }, (_, index) => {
    const downMs = placeMs((index + 0.5) / CHANCE_CELLS);
    const waits = Math.max(0, Math.ceil((downMs - firstDelayMs) / intervalMs));
    return Math.log(firstDelayMs + waits * intervalMs - downMs + handshakeMs);
  });
  const chances: { readonly chance: number; readonly weight: number }[] = [];
  for (let index = 0; index < count; index++) {
    const weight = weights[index] ?? 0;
    if (weight < 1e-5) continue;
    tabulate(index);
    let chance = 0;
    for (let part = (firstCell[index] ?? 0) * CHANCE_CELLS; part < ((lastCell[index] ?? 0) + 1) * CHANCE_CELLS; part++) {
      const place = part / CHANCE_CELLS;
      const mass = below(downBelow, index * ROW, place + 1 / CHANCE_CELLS) - below(downBelow, index * ROW, place);
      if (mass > 1e-7) chance += mass * (1 - normalBelowFast(((needed[part] ?? 0) - (windowLogMedian[index] ?? 0)) / (windowSpread[index] ?? 1)));
    }
    chances.push({ chance, weight });
  }
  return chances;
}
