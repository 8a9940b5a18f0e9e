import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { catchStates, outcomes } from '../timeline/events.ts';
import { messageSchema, onServer, planSchema, procedure, serverIdSchema } from './base.ts';

export const holdKeySchema = z.enum(['auto', 'arrows', 'f4', 'esc', 'shift', 'sequence']);
export type HoldKeyChoice = z.infer<typeof holdKeySchema>;

export const rebootSchema = z.enum(['hard', 'soft', 'manual']);
export type RebootChoice = z.infer<typeof rebootSchema>;

/** The person's own timing in place of the provider's; what is not given stays. */
export const timingSchema = z.object({
  firstDelayMs: z.number().int().min(0).max(600_000).optional(),
  intervalMs: z.number().int().min(10).max(60_000).optional(),
  maxInFlight: z.number().int().min(1).max(32).optional(),
  probeTimeoutMs: z.number().int().min(100).max(60_000).optional(),
});
export type Timing = z.infer<typeof timingSchema>;

export const lapLimitSchema = z.number().int().min(1).max(100);

export const catchOptionsSchema = z.object({
  serverId: serverIdSchema,
  reboot: rebootSchema,
  keys: holdKeySchema,
  /** In the key language; for `keys: 'sequence'`. */
  script: z.string().max(4_096).optional(),
  lapLimit: lapLimitSchema,
  /** How many resets the person has agreed to, having read what they do. At least `lapLimit`, or the catch does not start; not asked for where the target is harmless or the person reboots. */
  agreedResets: z.number().int().min(0).optional(),
  /** The whole catch gives up after this long. */
  timeoutMs: z.number().int().positive().max(86_400_000).optional(),
  /** Carried out once the menu is held; the catch ends with it. */
  plan: planSchema.optional(),
  /** For this catch only; goes before the settings. */
  timing: timingSchema.optional(),
});
export type CatchStart = z.infer<typeof catchOptionsSchema>;

/** A catch as a list shows it; its story is in `consoles.timeline`. */
export const catchSnapshotSchema = z.object({
  catchId: z.string(),
  serverId: serverIdSchema,
  serverName: z.string(),
  state: z.enum(catchStates),
  lap: z.number().int(),
  lapLimit: z.number().int(),
  startedAt: z.iso.datetime(),
  /** Up to now, or up to its end. */
  elapsedMs: z.number(),
  /** A reset that needs a second yes, with the sentence that says why: answer with `answer`. The catch waits. */
  question: messageSchema.nullable(),
  result: z
    .object({ outcome: z.enum(outcomes), message: messageSchema })
    .nullable(),
});
export type CatchSnapshot = z.infer<typeof catchSnapshotSchema>;

export const catchesContract = {
  /** Starts a catch; one a server. It goes on whatever the window does. */
  start: procedure.input(catchOptionsSchema).output(z.object({ catchId: z.string() })),
  /** Ends it before its next act; harmless where none runs. */
  stop: procedure.input(onServer).output(z.void()),
  /** The answer to `question`. */
  answer: procedure.input(onServer.extend({ goOn: z.boolean() })).output(z.void()),
  /** All that run and the last of each server that has ended, now and after each change. */
  watch: procedure.output(eventIterator(z.array(catchSnapshotSchema))),
};
