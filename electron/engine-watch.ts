import { Emitter } from '../core/base/events.ts';
import type { CatchSnapshot } from '../core/contract/catches.ts';
import type { EngineClient } from '../core/contract/client.ts';
import type { Settings } from '../core/contract/settings.ts';

export interface CatchChange {
  readonly before: readonly CatchSnapshot[];
  readonly now: readonly CatchSnapshot[];
}

/** What the shell follows of the engine, over the same contract as any window. */
export class EngineWatch {
  readonly #catchesChanged = new Emitter<CatchChange>();
  readonly #settingsChanged = new Emitter<Settings>();
  readonly onCatches = this.#catchesChanged.event;
  readonly onSettings = this.#settingsChanged.event;
  #catches: readonly CatchSnapshot[] = [];

  /** The catches that run now. */
  get running(): readonly CatchSnapshot[] {
    return this.#catches.filter(({ result }) => result === null);
  }

  /** Follows an engine until it ends. */
  follow(client: EngineClient): void {
    void read(() => client.catches.watch(), (now) => this.#take(now)).then(() => this.#take([]));
    void read(() => client.settings.watch(), (settings) => this.#settingsChanged.fire(settings));
  }

  #take(now: readonly CatchSnapshot[]): void {
    const before = this.#catches;
    this.#catches = now;
    this.#catchesChanged.fire({ before, now });
  }
}

/** The stream ends with an error when its engine does, which the engine's process tells by itself. */
async function read<T>(open: () => Promise<AsyncIterable<T>>, take: (value: T) => void): Promise<void> {
  try {
    for await (const value of await open()) take(value);
  } catch {
    return;
  }
}
