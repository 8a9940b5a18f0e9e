import type { EarlyProbeCost, Evidence, ReachProfile } from '../providers/provider.ts';
import { believe, chanceSpread, type Belief, type WeighedEvidence } from './belief.ts';
import { evidenceOf, freeProbes, logFitOf, type LapEvidence } from './evidence.ts';
import type { LapRecord } from './lap-record.ts';
import { bestPolicy, Prediction, spacingMs, type Policy } from './prediction.ts';

export interface AdviceRequest {
  readonly reach: ReachProfile;
  /** Laps of the server itself, oldest first. */
  readonly own: readonly LapRecord[];
  /** Laps of the provider's other servers. */
  readonly others: readonly LapRecord[];
  /** What a shared or built-in profile tells of the provider. */
  readonly known: readonly LapEvidence[];
  readonly knownEvidence: Evidence | undefined;
}

export interface Advice {
  /** What it rests on mostly. */
  readonly source: 'server' | 'provider' | 'profile' | 'nothing';
  /** Laps of this server, and of the provider's other servers, that told something. */
  readonly ownLaps: number;
  readonly otherLaps: number;
  readonly cost: EarlyProbeCost;
  /** `told`: by the provider's profile. `learnt`: it explains the laps far better. `assumed`: nothing speaks against it. */
  readonly costSource: 'told' | 'learnt' | 'assumed';
  readonly policy: Policy;
  /** What the catcher is to use in place of the target's own numbers. */
  readonly profile: Partial<ReachProfile>;
  /** The chance that a lap with this policy catches the menu, with the range in which it lies with 80 % probability. */
  readonly chance: number;
  readonly chanceRange: readonly [number, number];
  readonly probes: number;
  /** How long the console is away in the next lap: 5 %, one half and 95 % of the laps are below. */
  readonly downMs: readonly [number, number, number];
  readonly windowMs: readonly [number, number, number];
  /** From the shortest bound to the longest that was seen in this server's laps, or in the others'. */
  readonly seenMs: readonly [number, number] | undefined;
  /** A change of behaviour within the own laps: since which of them. */
  readonly changedSince: string | undefined;
  readonly prediction: Prediction;
  readonly belief: Belief;
  readonly handshakeMs: number;
}

/** Laps that are looked at; older ones have lost their weight. */
export const OWN_LAPS = 40;
export const OTHER_LAPS = 20;
/** A lap loses this much of its weight with every lap after it: half of it in 34. */
const AGEING = 0.98;
/** Laps of another server of the same provider, and of profiles, count less, and together no more than a few laps would. */
const OTHER_WEIGHT = 0.35;
const OTHER_TOTAL = 4;
const KNOWN_TOTAL: Readonly<Record<Evidence, number>> = { measured: 2, confirmed: 2, inferred: 1, unconfirmed: 0.5 };
/** Before any lap has shown it, on a line that is neither fast nor slow. */
const USUAL_HANDSHAKE_MS = 300;
const SURELY_CHANGED = 0.9;
/** Dense probing needs laps that agree, and is never denser than this. */
const DENSE_LAPS = 3;
const DENSEST_MS = 50;
const DENSE_WINDOW_LIMIT_MS = 5_000;

/** Costs that are considered where the provider's profile names none, with how likely each is beforehand. */
const thinkableCosts: readonly { readonly cost: EarlyProbeCost; readonly prior: number }[] = [
  { cost: freeProbes, prior: 0.9 },
  { cost: { blindMs: 4_000, restarts: false }, prior: 0.02 },
  { cost: { blindMs: 10_000, restarts: false }, prior: 0.03 },
  { cost: { blindMs: 10_000, restarts: true }, prior: 0.03 },
  { cost: { blindMs: 30_000, restarts: true }, prior: 0.02 },
];
/** Only what is this much likelier than free probes is acted on: a first delay where none is needed can lose a lap. */
const SURE_OF_COST = 0.9;

/** What to do in the next lap, from what the laps so far have told; pure. The method is in docs/tuning.md. */
export function adviseFrom(request: AdviceRequest): Advice {
  const { cost, costSource } = costOf(request);
  const { belief, ownLaps, otherLaps } = beliefWith(cost, request);
  const prediction = new Prediction(belief);
  const handshakeMs = usualHandshakeMs([...request.others, ...request.own]);
  const policy = bestPolicy(prediction, cost, request.reach.intervalMs, handshakeMs);
  const first = request.own.filter((lap) => evidenceOf(lap, cost))[belief.change.fromLap];
  return {
    source: ownLaps > 0 ? 'server' : otherLaps > 0 ? 'provider' : request.known.length > 0 ? 'profile' : 'nothing',
    ownLaps,
    otherLaps,
    cost,
    costSource,
    policy,
    profile: cost.blindMs > 0 ? { ...policy, earlyProbe: cost } : { firstDelayMs: 0, ...denseWindow(request, prediction) },
    chance: prediction.chance(policy, handshakeMs),
    chanceRange: chanceSpread(belief, policy, handshakeMs),
    probes: prediction.probes(policy),
    downMs: [prediction.downQuantileMs(0.05), prediction.downQuantileMs(0.5), prediction.downQuantileMs(0.95)],
    windowMs: [prediction.windowQuantileMs(0.05), prediction.windowQuantileMs(0.5), prediction.windowQuantileMs(0.95)],
    seenMs: seen(ownLaps > 0 ? request.own : request.others, cost),
    changedSince: belief.change.chance > SURELY_CHANGED ? first?.startedAt : undefined,
    prediction,
    belief,
    handshakeMs,
  };
}

