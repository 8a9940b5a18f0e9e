import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/lifecycle.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** The clock of a stream that was recorded before: it goes where it is told to, and runs the timers on the way, each at its moment. */
export class StreamClock implements Clock {
  readonly #startedAtMs: number;
  readonly #timers = new Set<Timer>();
  #nowMs = 0;

  /** @param startedAtMs the wall clock at its time 0 */
  constructor(startedAtMs = 0) {
    this.#startedAtMs = startedAtMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#startedAtMs + this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): Disposable {
    const timer: Timer = { dueMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return { dispose: () => void this.#timers.delete(timer) };
  }

  /** Time goes on to `nowMs`, never back. */
  runUntil(nowMs: number): void {
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= nowMs).sort((one, other) => one.dueMs - other.dueMs);
      if (!next) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }
}
