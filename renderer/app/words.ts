import { createContext, useContext, useMemo } from 'react';
import { sayMessage, type Message } from '../../core/contract/index.ts';
import { say, type Locale, type MessageKey, type MessageValues } from '../../core/messages/index.ts';

export const LocaleContext = createContext<Locale>('en');

/** Speaks to the person in their language. */
export interface Words {
  readonly locale: Locale;
  readonly word: (key: MessageKey, values?: MessageValues) => string;
  /** What the engine said. */
  readonly said: (message: Message) => string;
}

export function useWords(): Words {
  const locale = useContext(LocaleContext);
  return useMemo(() => ({ locale, word: (key, values) => say(locale, key, values), said: (message) => sayMessage(locale, message) }), [locale]);
}
