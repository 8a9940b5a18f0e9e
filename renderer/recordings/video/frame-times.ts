import type { OpenRecording } from '../../../core/contract/index.ts';

/** A picture of a video. */
export interface FrameTime {
  readonly atMs: number;
  /** How long it stands. */
  readonly lengthMs: number;
  /** False where it is the picture before once more. */
  readonly isNew: boolean;
  /** It can be shown without those before it. */
  readonly isKey: boolean;
}

/** Changes that come faster than this are one picture: console text moves in steps. */
const BEAT_MS = 100;
/** A still picture comes again after this time, for players that wait for the next one. */
const STILL_MS = 1_000;
/** A player seeks to a place by way of the key picture before it. */
const KEY_MS = 10_000;

/** When a video shows a picture: wherever the recording's picture has changed, or becomes unknown or known again. */
export function frameTimes({ changes, gaps, durationMs }: { readonly changes: readonly number[]; readonly gaps: OpenRecording['gaps']; readonly durationMs: number }): FrameTime[] {
  const changed = [...changes, ...gaps.flatMap(({ fromMs, toMs }) => [fromMs, toMs])].map((atMs) => Math.min(Math.ceil(atMs / BEAT_MS) * BEAT_MS, Math.floor(durationMs)));
  const fresh = [...new Set([0, ...changed])].sort((one, other) => one - other);
  const frames: FrameTime[] = [];
  let keyMs = -Infinity;
  for (const [place, fromMs] of fresh.entries()) {
    const untilMs = fresh[place + 1] ?? Math.max(durationMs, fromMs + BEAT_MS);
    for (let atMs = fromMs; atMs < untilMs; atMs += STILL_MS) {
      const isKey = atMs - keyMs >= KEY_MS;
      if (isKey) keyMs = atMs;
      frames.push({ atMs, lengthMs: Math.min(STILL_MS, untilMs - atMs), isNew: atMs === fromMs, isKey });
    }
  }
  return frames;
}
