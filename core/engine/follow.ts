import { sleep, type Clock } from '../base/clock.ts';
import type { Event } from '../base/events.ts';

export interface FollowOptions<T> {
  /** The value as it is now. */
  readonly read: () => T;
  /** Fires whenever it may have changed. */
  readonly changed: Event<unknown>;
  readonly clock: Clock;
  /** Shortest time between two values. */
  readonly intervalMs: number;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

/**
 * A value as a stream: as it is now, then after each change, unless it is the same again. A reader that is slow misses what lies in between and gets the
 * latest; nothing piles up for it, and whoever changes the value never waits for it.
 */
export async function* follow<T>({ read, changed, clock, intervalMs, signal }: FollowOptions<T>): AsyncGenerator<T, void> {
  const bell = new Bell(changed, signal);
  let last: string | undefined;
  try {
    while (!signal.aborted) {
      const value = read();
      const text = JSON.stringify(value);
      if (text !== last) {
        last = text;
        yield value;
        await sleep(clock, intervalMs, signal).catch(() => undefined);
      }
      await bell.rung();
    }
  } finally {
    bell.dispose();
  }
}

/** Remembers that something happened until it is asked. */
export class Bell {
  readonly #subscription;
  readonly #signal: AbortSignal;
  readonly #ring = (): void => {
    this.#rang = true;
    this.#wake?.();
  };
  #rang = false;
  #wake: (() => void) | undefined;

  constructor(event: Event<unknown>, signal: AbortSignal) {
    this.#signal = signal;
    this.#subscription = event(this.#ring);
    signal.addEventListener('abort', this.#ring);
  }

  /** Resolves once it has rung since the last time, or the signal has aborted. For one caller at a time. */
  async rung(): Promise<void> {
    if (!this.#rang && !this.#signal.aborted) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#rang = false;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#signal.removeEventListener('abort', this.#ring);
  }
}
