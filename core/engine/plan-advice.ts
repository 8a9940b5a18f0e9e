import type { MessageKey } from '../messages/index.ts';
import type { PlanName } from '../plans/named.ts';
import { findCauses } from '../reading/panic/causes.ts';
import type { Reading } from '../reading/reading.ts';

/** A plan that what was on the screen speaks for. */
export interface PlanAdvice {
  readonly plan: PlanName;
  /** What spoke for it, in one sentence. */
  readonly why: MessageKey;
}

const drbd: PlanAdvice = { plan: 'previous-kernel', why: 'plan.why.drbd' };
const update: PlanAdvice = { plan: 'previous-kernel', why: 'plan.why.kernelUpdate' };

/** By the causes whose first cure a plan is. */
const advised: Readonly<Record<string, PlanAdvice>> = {
  'drbd-missing': drbd,
  'drbd-other-kernel': drbd,
  'guest-tool-not-rebuilt': update,
  'initramfs-broken': update,
  'initramfs-missing': update,
};

/** In the text of all of these. Screens are read many times a second while a kernel writes, and few are worth a closer look. */
const worthALook = /drbd|version of symbol|version magic|Kernel panic|Initramfs/;

/** The plan that a screen speaks for, if any. A menu says nothing of the kind: it was the screens before. */
export function adviceOf({ menu, text }: Reading): PlanAdvice | undefined {
  if (menu || !text.lines.some((line) => worthALook.test(line))) return undefined;
  const [cause] = findCauses(text.lines);
  return cause && advised[cause.id];
}
