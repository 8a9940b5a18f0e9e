import type { SessionClose } from '../rfb/session.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { messageOf } from './reach.ts';

/** Tells that the console's connection ended and, where the server had broken a rule, which one. */
export function noteDrop(timeline: Timeline, { kind, code, reason, error }: SessionClose): void {
  timeline.append({ event: 'drop', kind, ...(code !== undefined && { code }), ...(reason !== undefined && { reason }) });
  if (error) timeline.append({ event: 'notice', message: messageOf(error) });
}
