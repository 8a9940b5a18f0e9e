import type { Clock } from '../../../core/base/clock.ts';
import { toDisposable } from '../../../core/base/lifecycle.ts';

/** Between two looks no more than this counts: what is over it, the machine kept from this process. */
const LONGEST_TURN_MS = 100;
const LOOK_INTERVAL_MS = 5;

/**
 * The machine's own time, `factor` times as fast, as far as this process got any: for tests in which real sockets meet limits of seconds. A machine
 * that is busy elsewhere stretches it, so that no limit passes while nobody could act.
 */
export function fastClock(factor: number): Clock {
  let nowMs = 0;
  let lookedAtMs = performance.now();
  const now = (): number => {
    const atMs = performance.now();
    nowMs += Math.min(atMs - lookedAtMs, LONGEST_TURN_MS) * factor;
    lookedAtMs = atMs;
    return nowMs;
  };
  setInterval(now, LOOK_INTERVAL_MS).unref();
  return {
    now,
    wallNow: () => Date.now(),
    setTimeout: (callback, delayMs) => {
      const dueAtMs = now() + delayMs;
      const look = (): void => {
        if (now() < dueAtMs) timer = setTimeout(look, (dueAtMs - nowMs) / factor);
        else callback();
      };
      let timer = setTimeout(look, delayMs / factor);
      return toDisposable(() => clearTimeout(timer));
    },
  };
}
