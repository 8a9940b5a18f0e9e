import type { EarlyProbeCost, Evidence } from '../providers/provider.ts';
import { believe, type Belief, type WeighedEvidence } from './belief.ts';
import { evidenceOf, freeProbes, logFitOf, type LapEvidence } from './evidence.ts';
import type { LapRecord } from './lap-record.ts';

/** What an estimate rests on, and nothing else. */
export interface EstimateRequest {
  /** What an early probe costs, where the provider's profile tells it. */
  readonly earlyProbe: EarlyProbeCost | undefined;
  /** Laps of the server itself, oldest first. */
  readonly own: readonly LapRecord[];
  /** Laps of the provider's other servers. */
  readonly others: readonly LapRecord[];
  /** What a shared or built-in profile tells of the provider. */
  readonly known: readonly LapEvidence[];
  readonly knownEvidence: Evidence | undefined;
}

/** One thing that an early probe may cost, how likely that is, and what is believed of the provider if it is so. */
export interface Assumption {
  readonly cost: EarlyProbeCost;
  readonly share: number;
  readonly belief: Belief;
}

/** What is thought of a server and its provider after the laps: all of an advice that takes long to work out. */
export interface Estimate {
  /** What is acted on. */
  readonly actedOn: Assumption;
  /** What else is not ruled out. The shares of all together are one. */
  readonly alternatives: readonly Assumption[];
  /** `told`: by the provider's profile. `learnt`: it explains the laps far better. `assumed`: not enough speaks against it. */
  readonly costSource: 'told' | 'learnt' | 'assumed';
  /** Laps of this server, and of the provider's other servers, that told something. */
  readonly ownLaps: number;
  readonly otherLaps: number;
}

/** Raised by one with every change after which the same laps would give another estimate: kept ones are then worked out anew. */
export const METHOD = 4;

/** Laps that are looked at; older ones have lost their weight. */
export const OWN_LAPS = 40;
export const OTHER_LAPS = 20;
/** A lap loses this much of its weight with every lap after it: half of it in 34. */
const AGEING = 0.98;
/** Laps of another server of the same provider, and of profiles, count less, and together no more than a few laps would. */
const OTHER_WEIGHT = 0.35;
const OTHER_TOTAL = 4;
const KNOWN_TOTAL: Readonly<Record<Evidence, number>> = { measured: 2, confirmed: 2, inferred: 1, unconfirmed: 0.5 };

/** Costs that are considered where the provider's profile names none, with how likely each is beforehand. */
export const thinkableCosts: readonly { readonly cost: EarlyProbeCost; readonly prior: number }[] = [
  { cost: freeProbes, prior: 0.9 },
  { cost: { blindMs: 4_000, restarts: false }, prior: 0.02 },
  { cost: { blindMs: 10_000, restarts: false }, prior: 0.03 },
  { cost: { blindMs: 10_000, restarts: true }, prior: 0.03 },
  { cost: { blindMs: 30_000, restarts: true }, prior: 0.02 },
];
/** Punishments of another length are looked for where lost laps show one; so likely is one beforehand, of whatever length in these bounds. */
const OTHER_LENGTH = 0.05;
const LENGTHS_MS = [1_500, 60_000] as const;
/** So likely is it beforehand that a gateway in which early probes hang lets nobody else in meanwhile. */
const HANGING = 0.02;
/** Lengths that differ by less than this share are one. */
const SAME_LENGTH = 0.1;
/** Only what is this likely is acted on: a first delay where none is needed can lose a lap, and no delay where one is needed loses all. */
const SURE_OF_COST = 0.7;
/** Costs that are less likely than this are left out. */
const RULED_OUT = 0.01;

/** What the laps tell of a server; pure. The method is in docs/tuning.md. */
export function estimateFrom(request: EstimateRequest): Estimate {
  const { earlyProbe } = request;
  const told = (lap: LapRecord): boolean => evidenceOf(lap, freeProbes) !== undefined;
  const counts = { ownLaps: request.own.filter(told).slice(-OWN_LAPS).length, otherLaps: request.others.filter(told).slice(-OTHER_LAPS).length };
  const assume = (cost: EarlyProbeCost, share: number): Assumption => ({ cost, share, belief: beliefWith(cost, request) });
  if (earlyProbe) return { actedOn: assume(earlyProbe, 1), alternatives: [], costSource: 'told', ...counts };
  const shares = sharesOfCosts(request);
  const [likeliest] = shares.filter(({ cost }) => cost.blindMs > 0).sort((one, other) => other.share - one.share);
  const ofFree = shares.find(({ cost }) => cost === freeProbes)?.share ?? 0;
  const isLearnt = likeliest !== undefined && 1 - ofFree > SURE_OF_COST && [...request.others, ...request.own].some(isLostWithoutCause);
  const acted = isLearnt ? likeliest.cost : freeProbes;
  const kept = shares.filter(({ cost, share }) => cost === acted || share >= RULED_OUT);
  const total = kept.reduce((sum, { share }) => sum + share, 0);
  const alternatives = kept.filter(({ cost }) => cost !== acted).map(({ cost, share }) => assume(cost, share / total));
  const others = alternatives.reduce((sum, { share }) => sum + share, 0);
  return { actedOn: assume(acted, 1 - others), alternatives, costSource: isLearnt ? 'learnt' : 'assumed', ...counts };
}

