import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/events.ts';
import { follow } from './follow.ts';

/** A window is told of the progress no oftener than this. */
const TELL_INTERVAL_MS = 100;

export interface WhileWorkingOptions<S> {
  /** How it stands before the work has told anything. */
  readonly first: S;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Does some work and tells meanwhile how it stands. Whoever leaves the stream cancels the work; when the stream has ended, so has the work.
 * @param work tells how it stands, and ends early where its signal aborts
 * @returns what the work has come to
 * @throws what the work throws
 */
export async function* whileWorking<S, T>(work: (tell: (step: S) => void, signal: AbortSignal) => Promise<T>, { first, clock, signal }: WhileWorkingOptions<S>): AsyncGenerator<S, T> {
  const changed = new Emitter<void>();
  const leaving = new AbortController();
  const ended = new AbortController();
  let step = first;
  const tell = (next: S): void => {
    step = next;
    changed.fire();
  };
  const working = work(tell, AbortSignal.any([signal, leaving.signal])).finally(() => ended.abort());
  // What goes wrong is thrown to the reader below.
  working.catch(() => undefined);
  try {
    yield* follow({ read: () => step, changed: changed.event, clock, intervalMs: TELL_INTERVAL_MS, signal: ended.signal });
    return await working;
  } finally {
    leaving.abort();
    await working.catch(() => undefined);
  }
}
