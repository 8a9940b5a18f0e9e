import { messageOfFailure, type Message } from '../../core/contract/index.ts';

/** Reads a stream of the contract until `signal` aborts. What ends it otherwise is told, except the end of the connection: that has a state of its own. */
export async function follow<T>(open: (signal: AbortSignal) => Promise<AsyncIterable<T>>, onValue: (value: T) => void, signal: AbortSignal, onFailure: (message: Message) => void): Promise<void> {
  try {
    for await (const value of await open(signal)) {
      if (signal.aborted) return;
      onValue(value);
    }
  } catch (error) {
    if (signal.aborted) return;
    const message = messageOfFailure(error);
    if (message.key !== 'engine.hostGone') onFailure(message);
  }
}

/** Collects what comes within a moment and hands it on together, so that a burst of small parts is drawn once. */
export function together<T>(hand: (values: readonly T[]) => void, withinMs: number): (value: T) => void {
  let waiting: T[] = [];
  return (value) => {
    if (waiting.length === 0) {
      setTimeout(() => {
        const values = waiting;
        waiting = [];
        hand(values);
      }, withinMs);
    }
    waiting.push(value);
  };
}
