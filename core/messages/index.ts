import i18next from 'i18next';
import type { MessageText } from './define.ts';
import { appFormMessages } from './app-forms.ts';
import { appTuningMessages } from './app-tuning.ts';
import { appRecordingMessages } from './app-recordings.ts';
import { appMessages } from './app.ts';
import { catchMessages } from './catch.ts';
import { cliMessages } from './cli.ts';
import { desktopMessages } from './desktop.ts';
import { engineMessages } from './engine.ts';
import { hostMessages } from './host.ts';
import { keyMessages } from './keys.ts';
import { linkMessages } from './link.ts';
import { planMessages } from './plans.ts';
import { practiceMessages } from './practice.ts';
import { providerMessages } from './providers.ts';
import { readingMessages } from './reading.ts';
import { recordingMessages } from './recording.ts';
import { reportMessages } from './report.ts';
import { timelineMessages } from './timeline.ts';
import { tuningMessages } from './tuning.ts';

/** Every sentence that the engine and its hosts say, by key. */
export const messages = {
  ...appFormMessages,
  ...appMessages,
  ...appTuningMessages,
  ...appRecordingMessages,
  ...catchMessages,
  ...cliMessages,
  ...desktopMessages,
  ...engineMessages,
  ...hostMessages,
  ...keyMessages,
  ...linkMessages,
  ...planMessages,
  ...practiceMessages,
  ...providerMessages,
  ...readingMessages,
  ...recordingMessages,
  ...reportMessages,
  ...timelineMessages,
  ...tuningMessages,
};

export type MessageKey = keyof typeof messages;
export type Locale = 'en' | 'ja';
export type MessageValues = Readonly<Record<string, string | number>>;

const texts = (locale: Locale): Record<string, string> =>
  Object.fromEntries(Object.entries<MessageText>(messages).map(([key, text]) => [key, text[locale]]));

const translator = i18next.createInstance({
  lng: 'en',
  fallbackLng: 'en',
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { en: { translation: texts('en') }, ja: { translation: texts('ja') } },
});
void translator.init();

/** The sentence behind `key` in the person's language, with `values` filled in. */
export function say(locale: Locale, key: MessageKey, values: MessageValues = {}): string {
  return translator.t(key, { ...values, lng: locale });
}

/** The language to speak, from a POSIX locale name such as `ja_JP.UTF-8`. Anything but Japanese is English. */
export function localeFrom(name: string | undefined): Locale {
  return name?.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
