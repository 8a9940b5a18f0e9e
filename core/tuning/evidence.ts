import type { EarlyProbeCost } from '../providers/provider.ts';
import { absenceOf } from './absence.ts';
import type { LapRecord } from './lap-record.ts';

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

/**
 * What a lap tells about the time that the console is away and about the menu's end: bounds, never points, since a probe only tells
 * "not yet" or "by now". Undefined where it tells nothing: the console stayed, or its end was not seen.
 */
export function evidenceOf(lap: LapRecord, cost: EarlyProbeCost): LapEvidence | undefined {
  if (lap.goneMs === null || (lap.outcome === 'abandoned' && lap.connectedMs === null)) return undefined;
  const { goneMs } = lap;
  const { notYetMs: afterMs } = absenceOf(lap, goneMs, cost);
  const byMs = lap.connectedMs === null ? Infinity : Math.max(lap.connectedMs - goneMs, afterMs);
  return { down: { afterMs, byMs }, end: menuEnd(lap, goneMs) };
}

/** How likely gateways are to leave none of a lap's first probes unpunished, one, and so on, as their habit; and how likely a lap is to follow the habit. */
const HABITS: readonly number[] = [0.65, 0.2, 0.1, 0.05];
const AS_USUAL = 0.85;

/** How likely it is beforehand, as a logarithm, that the probes of these laps met what they met where early ones cost so much. -Infinity: they cannot have. */
export function logFitOf(laps: readonly LapRecord[], cost: EarlyProbeCost): number {
  const absences = laps.flatMap((lap) => (lap.goneMs === null ? [] : absenceOf(lap, lap.goneMs, cost)));
  if (!absences.every(({ fits }) => fits)) return -Infinity;
  const unusual = (1 - AS_USUAL) / (HABITS.length - 1);
  return Math.log(HABITS.reduce((sum, share, habit) => sum + absences.reduce((chance, { unpunished }) => chance * (unpunished === habit ? AS_USUAL : unusual), share), 0));
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
