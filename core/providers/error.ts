import { BootcatchError } from '../base/error.ts';
import type { MessageKey, MessageValues } from '../messages/index.ts';

/** What was observed beside the sentence, for those who decide whether to try again. */
export interface ProviderObservation {
  /** The HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** How long the provider asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
  /** True where no answer came at all, or one that makes no sense: the network, a time limit, a proxy's own page. */
  readonly noAnswer?: boolean;
  readonly cause?: unknown;
}

/** A provider's refusal or silence. */
export class ProviderError extends BootcatchError {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly noAnswer: boolean;

  constructor(code: Extract<MessageKey, `provider.${string}`>, values: MessageValues = {}, observed: ProviderObservation = {}) {
    super(code, values, { cause: observed.cause });
    this.name = 'ProviderError';
    this.status = observed.status;
    this.retryAfterMs = observed.retryAfterMs;
    this.noAnswer = observed.noAnswer ?? false;
  }
}
