import { toDisposable, type Disposable } from './lifecycle.ts';

/** A typed event: call it with a listener, dispose what it returns to stop listening. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an {@link Event}. The owner keeps the emitter private and shows only `event`. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own, so that the same function may listen twice and leave once.
    const entry = (value: T): void => listener(value);
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  /** Calls every listener that was there when the call began; a listener may leave or arrive meanwhile. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
