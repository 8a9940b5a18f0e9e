import type { OpenRecording, TimelineEvent } from '../../core/contract/index.ts';

/** A stretch on a lane, in milliseconds of the recording. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PhaseStretch extends Stretch {
  readonly phase: string;
}

export interface LapStretch extends Stretch {
  readonly lap: number;
  readonly outcome: 'held' | 'missed' | 'open';
}

/** What lies under the seek bar. */
export interface Lanes {
  readonly phases: readonly PhaseStretch[];
  /** The console was away. */
  readonly away: readonly Stretch[];
  readonly keys: readonly number[];
  readonly laps: readonly LapStretch[];
}

/** Keys closer than this are one line on the lane. */
const ONE_KEY_MS = 30;

/** Lays out a recording's events. An open stretch goes on to the end. */
export function layOutLanes(events: readonly TimelineEvent[], durationMs: number): Lanes {
  const phases: PhaseStretch[] = [];
  const away: Stretch[] = [];
  const keys: number[] = [];
  const laps: LapStretch[] = [];
  let goneMs: number | undefined;
  for (const event of events) {
    const { atMs } = event;
    switch (event.event) {
      case 'phase':
        endLast(phases, atMs);
        phases.push({ phase: event.phase, fromMs: atMs, toMs: durationMs });
        break;
      case 'drop':
        goneMs ??= atMs;
        break;
      case 'connected':
        if (goneMs !== undefined) away.push({ fromMs: goneMs, toMs: atMs });
        goneMs = undefined;
        break;
      case 'keySent':
        if (atMs - (keys.at(-1) ?? -Infinity) >= ONE_KEY_MS) keys.push(atMs);
        break;
      case 'lapStarted':
        if (laps.at(-1)?.outcome === 'open') endLast(laps, atMs);
        laps.push({ lap: event.lap, fromMs: atMs, toMs: durationMs, outcome: 'open' });
        break;
      case 'held':
      case 'missed':
        endLast(laps, atMs, { outcome: event.event });
        break;
      default:
        break;
    }
  }
  if (goneMs !== undefined) away.push({ fromMs: goneMs, toMs: durationMs });
  return { phases, away, keys, laps };
}

function endLast<T extends Stretch>(stretches: T[], toMs: number, changes: Partial<T> = {}): void {
  const last = stretches.at(-1);
  if (last) stretches[stretches.length - 1] = { ...last, ...changes, toMs };
}

/** A moment worth a jump. */
export type Moment = { readonly atMs: number } & ({ readonly event: TimelineEvent } | { readonly label: string });

const decisive: ReadonlySet<TimelineEvent['event']> = new Set(['lapStarted', 'rebootAsked', 'drop', 'reset', 'connected', 'menuSeen', 'countdownGone', 'held', 'heldLost', 'missed', 'panicRead', 'entryChosen', 'stopNeeded']);

/** What is worth a jump, in order: decisive events, and the marks that a person has set. */
export function momentsOf({ events, marks }: Pick<OpenRecording, 'events' | 'marks'>): Moment[] {
  const told = events.filter(({ event }) => decisive.has(event)).map((event) => ({ atMs: event.atMs, event }));
  return [...told, ...marks].sort((one, other) => one.atMs - other.atMs);
}
