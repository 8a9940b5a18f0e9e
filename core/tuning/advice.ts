import type { EarlyProbeCost, ReachProfile } from '../providers/provider.ts';
import { chanceSpread, thinned } from './belief.ts';
import { estimateFrom, OWN_LAPS, type Assumption, type Estimate, type EstimateRequest } from './estimate.ts';
import { evidenceOf } from './evidence.ts';
import type { LapRecord } from './lap-record.ts';
import { asLetIn, spacingMs, type Policy } from './policy.ts';
import { bestPolicy, Prediction } from './prediction.ts';

export interface AdviceRequest extends Omit<EstimateRequest, 'earlyProbe'> {
  readonly reach: ReachProfile;
}

/** An assumption with what the next lap may bring if it holds. */
export interface Outlook extends Assumption {
  readonly prediction: Prediction;
}

export interface Advice {
  /** What it rests on mostly. */
  readonly source: 'server' | 'provider' | 'profile' | 'nothing';
  /** Laps of this server, and of the provider's other servers, that told something. */
  readonly ownLaps: number;
  readonly otherLaps: number;
  readonly cost: EarlyProbeCost;
  readonly costSource: Estimate['costSource'];
  readonly policy: Policy;
  /** What the catcher is to use in place of the target's own numbers. */
  readonly profile: Partial<ReachProfile>;
  /** The chance that a lap with this policy catches the menu, with the range in which it lies with 80 % probability. What is unsure about the cost of early probes is in both. */
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
  /** What is acted on first, then what else early probes may cost. */
  readonly outlooks: readonly [Outlook, ...Outlook[]];
  readonly handshakeMs: number;
}

/** Before any lap has shown it, on a line that is neither fast nor slow. */
const USUAL_HANDSHAKE_MS = 300;
const SURELY_CHANGED = 0.9;
/** Dense probing needs laps that agree, and is never denser than this. */
const DENSE_LAPS = 3;
const DENSEST_MS = 50;
const DENSE_WINDOW_LIMIT_MS = 5_000;

/**
 * What to do in the next lap, from what the laps so far have told; pure. The method is in docs/tuning.md.
 * @param estimate the request's, where it is known already
 */
export function adviseFrom(request: AdviceRequest, estimate = estimateFrom({ ...request, earlyProbe: request.reach.earlyProbe })): Advice {
  const { actedOn, alternatives, costSource, ownLaps, otherLaps } = estimate;
  const { cost, belief } = actedOn;
  const outlook = (assumption: Assumption): Outlook => ({ ...assumption, prediction: new Prediction(assumption.belief) });
  const outlooks = [outlook(actedOn), ...alternatives.map(outlook)] as const;
  const [{ prediction }] = outlooks;
  const handshakeMs = usualHandshakeMs([...request.others, ...request.own]);
  const policy = bestPolicy(prediction, cost, request.reach.intervalMs, handshakeMs);
  return {
    source: ownLaps > 0 ? 'server' : otherLaps > 0 ? 'provider' : request.known.length > 0 ? 'profile' : 'nothing',
    ownLaps,
    otherLaps,
    cost,
    costSource,
    policy,
    profile: cost.blindMs > 0 ? { ...policy, earlyProbe: cost } : { firstDelayMs: 0, ...denseWindow(request, prediction) },
    chance: chanceOf(outlooks, policy, handshakeMs),
    chanceRange: chanceSpread(outlooks, policy, handshakeMs),
    probes: prediction.probes(policy),
    downMs: [prediction.downQuantileMs(0.05), prediction.downQuantileMs(0.5), prediction.downQuantileMs(0.95)],
    windowMs: [prediction.windowQuantileMs(0.05), prediction.windowQuantileMs(0.5), prediction.windowQuantileMs(0.95)],
    seenMs: seen(ownLaps > 0 ? request.own : request.others, cost),
    changedSince: belief.change.chance > SURELY_CHANGED ? request.own.filter((lap) => evidenceOf(lap, cost))[belief.change.fromLap]?.startedAt : undefined,
    outlooks,
    handshakeMs,
  };
}

function chanceOf(outlooks: readonly Outlook[], policy: Policy, handshakeMs: number): number {
  return outlooks.reduce((sum, { share, cost, prediction }) => sum + share * prediction.chance(asLetIn(policy, cost), handshakeMs), 0);
}

/** The chance for any first delay that a person tries, with the probes that it costs. */
export function chanceAt({ outlooks, cost, handshakeMs }: Advice, firstDelayMs: number, intervalMs: number): { readonly chance: number; readonly probes: number } {
  const policy = { firstDelayMs, intervalMs: spacingMs(intervalMs, cost) };
  return { chance: chanceOf(outlooks, policy, handshakeMs), probes: outlooks[0].prediction.probes(policy) };
}

/** The range in which the chance for such a delay lies with 80 % probability. */
export function chanceRangeAt({ outlooks, cost, handshakeMs }: Advice, firstDelayMs: number, intervalMs: number): readonly [number, number] {
  return chanceSpread(outlooks, { firstDelayMs, intervalMs: spacingMs(intervalMs, cost) }, handshakeMs);
}

/** The same advice told by so many hypotheses at most for each cost, for ranges that are asked again and again. */
export function thinnedAdvice(advice: Advice, size: number): Advice {
  const thin = (outlook: Outlook): Outlook => ({ ...outlook, belief: thinned(outlook.belief, size) });
  const [actedOn, ...others] = advice.outlooks;
  return { ...advice, outlooks: [thin(actedOn), ...others.map(thin)] };
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
