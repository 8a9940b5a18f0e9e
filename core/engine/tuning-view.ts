import type { CurvePoint, Origin, SettingInUse, TunedAdvice, TunedLap } from '../contract/tuning.ts';
import { tunedSettings } from '../contract/tuning.ts';
import type { Timing } from '../contract/catches.ts';
import type { ReachProfile } from '../providers/provider.ts';
import { chanceAt, chanceRangeAt, thinnedAdvice, type Advice } from '../tuning/advice.ts';
import type { LapRecord } from '../tuning/lap-record.ts';
import { sentenceOf, type KnownProfile } from '../tuning/tuner.ts';

/** What the page draws of a lap. */
export function lapView(lap: LapRecord): TunedLap {
  const failed = lap.probes.filter(({ result }) => result !== 'accepted' && result !== 'open');
  const accepted = lap.probes.find(({ result }) => result === 'accepted');
  const menuEndMs = menuEndOf(lap);
  const known = [lap.goneMs, lap.probes.at(-1)?.startedMs, lap.connectedMs, lap.menuSeenMs, lap.heldMs, lap.pastLoaderMs, menuEndMs];
  return {
    id: `${lap.catchId}/${lap.lap}`,
    startedAt: lap.startedAt,
    outcome: lap.outcome,
    reason: lap.reason,
    goneMs: lap.goneMs,
    firstFailedMs: failed[0]?.startedMs ?? null,
    lastFailedMs: failed.at(-1)?.startedMs ?? null,
    acceptedMs: accepted?.startedMs ?? null,
    connectedMs: lap.connectedMs,
    menuSeenMs: lap.menuSeenMs,
    heldMs: lap.heldMs,
    menuEndMs,
    endMs: Math.max(...known.map((ms) => ms ?? 0)),
    probes: lap.probeCount,
    key: lap.key,
    firstDelayMs: lap.settings.firstDelayMs,
  };
}

/** When the menu was over, or would have been by the last second read on it; null where no menu was seen. */
function menuEndOf({ menuSeenMs, heldMs, pastLoaderMs, countdown }: LapRecord): number | null {
  if (menuSeenMs === null && heldMs === null) return null;
  if (pastLoaderMs !== null) return pastLoaderMs;
  const read = countdown.at(-1);
  return Math.max(menuSeenMs ?? 0, heldMs ?? 0, read ? read.atMs + read.secondsLeft * 1_000 : 0);
}

export function adviceView(advice: Advice): TunedAdvice {
  const { ownLaps, otherLaps, cost, costSource, policy, profile, chance, chanceRange, downMs, windowMs, changedSince } = advice;
  return {
    sentence: sentenceOf(advice) ?? null,
    ownLaps,
    otherLaps,
    earlyProbe: { blindMs: cost.blindMs, source: costSource },
    ...policy,
    dense: profile.denseWindow ?? null,
    chance,
    chanceRange: [...chanceRange],
    downMs: [...downMs],
    windowMs: [...windowMs],
    backByFirst: advice.outlooks[0].prediction.backBy(policy.firstDelayMs),
    changedSince: changedSince ?? null,
  };
}

export interface SettingsSources {
  readonly advice: Advice;
  /** The target's own numbers; `isLastLaps`: as the last lap had them. */
  readonly reach: ReachProfile;
  readonly isLastLaps: boolean;
  readonly own: Timing;
  readonly known: KnownProfile;
}

/** The numbers of the next catch, each with where it comes from: the person before the advice, the advice before the target. */
export function settingsInUse({ advice, reach, isLastLaps, own, known }: SettingsSources): SettingInUse[] {
  return tunedSettings.map((name) => {
    const set = own[name];
    if (set !== undefined) return { name, value: set, origin: { kind: 'set', laps: null, evidence: null } };
    const learnt = advice.profile[name];
    if (learnt !== undefined) return { name, value: learnt, origin: originOf(advice, known) };
    return { name, value: reach[name], origin: isLastLaps ? { kind: 'lastLap', laps: null, evidence: null } : { kind: 'builtIn', laps: null, evidence: reach.evidence } };
  });
}

function originOf({ source, ownLaps, otherLaps }: Advice, known: KnownProfile): Origin {
  switch (source) {
    case 'server':
      return { kind: 'server', laps: ownLaps, evidence: null };
    case 'provider':
      return { kind: 'provider', laps: otherLaps, evidence: null };
    case 'profile':
      return known.imported ? { kind: 'imported', laps: known.laps.length, evidence: null } : { kind: 'profile', laps: known.laps.length, evidence: known.evidence ?? null };
    case 'nothing':
      return { kind: 'builtIn', laps: null, evidence: 'unconfirmed' };
  }
}

const stepsMs = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const POINTS = 100;
const SHORTEST_MS = 2_000;
/** Enough for a band that is drawn; all of them at a hundred delays would take a second. */
const BAND_HYPOTHESES = 128;

/** The chance for evenly spaced first delays, up to where hardly any lap could still be caught, or to the delay in use where that is later. */
export function curveOf(advice: Advice, intervalMs: number, inUseMs: number): CurvePoint[] {
  const few = thinnedAdvice(advice, BAND_HYPOTHESES);
  const lastMs = Math.max(advice.downMs[2] * 1.5 + advice.windowMs[1], inUseMs * 1.2, SHORTEST_MS);
  const step = stepsMs.find((each) => lastMs / each <= POINTS) ?? lastMs / POINTS;
  return Array.from({ length: Math.ceil(lastMs / step) + 1 }, (_, at) => curvePoint(few, at * step, intervalMs));
}

export function curvePoint(advice: Advice, delayMs: number, intervalMs: number): CurvePoint {
  return { delayMs, ...chanceAt(advice, delayMs, intervalMs), range: [...chanceRangeAt(advice, delayMs, intervalMs)] };
}
