import type { MessageKey } from '../messages/index.ts';

export const planNames = ['rescue-entry', 'previous-kernel', 'single-user', 'emergency-shell', 'break-initramfs', 'no-selinux'] as const;
export type PlanName = (typeof planNames)[number];

/** A plan that people call by its name. */
export interface NamedPlan {
  readonly name: PlanName;
  readonly title: MessageKey;
  /** What will happen, and what it writes, in one sentence; said before anything boots. */
  readonly effect: MessageKey;
  /** True where the system on the disk is started with its file systems writable, so that a snapshot beforehand is worth offering. */
  readonly writes: boolean;
  /** In the plan language. */
  readonly steps: string;
  /** The plan to try where this one fails. */
  readonly next: PlanName;
}

const untilPrompt = 'wait prompt 5m';

/** Every plan that has a name, the mildest first. */
export const namedPlans: readonly NamedPlan[] = [
  named('rescue-entry', true, `select rescue; boot; ${untilPrompt}`, 'previous-kernel'),
  named('previous-kernel', true, `select previous-kernel; boot; ${untilPrompt}`, 'single-user'),
  named('single-user', true, `edit-kernel 'append systemd.unit=rescue.target'; ${untilPrompt}`, 'emergency-shell'),
  named('emergency-shell', false, `edit-kernel 'append init=/bin/bash'; ${untilPrompt}`, 'break-initramfs'),
  named('break-initramfs', false, `edit-kernel break-initramfs; ${untilPrompt}`, 'previous-kernel'),
  named('no-selinux', true, `edit-kernel 'append enforcing=0'; ${untilPrompt}`, 'emergency-shell'),
];

function named(name: PlanName, writes: boolean, steps: string, next: PlanName): NamedPlan {
  return { name, title: `plan.title.${name}`, effect: `plan.effect.${name}`, writes, steps, next };
}

/**
 * The plan to try where this one stopped. A GRUB that asks for its password guards its editor for every entry, while entries often boot
 * without: then only plans that boot an entry as it is are left, and behind the last of them none.
 */
export function nextPlan(plan: NamedPlan, passwordAsked: boolean): PlanName | undefined {
  if (!passwordAsked) return plan.next;
  if (plan.steps.includes('edit-kernel')) return 'rescue-entry';
  return plan.name === 'rescue-entry' ? 'previous-kernel' : undefined;
}

/** The plan of this name, if there is one. */
export function planByName(name: string): NamedPlan | undefined {
  return namedPlans.find((plan) => plan.name === name);
}
