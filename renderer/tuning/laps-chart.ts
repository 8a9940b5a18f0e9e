import type { TunedLap } from '../../core/contract/index.ts';
import { clockFor } from '../catch/strip.ts';

export type PartKind = 'rebooting' | 'gone' | 'reaching' | 'pressing' | 'menu' | 'rest';

/** A part of a bar, as shares of its width. `rest`: the menu was held by then, and would have waited until its end. */
export interface BarPart {
  readonly kind: PartKind;
  readonly from: number;
  readonly to: number;
  readonly lengthMs: number;
}

export interface LapBar {
  readonly lap: TunedLap;
  readonly parts: readonly BarPart[];
  /** Probes worth showing, as shares of the width. */
  readonly marks: readonly { readonly kind: 'failed' | 'accepted'; readonly at: number }[];
  /** It goes on beyond the clock. */
  readonly isCut: boolean;
}

export interface LapBars {
  readonly scaleMs: number;
  readonly ticksMs: readonly number[];
  readonly bars: readonly LapBar[];
}

/** A single lap much longer than most must not make the others too small to read. */
const LONGEST_IN_USUAL = 2.5;

/** Lays out laps on one clock that starts at each one's reboot, the newest first. */
export function layOutLaps(laps: readonly TunedLap[]): LapBars {
  const lengths = laps.map(({ endMs }) => endMs).sort((one, other) => one - other);
  const usual = lengths[Math.floor((lengths.length - 1) * 0.75)] ?? 0;
  const { scaleMs, ticksMs } = clockFor(Math.min(lengths.at(-1) ?? 0, usual * LONGEST_IN_USUAL));
  return { scaleMs, ticksMs, bars: laps.map((lap) => layOutLap(lap, scaleMs)).reverse() };
}

function layOutLap(lap: TunedLap, scaleMs: number): LapBar {
  const share = (ms: number): number => Math.min(1, Math.max(0, ms / scaleMs));
  const { goneMs, firstFailedMs, lastFailedMs, acceptedMs, connectedMs, menuSeenMs, heldMs, menuEndMs, endMs } = lap;
  const tried = firstFailedMs ?? acceptedMs;
  const beginnings: readonly (readonly [PartKind, number | null])[] = [
    ['rebooting', 0],
    ['gone', goneMs],
    ['reaching', goneMs === null ? null : tried],
    ['pressing', connectedMs],
    ['menu', menuSeenMs ?? heldMs],
    ['rest', heldMs],
  ];
  const seen = beginnings.flatMap(([kind, atMs]) => (atMs === null ? [] : [{ kind, atMs }]));
  const parts = seen.flatMap(({ kind, atMs }, index): BarPart[] => {
    const untilMs = seen[index + 1]?.atMs ?? (kind === 'menu' || kind === 'rest' ? (menuEndMs ?? endMs) : endMs);
    return untilMs > atMs && atMs < scaleMs ? [{ kind, from: share(atMs), to: share(untilMs), lengthMs: untilMs - atMs }] : [];
  });
  const failed = [firstFailedMs, lastFailedMs].filter((ms, index, both) => ms !== null && both.indexOf(ms) === index);
  const marks = [...failed.map((ms) => ({ kind: 'failed' as const, ms })), { kind: 'accepted' as const, ms: acceptedMs }];
  return { lap, parts, marks: marks.flatMap(({ kind, ms }) => (ms === null || ms > scaleMs ? [] : [{ kind, at: share(ms) }])), isCut: endMs > scaleMs };
}
