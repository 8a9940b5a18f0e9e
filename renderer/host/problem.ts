import { ORPCError } from '@orpc/client';
import { messageOfFailure, type Message } from '../../core/contract/index.ts';
import type { MessageKey, MessageValues } from '../../core/messages/index.ts';

/** What goes wrong in the window itself, in words for the person. */
export class Problem extends Error {
  readonly said: Message;

  constructor(key: MessageKey, values: MessageValues, options?: ErrorOptions) {
    super(key, options);
    this.said = { key, values };
  }
}

/** Whether an error has words for the person already. */
export function isTold(error: unknown): boolean {
  return error instanceof Problem || error instanceof ORPCError;
}

/** What an error says to the person, wherever it comes from. */
export function messageOf(error: unknown): Message {
  return error instanceof Problem ? error.said : messageOfFailure(error);
}
