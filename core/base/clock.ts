import { toDisposable, type Disposable } from './lifecycle.ts';

/** Time as the engine sees it. Passed in everywhere, so that a test can own it. */
export interface Clock {
  /** Monotonic milliseconds from an arbitrary start. Never jumps; use it for every interval. */
  now(): number;
  /** Wall-clock milliseconds since 1970. May jump; use it only to tell a person when. */
  wallNow(): number;
  /** Calls `callback` once after `delayMs`, unless disposed first. */
  setTimeout(callback: () => void, delayMs: number): Disposable;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  setTimeout: (callback, delayMs) => {
    const timer = setTimeout(callback, delayMs);
    return toDisposable(() => clearTimeout(timer));
  },
};

/**
 * Resolves after `delayMs`.
 * @throws the signal's reason as soon as `signal` aborts.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      timer.dispose();
      reject(signal?.reason as Error);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Calls `callback` again and again, `intervalMs` (asked anew each time) after the call before, until disposed. The first call is one interval away. */
export function every(clock: Clock, intervalMs: () => number, callback: () => void): Disposable {
  let timer: Disposable;
  let ended = false;
  const schedule = (): void => {
    timer = clock.setTimeout(() => {
      callback();
      if (!ended) schedule();
    }, intervalMs());
  };
  schedule();
  return toDisposable(() => {
    ended = true;
    timer.dispose();
  });
}
