import { say, type Locale, type MessageKey, type MessageValues } from '../messages/index.ts';

/**
 * The one error type of the engine. Its code is the key of its message, which names what was observed and the next step
 * in English and Japanese. Values must hold no secret; console URLs go in through `redactUrl`.
 */
export class BootcatchError extends Error {
  readonly code: MessageKey;
  readonly values: MessageValues;

  constructor(code: MessageKey, values: MessageValues = {}, options?: { cause?: unknown }) {
    super(say('en', code, values), options);
    this.name = 'BootcatchError';
    this.code = code;
    this.values = values;
  }

  /** The message in the person's language. */
  localized(locale: Locale): string {
    return say(locale, this.code, this.values);
  }
}
