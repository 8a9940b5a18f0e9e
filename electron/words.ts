import { Emitter } from '../core/base/events.ts';
import type { CatchSnapshot } from '../core/contract/catches.ts';
import { say, type Locale, type MessageKey, type MessageValues } from '../core/messages/index.ts';

/** The shell's language: the system's, or the one in the settings. */
export class Words {
  readonly #systemLocale: Locale;
  readonly #changed = new Emitter<void>();
  /** Fires when the language has changed. */
  readonly onChanged = this.#changed.event;
  #locale: Locale;

  constructor(systemLocale: Locale) {
    this.#systemLocale = systemLocale;
    this.#locale = systemLocale;
  }

  get locale(): Locale {
    return this.#locale;
  }

  choose(language: Locale | 'system'): void {
    const locale = language === 'system' ? this.#systemLocale : language;
    if (locale === this.#locale) return;
    this.#locale = locale;
    this.#changed.fire();
  }

  /** What the window calls the server of a catch. */
  serverOf({ serverId, serverName }: Pick<CatchSnapshot, 'serverId' | 'serverName'>): string {
    return serverId === 'practice' ? this.say('app.practiceServer') : serverName;
  }

  say(key: MessageKey, values?: MessageValues): string {
    return say(this.#locale, key, values);
  }
}
