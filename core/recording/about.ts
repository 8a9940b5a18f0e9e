import { z } from 'zod';
import { timelineEventSchema } from '../timeline/events.ts';

/** What a recording says of itself in its first block. Nothing of it is secret. */
export const aboutSchema = z.object({
  /** What a person calls the server. */
  target: z.string(),
  provider: z.string(),
  /** The console's address without its secrets, where it was known when the recording began. */
  endpoint: z.string().optional(),
  /** Wall clock at the recording's time 0. */
  startedAt: z.iso.datetime(),
  /** The version of bootcatch. */
  version: z.string(),
  /** System and Node, for whoever has to explain an oddity. */
  system: z.string(),
  locale: z.string(),
});
export type About = z.infer<typeof aboutSchema>;

const place = z.tuple([z.enum(['about', 'records', 'keyFrame']), z.number().int().nonnegative(), z.number().int().nonnegative(), z.number().nonnegative(), z.number().nonnegative()]);

/** What stands in the last block of a recording that was ended well; everything of it can be found again from the other blocks. */
export const indexSchema = z.object({
  /** Each block: type, where it begins, its number, first and last time in ms. */
  blocks: z.array(place),
  events: z.array(timelineEventSchema),
  marks: z.array(z.object({ atMs: z.number(), label: z.string() })),
  /** When the picture changed, whole ms, each as its distance from the one before. */
  changes: z.array(z.number().int().nonnegative()).optional(),
  endedAtMs: z.number().nonnegative(),
});
export type RecordingIndex = z.infer<typeof indexSchema>;

/** A moment that a person wants to find again. */
export type Mark = RecordingIndex['marks'][number];
