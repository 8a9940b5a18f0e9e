import { systemClock, type Clock } from '../../../core/base/clock.ts';

/** The machine's own clock, some times faster: for tests with real sockets whose waits would take seconds. */
export class PacedClock implements Clock {
  readonly #factor: number;

  constructor(factor: number) {
    this.#factor = factor;
  }

  now(): number {
    return systemClock.now() * this.#factor;
  }

  wallNow(): number {
    return systemClock.wallNow();
  }

  setTimeout(callback: () => void, delayMs: number) {
    return systemClock.setTimeout(callback, delayMs / this.#factor);
  }
}
