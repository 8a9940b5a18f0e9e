import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { timelineEventSchema } from '../timeline/events.ts';
import { guessSchema, messageSchema, onServer, procedure, serverIdSchema } from './base.ts';

/**
 * `closed`: nobody has opened it, or it was closed. `opening`: for the first time. `open`. `away`: it was open and is gone; the engine is
 * coming back by itself, and the last picture stays.
 */
export const connectionSchema = z.enum(['closed', 'opening', 'open', 'away']);
export type Connection = z.infer<typeof connectionSchema>;

export const menuSchema = z.object({
  kind: z.string(),
  view: z.enum(['menu', 'editor', 'shell', 'password']),
  title: z.string(),
  /** The entries that are visible now. */
  entries: z.array(z.string()),
  selected: z.number().int().nullable(),
  /** The countdown as read; null where none is on screen. */
  secondsLeft: z.number().nullable(),
  nested: z.boolean(),
  /** More entries exist above or below. */
  scrolled: z.boolean(),
});
export type MenuSnapshot = z.infer<typeof menuSchema>;

/** All that is known of one console now. */
export const consoleSnapshotSchema = z.object({
  serverId: serverIdSchema,
  connection: connectionSchema,
  /** For how long it has been away, at the moment of sending; count on from there. Null unless `away`. */
  awayForMs: z.number().nullable(),
  /** Why it is away or closed, or why it could not be opened; null where there is nothing to say. */
  problem: messageSchema.nullable(),
  /** Null before the first picture. */
  size: z.object({ width: z.number().int(), height: z.number().int() }).nullable(),
  /** The screen's text, a string a row; empty while it is away (the picture's text is the old run's). */
  lines: z.array(z.string()),
  /** Share of the characters that were read exactly, 0 to 1. Below 1 the text is partly a guess. */
  exactShare: z.number(),
  phase: z.string(),
  menu: menuSchema.nullable(),
  panic: z.object({ reason: z.string(), rebootInSeconds: z.number().nullable() }).nullable(),
  /** True while a plan runs, or a catch is pressing and the person has not taken over: keys and pointer of every viewer go nowhere. */
  inputHeldBack: z.boolean(),
  /** The plan that runs on it, as it was given; null where none does. */
  plan: z.string().nullable(),
  /** For how long a recording has been running, at the moment of sending; null where none runs. */
  recordingForMs: z.number().nullable(),
  /** What can be done with this server; null until it was opened or caught once. */
  target: z
    .object({
      label: z.string(),
      provider: z.string(),
      /** Who can reboot it here; `manual` always can. */
      reboots: z.array(z.enum(['hard', 'soft', 'manual'])),
      /** False where a new address must come from the person. */
      canRenew: z.boolean(),
      /** Resetting it can hurt nobody: no consent is needed. */
      harmless: z.boolean(),
      /** The provider's keyboard layout, where known. */
      keymap: z.enum(['en-us', 'ja']).nullable(),
      /** Message keys: other ways in where no key holds the menu. */
      otherWaysIn: z.array(z.string()),
    })
    .nullable(),
});
export type ConsoleSnapshot = z.infer<typeof consoleSnapshotSchema>;

/** A stretch of a timeline. `from` is the index of its first event; another `timelineId` begins another story. */
export const timelinePartSchema = z.object({ timelineId: z.string(), from: z.number().int(), events: z.array(timelineEventSchema) });
export type TimelinePart = z.infer<typeof timelinePartSchema>;

export const consolesContract = {
  /** Opens the console and keeps it open over reboots. Returns at once: `watch` tells how it goes. */
  open: procedure.input(onServer).output(z.void()),
  /** Closes it; the last picture stays. Refused while a catch runs. */
  close: procedure.input(onServer).output(z.void()),
  /** The whole snapshot, now and after each change, at most twenty a second; a slow reader gets the latest. */
  watch: procedure.input(onServer).output(eventIterator(consoleSnapshotSchema)),
  /** Everything that has happened so far, at once, then each new event: a window that was reloaded misses nothing. */
  timeline: procedure.input(onServer).output(eventIterator(timelinePartSchema)),
  /** A new address for a console, also in the middle of a catch. For servers that are known by their address alone. */
  pasteAddress: procedure.input(onServer.extend({ address: z.string().min(1).max(16_384) })).output(z.void()),
  /** Lets the viewers' keys through although a catch is pressing, until it ends; or holds them back again. */
  takeOver: procedure.input(onServer.extend({ on: z.boolean() })).output(z.void()),
  /** The picture as a PNG file. */
  screenshot: procedure.input(onServer).output(z.instanceof(Blob)),
  /** What a picture in no known font may say: a guess, never a reading, and shown as one. Takes seconds. */
  guess: procedure.input(onServer).output(guessSchema),
  text: procedure.input(onServer).output(z.object({ lines: z.array(z.string()), exactShare: z.number() })),
};
