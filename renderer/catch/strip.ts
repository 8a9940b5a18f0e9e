import type { Lap, SegmentKind } from './story.ts';

/** A part of a row, as shares of its width. */
export interface StripPart {
  readonly kind: SegmentKind;
  readonly from: number;
  readonly to: number;
  readonly lengthMs: number;
}

export interface StripRow {
  readonly lap: number;
  readonly parts: readonly StripPart[];
  readonly end: 'held' | 'missed' | 'stopped' | 'running';
  /** Where the row ends, as a share of the width. */
  readonly endsAt: number;
}

export interface Strip {
  /** What the whole width stands for. */
  readonly scaleMs: number;
  readonly rows: readonly StripRow[];
  /** Times to write under it, in milliseconds. */
  readonly ticksMs: readonly number[];
}

const scales = [5, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1_200, 1_800, 3_600].map((seconds) => seconds * 1_000);
const tickSteps = [500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000];

/** A scale that holds this length, and the times to write under it. */
export function clockFor(longestMs: number): Pick<Strip, 'scaleMs' | 'ticksMs'> {
  const scaleMs = scales.find((scale) => longestMs <= scale * 0.96) ?? longestMs / 0.96;
  const step = tickSteps.find((tick) => scaleMs / tick <= 6) ?? scaleMs / 4;
  return { scaleMs, ticksMs: Array.from({ length: Math.floor(scaleMs / step) + 1 }, (_, index) => index * step) };
}

/** Lays out the laps on one common clock that starts at each one's reboot. The scale goes in steps, so that a running lap does not make it slide. */
export function layOutStrip(laps: readonly Lap[], nowMs: number): Strip {
  const lengths = laps.map((lap) => (lap.endMs ?? nowMs) - lap.startMs);
  const { scaleMs, ticksMs } = clockFor(Math.max(0, ...lengths));
  return { scaleMs, ticksMs, rows: laps.map((lap, index) => layOutRow(lap, lengths[index] ?? 0, nowMs, scaleMs)) };
}

function layOutRow(lap: Lap, lengthMs: number, nowMs: number, scaleMs: number): StripRow {
  const share = (atMs: number): number => Math.min(1, Math.max(0, (atMs - lap.startMs) / scaleMs));
  const parts = lap.segments.flatMap(({ kind, fromMs, toMs }): StripPart[] => {
    const until = toMs ?? (kind === 'held' ? fromMs : (lap.endMs ?? nowMs));
    return until > fromMs ? [{ kind, from: share(fromMs), to: share(until), lengthMs: until - fromMs }] : [];
  });
  const end = lap.heldMs !== null ? 'held' : lap.missed ? 'missed' : lap.endMs === null ? 'running' : 'stopped';
  return { lap: lap.number, parts, end, endsAt: Math.min(1, lengthMs / scaleMs) };
}
