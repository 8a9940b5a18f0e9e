import type { TimelineEvent } from '../../core/contract/index.ts';
import { layOutLanes, type LapStretch } from './lanes.ts';

/** A lap on a clock of its own, which begins where its reboot was asked for. */
export interface LapClock extends Pick<LapStretch, 'lap' | 'outcome'> {
  /** Where its clock begins on the recording's. */
  readonly zeroMs: number;
  readonly lengthMs: number;
  /** What happened in it, on its own clock; what came before the reboot stands at 0. */
  readonly events: readonly TimelineEvent[];
}

/** Each lap of a recording on its own clock. */
export function lapClocks(events: readonly TimelineEvent[], durationMs: number): LapClock[] {
  return layOutLanes(events, durationMs).laps.map(({ lap, outcome, fromMs, toMs }) => {
    const phaseBefore = events.findLast(({ event, atMs }) => event === 'phase' && atMs < fromMs);
    const inside = events.filter((event) => event.atMs >= fromMs && event.atMs <= toMs && (event.event !== 'lapStarted' || event.lap === lap));
    const zeroMs = inside.find(({ event }) => event === 'rebootAsked')?.atMs ?? fromMs;
    const own = [...(phaseBefore ? [phaseBefore] : []), ...inside].map((event) => ({ ...event, atMs: Math.max(0, event.atMs - zeroMs) }));
    return { lap, outcome, zeroMs, lengthMs: toMs - zeroMs, events: own };
  });
}

/** The pair that says most: the last lap that was missed beside the one that held; else the last two. Undefined where there are no two. */
export function pairToCompare(laps: readonly LapClock[]): readonly [LapClock, LapClock] | undefined {
  const [before, last] = laps.slice(-2);
  if (!before || !last) return undefined;
  const missed = laps.findLast(({ outcome }) => outcome === 'missed');
  const held = laps.findLast(({ outcome }) => outcome === 'held');
  return missed && held ? [missed, held] : [before, last];
}

/** The times at which either lap's picture changes, on the laps' clock. */
export function changesOfBoth(laps: readonly LapClock[], changes: readonly number[]): number[] {
  const times = laps.flatMap(({ zeroMs, lengthMs }) => changes.map((atMs) => atMs - zeroMs).filter((atMs) => atMs >= 0 && atMs <= lengthMs));
  return [...new Set(times)].sort((one, other) => one - other);
}
