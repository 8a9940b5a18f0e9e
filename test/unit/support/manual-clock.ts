import type { Clock } from '../../../core/base/clock.ts';
import { toDisposable, type Disposable } from '../../../core/base/lifecycle.ts';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #timers = new Set<{ readonly dueMs: number; readonly order: number; readonly callback: () => void }>();
  /** Added to the monotonic time to give the wall clock; a test may make it jump. */
  wallOffsetMs = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#nowMs + this.wallOffsetMs;
  }

  setTimeout(callback: () => void, delayMs: number): Disposable {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return toDisposable(() => this.#timers.delete(timer));
  }

  /** Timers that still wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Time leaps on, as for a machine that slept: every timer that came due meanwhile runs now, late, in its order. */
  async jump(byMs: number): Promise<void> {
    this.#nowMs += byMs;
    await this.advance(0);
  }

  /** Time goes on, on a machine that is too busy for its timers. */
  pass(byMs: number): void {
    this.#nowMs += byMs;
  }

  /** Moves time on, running each timer at its moment and letting promises settle in between. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await settle();
    for (;;) {
      const [next] = [...this.#timers].filter(({ dueMs }) => dueMs <= untilMs).sort((one, other) => one.dueMs - other.dueMs || one.order - other.order);
      if (!next) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = untilMs;
  }
}

/** Lets every promise that can settle now settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
