import type { Clock } from '../../../core/base/clock.ts';
import { toDisposable } from '../../../core/base/lifecycle.ts';

/** The machine's own time, `factor` times as fast: for tests in which real sockets meet limits of seconds. */
export function fastClock(factor: number): Clock {
  return {
    now: () => performance.now() * factor,
    wallNow: () => Date.now(),
    setTimeout: (callback, delayMs) => {
      const timer = setTimeout(callback, delayMs / factor);
      return toDisposable(() => clearTimeout(timer));
    },
  };
}
