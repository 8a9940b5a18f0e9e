import { DisposableStore, toDisposable } from '../base/lifecycle.ts';

/**
 * Waits for the first of several things: `subscribe` registers its listeners and timers in `parts` and calls `done` when one of them
 * says so; all of them end with the wait.
 * @throws the signal's reason
 */
export function firstOf<T>(signal: AbortSignal, subscribe: (done: (value: T) => void, parts: DisposableStore) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const parts = new DisposableStore();
    const onAbort = (): void => {
      parts.dispose();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    parts.add(toDisposable(() => signal.removeEventListener('abort', onAbort)));
    subscribe((value) => {
      parts.dispose();
      resolve(value);
    }, parts);
  });
}
