import type { EarlyProbeCost } from '../providers/provider.ts';
import type { ProbeFailure } from '../timeline/events.ts';
import type { LapRecord, ProbeRecord } from './lap-record.ts';

/** What is known of a time: later than `afterMs`, at the latest `byMs`. */
export interface Bounds {
  readonly afterMs: number;
  readonly byMs: number;
}

/** What one lap tells, in time since the console was gone. */
export interface LapEvidence {
  /** When the console was there again. */
  readonly down: Bounds;
  /** When the menu was over, or would have been. */
  readonly end: Bounds;
}

export const freeProbes: EarlyProbeCost = { blindMs: 0, restarts: false };

/** A countdown shows whole seconds, and a reading may be a picture old. */
const COUNTDOWN_SLACK_MS = 200;

/** Failures that say nothing about whether the console was there. */
const tellsNothing: ReadonlySet<ProbeFailure | 'accepted' | 'open'> = new Set(['superseded', 'authentication', 'accepted', 'open']);

/**
 * What a lap tells about the time that the console is away and about the menu's end: bounds, never points, since a probe only tells
 * "not yet" or "by now". Undefined where it tells nothing: the console stayed, or its end was not seen.
 */
export function evidenceOf(lap: LapRecord, cost: EarlyProbeCost): LapEvidence | undefined {
  if (lap.goneMs === null || (lap.outcome === 'abandoned' && lap.connectedMs === null)) return undefined;
  const { goneMs } = lap;
  const afterMs = lastNotYetMs(lap.probes, goneMs, cost);
  const byMs = lap.connectedMs === null ? Infinity : Math.max(lap.connectedMs - goneMs, afterMs);
  return { down: { afterMs, byMs }, end: menuEnd(lap, goneMs) };
}

/** When the last probe began that shows that the console was not there yet. */
function lastNotYetMs(probes: readonly ProbeRecord[], goneMs: number, cost: EarlyProbeCost): number {
  const accepted = probes.find(({ result }) => result === 'accepted');
  let notYetMs = 0;
  let blindUntilMs = -Infinity;
  for (const { startedMs, result } of probes) {
    if (tellsNothing.has(result) || startedMs < goneMs || (accepted && startedMs >= accepted.startedMs)) continue;
    const isBlind = startedMs < blindUntilMs;
    if (!isBlind) notYetMs = startedMs - goneMs;
    if (!isBlind || cost.restarts) blindUntilMs = startedMs + cost.blindMs;
  }
  return notYetMs;
}

/** True where a probe got in at a time at which, with this cost, none could have. */
export function contradicts(lap: LapRecord, cost: EarlyProbeCost): boolean {
  const accepted = lap.probes.find(({ result }) => result === 'accepted');
  if (!accepted || lap.goneMs === null) return false;
  const before = lap.probes.filter(({ startedMs, result }) => !tellsNothing.has(result) && startedMs < accepted.startedMs);
  let blindUntilMs = -Infinity;
  for (const { startedMs } of before) if (cost.restarts || startedMs >= blindUntilMs) blindUntilMs = startedMs + cost.blindMs;
  return accepted.startedMs < blindUntilMs;
}

function menuEnd(lap: LapRecord, goneMs: number): Bounds {
  let afterMs = 0;
  let byMs = Infinity;
  for (const { atMs, secondsLeft } of lap.countdown) {
    afterMs = Math.max(afterMs, atMs - goneMs + (secondsLeft - 1) * 1_000 - COUNTDOWN_SLACK_MS);
    byMs = Math.min(byMs, atMs - goneMs + secondsLeft * 1_000 + COUNTDOWN_SLACK_MS);
  }
  if (byMs < Infinity) return { afterMs: Math.min(afterMs, byMs - COUNTDOWN_SLACK_MS), byMs };
  if (lap.menuSeenMs !== null) return { afterMs: lap.menuSeenMs - goneMs, byMs };
  if (lap.heldMs !== null) return { afterMs: (lap.connectedMs ?? lap.heldMs) - goneMs, byMs };
  return lap.pastLoaderMs === null ? { afterMs, byMs } : { afterMs, byMs: lap.pastLoaderMs - goneMs };
}