function beliefWith(cost: EarlyProbeCost, { own, others, known, knownEvidence }: EstimateRequest): Belief {
  const told = (laps: readonly LapRecord[]): LapEvidence[] => laps.flatMap((lap) => evidenceOf(lap, cost) ?? []);
  const ownTold = told(own).slice(-OWN_LAPS);
  const otherTold = told(others).slice(-OTHER_LAPS);
  const shared = (laps: readonly LapEvidence[], most: number, total: number): WeighedEvidence[] =>
    laps.map((lap) => ({ ...lap, weight: Math.min(most, total / laps.length), lapsAgo: 0 }));
  const weighed = ownTold.map((lap, at) => ({ ...lap, weight: AGEING ** (ownTold.length - at), lapsAgo: ownTold.length - at }));
  return believe(weighed, [...shared(known, 1, knownEvidence ? KNOWN_TOTAL[knownEvidence] : 0), ...shared(otherTold, OTHER_WEIGHT, OTHER_TOTAL)]);
}

/** How likely each cost is by all laps of the provider. */
function sharesOfCosts(request: EstimateRequest): { readonly cost: EarlyProbeCost; readonly share: number }[] {
  const laps = [...request.others, ...request.own];
  const fitting = [...thinkableCosts, ...costsShownBy(laps)]
    .map(({ cost, prior }) => ({ cost, logPrior: Math.log(prior) + logFitOf(laps.slice(-OWN_LAPS), cost) }))
    .filter(({ logPrior }) => logPrior > -Infinity);
  if (fitting.length === 1) return fitting.map(({ cost }) => ({ cost, share: 1 }));
  const logs = fitting.map(({ cost, logPrior }) => ({ cost, log: logPrior + beliefWith(cost, { ...request, own: laps, others: [] }).logEvidence }));
  const most = Math.max(...logs.map(({ log }) => log));
  const total = logs.reduce((sum, { log }) => sum + Math.exp(log - most), 0);
  return logs.map(({ cost, log }) => ({ cost, share: Math.exp(log - most) / total }));
}

/**
 * Punishments as long as lost laps make them look: from the first early probe to the one that got in. How exactly a lap shows one depends on
 * how densely it was probed, and the likelier it is that another length would not have fitted as well, the less likely this one is beforehand.
 */
function costsShownBy(laps: readonly LapRecord[]): { readonly cost: EarlyProbeCost; readonly prior: number }[] {
  const shown = laps.flatMap((lap) => (isLostWithoutCause(lap) ? (punishmentOf(lap) ?? []) : [])).sort((one, other) => one.lengthMs - other.lengthMs);
  const known = thinkableCosts.map(({ cost }) => cost.blindMs);
  const costs: { readonly cost: EarlyProbeCost; readonly prior: number }[] = [];
  const hangs = laps.flatMap((lap) => (isLostWithoutCause(lap) ? hangsIn(lap) : [])).sort((one, other) => one - other);
  const hangMs = hangs[hangs.length >> 1];
  if (hangMs !== undefined) costs.push({ cost: { blindMs: Math.ceil(hangMs), restarts: false }, prior: HANGING });
  // The shortest is what all of them have in common; the middle one stands for the most.
  for (const each of [shown[0], shown[shown.length >> 1]]) {
    if (!each || known.some((lengthMs) => Math.abs(lengthMs - each.lengthMs) < SAME_LENGTH * each.lengthMs)) continue;
    known.push(each.lengthMs);
    const share = Math.log(each.lengthMs / (each.lengthMs - each.unsureMs)) / Math.log(LENGTHS_MS[1] / LENGTHS_MS[0]);
    costs.push({ cost: { blindMs: each.lengthMs, restarts: false }, prior: OTHER_LENGTH * Math.min(share, 0.5) });
  }
  return costs;
}

/** How long the gateway itself held probes before it ended them. */
function hangsIn({ probes }: LapRecord): number[] {
  const ended = probes.filter(({ result }) => result === 'cut' || result === 'closedBeforeRfb' || result === 'downstreamRefused');
  return ended.map(({ startedMs, endedMs }) => (endedMs ?? startedMs) - startedMs).filter((heldMs) => heldMs >= LENGTHS_MS[0]);
}

/** How long a lap's punishment seems to have been at most, from a probe's start to another's, and by how much it may have been shorter. */
function punishmentOf({ probes, goneMs }: LapRecord): { readonly lengthMs: number; readonly unsureMs: number } | undefined {
  const at = probes.findIndex(({ result }) => result === 'accepted');
  const [accepted, last] = [probes[at], probes[at - 1]];
  const first = probes.find(({ startedMs, result }) => startedMs >= (goneMs ?? Infinity) && result !== 'open' && result !== 'authentication');
  if (!accepted || !last || !first || first === accepted) return undefined;
  const lengthMs = Math.floor(accepted.startedMs - first.startedMs);
  const unsureMs = Math.max(1, Math.min(lengthMs - 1, lengthMs + first.startedMs - last.startedMs));
  return lengthMs >= LENGTHS_MS[0] && lengthMs <= LENGTHS_MS[1] ? { lengthMs, unsureMs } : undefined;
}

/** A menu that was seen in its time, or a lap lost for another reason, gives no cause to doubt that probes are free. */
function isLostWithoutCause(lap: LapRecord): boolean {
  return lap.outcome === 'missed' && lap.menuSeenMs === null && lap.probeCount > 1;
}