/** The chance for any first delay that a person tries, with the probes that it costs. */
export function chanceAt({ prediction, cost, handshakeMs }: Advice, firstDelayMs: number, intervalMs: number): { readonly chance: number; readonly probes: number } {
  const policy = { firstDelayMs, intervalMs: spacingMs(intervalMs, cost) };
  return { chance: prediction.chance(policy, handshakeMs), probes: prediction.probes(policy) };
}

/** The range in which the chance for such a delay lies with 80 % probability. @param belief the advice's, or a {@link thinned} one */
export function chanceRangeAt({ cost, handshakeMs }: Advice, belief: Belief, firstDelayMs: number, intervalMs: number): readonly [number, number] {
  return chanceSpread(belief, { firstDelayMs, intervalMs: spacingMs(intervalMs, cost) }, handshakeMs);
}

function beliefWith(cost: EarlyProbeCost, { own, others, known, knownEvidence }: AdviceRequest): { belief: Belief; ownLaps: number; otherLaps: number } {
  const told = (laps: readonly LapRecord[]): LapEvidence[] => laps.flatMap((lap) => evidenceOf(lap, cost) ?? []);
  const ownTold = told(own).slice(-OWN_LAPS);
  const otherTold = told(others).slice(-OTHER_LAPS);
  const shared = (laps: readonly LapEvidence[], most: number, total: number): WeighedEvidence[] =>
    laps.map((lap) => ({ ...lap, weight: Math.min(most, total / laps.length), lapsAgo: 0 }));
  const weighed = ownTold.map((lap, at) => ({ ...lap, weight: AGEING ** (ownTold.length - at), lapsAgo: ownTold.length - at }));
  const belief = believe(weighed, [...shared(known, 1, knownEvidence ? KNOWN_TOTAL[knownEvidence] : 0), ...shared(otherTold, OTHER_WEIGHT, OTHER_TOTAL)]);
  return { belief, ownLaps: ownTold.length, otherLaps: otherTold.length };
}

/** What early probes cost: as the provider's profile says, or else what explains the laps far better than that they are free. */
function costOf(request: AdviceRequest): Pick<Advice, 'cost' | 'costSource'> {
  if (request.reach.earlyProbe) return { cost: request.reach.earlyProbe, costSource: 'told' };
  const laps = [...request.others, ...request.own];
  // A menu that was seen in its time, or a lap lost for another reason, gives no cause to doubt that probes are free.
  if (!laps.some((lap) => lap.outcome === 'missed' && lap.menuSeenMs === null && lap.probeCount > 1)) return { cost: freeProbes, costSource: 'assumed' };
  const fitting = thinkableCosts
    .map(({ cost, prior }) => ({ cost, logPrior: Math.log(prior) + logFitOf(laps.slice(-OWN_LAPS), cost) }))
    .filter(({ logPrior }) => logPrior > -Infinity);
  const thought = fitting.map(({ cost, logPrior }) => ({ cost, log: logPrior + beliefWith(cost, { ...request, own: laps, others: [] }).belief.logEvidence }));
  const most = Math.max(...thought.map(({ log }) => log));
  const total = thought.reduce((sum, { log }) => sum + Math.exp(log - most), 0);
  const costly = thought.filter(({ cost }) => cost.blindMs > 0).sort((one, other) => other.log - one.log);
  const share = costly.reduce((sum, { log }) => sum + Math.exp(log - most), 0) / total;
  const [likeliest] = costly;
  return likeliest && share > SURE_OF_COST ? { cost: likeliest.cost, costSource: 'learnt' } : { cost: freeProbes, costSource: 'assumed' };
}

/**
 * The learnt window to probe densely, where that can only help: the laps agree, probes are answered quickly (dense ones that hang would
 * take each other's places), and no answer has asked for restraint.
 */
function denseWindow({ own, reach }: AdviceRequest, prediction: Prediction): Pick<ReachProfile, 'denseWindow'> | undefined {
  const told = own.filter((lap) => lap.connectedMs !== null && lap.goneMs !== null);
  const failed = told.flatMap(({ probes }) => probes).filter(({ result }) => result !== 'accepted' && result !== 'open');
  if (told.length < DENSE_LAPS || failed.some(({ result }) => result === 'http' || result === 'superseded' || result === 'timeout')) return undefined;
  const longestMs = failed.reduce((most, { startedMs, endedMs }) => Math.max(most, (endedMs ?? startedMs) - startedMs), 0);
  const intervalMs = Math.max(DENSEST_MS, Math.ceil(longestMs / reach.maxInFlight));
  const [fromMs, toMs] = [Math.floor(prediction.downQuantileMs(0.025)), Math.ceil(prediction.downQuantileMs(0.975))];
  return intervalMs < reach.intervalMs && toMs - fromMs <= DENSE_WINDOW_LIMIT_MS ? { denseWindow: { fromMs, toMs, intervalMs } } : undefined;
}

function usualHandshakeMs(laps: readonly LapRecord[]): number {
  const times = laps.flatMap(({ handshakeMs }) => handshakeMs ?? []).slice(-OWN_LAPS).sort((one, other) => one - other);
  return times.length === 0 ? USUAL_HANDSHAKE_MS : (times[Math.floor(times.length * 0.75)] ?? USUAL_HANDSHAKE_MS);
}

function seen(laps: readonly LapRecord[], cost: EarlyProbeCost): [number, number] | undefined {
  const downs = laps.slice(-OWN_LAPS).flatMap((lap) => evidenceOf(lap, cost)?.down ?? []).filter(({ byMs }) => byMs < Infinity);
  return downs.length === 0 ? undefined : [Math.min(...downs.map(({ afterMs }) => afterMs)), Math.max(...downs.map(({ byMs }) => byMs))];
}
