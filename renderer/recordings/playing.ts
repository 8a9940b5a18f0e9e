/** How a recording is played. */
export interface Pace {
  readonly speed: number;
  readonly skipStill: boolean;
  /** Times at which the picture changed, in order. */
  readonly changes: readonly number[];
  readonly durationMs: number;
}

export const speeds = [1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

/** A still picture is shown for so long before the rest of its time is left out, and so long before the next change. */
const LINGER_MS = 700;
const BEFORE_CHANGE_MS = 300;

/** What is known of the changes while the recording is still looked through for them. */
export const noChanges: readonly number[] = [];

/** Where playing is after so much real time. */
export function advance(atMs: number, elapsedMs: number, { speed, skipStill, changes, durationMs }: Pace): number {
  const next = Math.min(durationMs, atMs + elapsedMs * speed);
  if (!skipStill) return next;
  const before = changes[countUpTo(changes, next) - 1] ?? 0;
  if (next - before < LINGER_MS * speed) return next;
  const coming = changes[countUpTo(changes, next)];
  return coming === undefined ? durationMs : Math.max(next, coming - BEFORE_CHANGE_MS * speed);
}

/** The next change of the picture, or the one before; the ends where there is none. */
export function stepFrom(atMs: number, direction: 1 | -1, { changes, durationMs }: Pick<Pace, 'changes' | 'durationMs'>): number {
  if (direction === 1) return changes[countUpTo(changes, atMs)] ?? durationMs;
  return changes.findLast((change) => change < atMs) ?? 0;
}

/** How many of the times lie at or before one. */
function countUpTo(times: readonly number[], atMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
