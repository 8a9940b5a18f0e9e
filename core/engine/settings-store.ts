import { Emitter } from '../base/events.ts';
import { settingsSchema, type Settings, type SettingsChange } from '../contract/settings.ts';
import type { Timing } from '../contract/catches.ts';
import type { Files } from '../providers/ports.ts';
import { readRecord, writeRecord } from '../storage/collection.ts';
import { withoutUndefined } from './objects.ts';

/** The person's settings in the data folder. Read again before each change, so that another host's changes are kept. */
export class SettingsStore {
  readonly #path: string;
  readonly #files: Files;
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;
  #settings: Settings = settingsSchema.parse({});
  /** Changes are made one after another. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
  }

  get current(): Settings {
    return this.#settings;
  }

  /** Reads the file; the defaults stay where there is none. @throws BootcatchError `engine.fileWrong` */
  async load(): Promise<void> {
    this.#take((await readRecord(this.#path, settingsSchema, this.#files)) ?? settingsSchema.parse({}));
  }

  update(change: SettingsChange): Promise<void> {
    return this.#change((settings) => ({
      ...settings,
      ...withoutUndefined({ language: change.language, appearance: change.appearance, keyboard: change.keyboard }),
      catching: { ...settings.catching, ...withoutUndefined(change.catching ?? {}) },
      recording: { ...settings.recording, ...withoutUndefined(change.recording ?? {}) },
      security: { ...settings.security, ...withoutUndefined(change.security ?? {}) },
    }));
  }

  /** An empty timing goes back to the provider's. */
  setTiming(serverId: string, timing: Timing): Promise<void> {
    return this.#change((settings) => {
      const own = withoutUndefined(timing);
      const others = Object.entries(settings.timing).filter(([id]) => id !== serverId);
      return { ...settings, timing: Object.fromEntries(Object.keys(own).length === 0 ? others : [...others, [serverId, own]]) };
    });
  }

  async #change(make: (settings: Settings) => Settings): Promise<void> {
    const done = this.#queue.then(async () => {
      await this.load();
      const next = make(this.#settings);
      await writeRecord(this.#path, next, this.#files);
      this.#take(next);
    });
    // A change that failed is told to its caller and does not stop the next one.
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #take(settings: Settings): void {
    this.#settings = settings;
    this.#changed.fire();
  }
}
