import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { onServer, procedure, serverIdSchema } from './base.ts';
import { holdKeySchema, lapLimitSchema, rebootSchema, timingSchema } from './catches.ts';

const recordingChoices = {
  /** A recording that is older is let go. */
  keepDays: z.number().int().min(1).max(3_650).default(90),
  /** All recordings together take no more than this; the oldest are let go. */
  keepGiB: z.number().int().min(1).max(1_024).default(5),
  /** The person's own keys are kept as well, except while the screen waits for a password. */
  keys: z.boolean().default(false),
};

/** The person's choices. Each has a default, so that an empty or older file is whole. */
export const settingsSchema = z.object({
  language: z.enum(['system', 'en', 'ja']).default('system'),
  appearance: z.enum(['system', 'light', 'dark']).default('system'),
  /** What a catch starts with unless the person says otherwise. */
  catching: z
    .object({
      keys: holdKeySchema.exclude(['sequence']).default('auto'),
      reboot: rebootSchema.default('hard'),
      lapLimit: lapLimitSchema.default(5),
    })
    .prefault({}),
  /** The physical keyboard in front of the person. `auto`: as the browser says. */
  keyboard: z.enum(['auto', 'us', 'ja']).default('auto'),
  recording: z.object(recordingChoices).prefault({}),
  /** Timing overrides a server. */
  timing: z.record(serverIdSchema, timingSchema).default({}),
  security: z
    .object({
      /** Where typed secrets of accounts go: the host's keychain where it has one, or nowhere but memory. */
      keepSecrets: z.enum(['keychain', 'memory']).default('keychain'),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;

/** A change of some settings. */
export const settingsChangeSchema = z.object({
  language: z.enum(['system', 'en', 'ja']).optional(),
  appearance: z.enum(['system', 'light', 'dark']).optional(),
  catching: z.object({ keys: holdKeySchema.exclude(['sequence']), reboot: rebootSchema, lapLimit: lapLimitSchema }).partial().optional(),
  keyboard: z.enum(['auto', 'us', 'ja']).optional(),
  recording: z.object({ keepDays: recordingChoices.keepDays.unwrap(), keepGiB: recordingChoices.keepGiB.unwrap(), keys: z.boolean() }).partial().optional(),
  security: z.object({ keepSecrets: z.enum(['keychain', 'memory']) }).partial().optional(),
});
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

export const settingsContract = {
  /** All settings, now and after each change of any window. What another host changed is read when a window subscribes. */
  watch: procedure.output(eventIterator(settingsSchema)),
  /** Changes what is given and leaves the rest. */
  update: procedure.input(settingsChangeSchema).output(z.void()),
  /** The person's timing for one server; an empty one goes back to the provider's. */
  setTiming: procedure.input(onServer.extend({ timing: timingSchema })).output(z.void()),
};

export const scenarioSchema = z.object({
  name: z.string(),
  /** Message key: what there is to practise. */
  title: z.string(),
});

export const practiceContract = {
  /** What the practice server can play, and what it plays. */
  scenarios: procedure.output(z.object({ scenarios: z.array(scenarioSchema), current: z.string() })),
  /** Starts the practice server anew with a scenario. Refused while a catch runs on it. */
  choose: procedure.input(z.object({ scenario: z.string().max(64) })).output(z.void()),
};
