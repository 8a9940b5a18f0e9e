import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/events.ts';
import type { TimelineEvent, TimelinePayload } from './events.ts';

/** TIMELINE: the append-only list of what happened. Everything that tells a story (window, command line, recording, tuning, report) reads it. */
export class Timeline {
  readonly #clock: Clock;
  /** Where it begins, on its clock's monotonic time. */
  readonly startedAtMs: number;
  readonly #events: TimelineEvent[] = [];
  readonly #appended = new Emitter<TimelineEvent>();
  readonly onAppend = this.#appended.event;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.startedAtMs = clock.now();
  }

  /** Everything so far, oldest first. */
  get events(): readonly TimelineEvent[] {
    return this.#events;
  }

  /** Milliseconds since the timeline began. */
  get elapsedMs(): number {
    return this.#clock.now() - this.startedAtMs;
  }

  append(payload: TimelinePayload): void {
    const event: TimelineEvent = { ...payload, atMs: this.elapsedMs, wallTime: new Date(this.#clock.wallNow()).toISOString() };
    this.#events.push(event);
    this.#appended.fire(event);
  }
}
