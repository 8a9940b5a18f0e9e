import { z } from 'zod';
import { messageSchema, onServer, planSchema, procedure } from './base.ts';

/** An entry as the person saw it: both must still agree with the screen when the engine acts. */
const entry = onServer.extend({ index: z.number().int().min(0), text: z.string().max(1_024) });

export const menuContract = {
  /**
   * Moves the real highlight to an entry, one key at a time, each with its effect read from the screen. Never moves past what is read.
   * Resolves when the highlight is there.
   */
  highlight: procedure.input(entry).output(z.void()),
  /** Boots the highlighted entry (Enter), if it is still the one that the person saw. */
  boot: procedure.input(entry).output(z.void()),
};

export const keysContract = {
  /** Plays a sequence in the key language. Resolves at its end; aborting the call ends it and lets every key go. */
  script: procedure.input(onServer.extend({ script: z.string().min(1).max(4_096) })).output(z.void()),
  /** Types a text, character by character, for a guest with this keyboard layout (boot loaders: `us`). It is kept nowhere. Aborting the call ends it. */
  type: procedure.input(onServer.extend({ text: z.string().min(1).max(65_536), guestLayout: z.enum(['us', 'ja']).default('us') })).output(z.void()),
  /**
   * Presses keys together, in this order, and lets them go in reverse: `['leftCtrl', 'leftAlt', 'del']`, `['leftAlt', 'sysRq', 'b']`. Where they would take the
   * system down and something speaks against that (other nodes of its hive are down), nothing is pressed and `against` says what; `goOn` presses them all the same.
   */
  combination: procedure.input(onServer.extend({ keys: z.array(z.string().min(1).max(32)).min(1).max(6), goOn: z.boolean().default(false) })).output(z.object({ against: messageSchema.nullable() })),
};

/** A plan that can be carried out on the menu as it is now. */
export const planOfferSchema = z.object({
  name: z.string(),
  title: messageSchema,
  /** What it will do, in one sentence, to be shown before it is done. */
  effect: messageSchema,
  /** What was on the screen before that speaks for this plan; null where nothing did. */
  why: messageSchema.nullable(),
  /** The system on the disk is started with its file systems writable. */
  writes: z.boolean(),
});
export type PlanOffer = z.infer<typeof planOfferSchema>;

export const plansContract = {
  /** The plans that fit the menu on the screen. */
  list: procedure.input(onServer).output(z.array(planOfferSchema)),
  /**
   * Carries one out: a name, or steps in the plan language. Resolves when it is done; its steps are in the timeline. It goes on whatever the window
   * does, and holds viewers' keys back meanwhile.
   */
  run: procedure.input(onServer.extend({ plan: planSchema })).output(z.void()),
  /** Ends the plan that runs, where it stands. Harmless where none does. */
  stop: procedure.input(onServer).output(z.void()),
};
