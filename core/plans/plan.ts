import type { KeyScript } from '../keys/script.ts';
import type { NamedPlan } from './named.ts';

/** Text on the screen that a step looks for. */
export interface TextPattern {
  /** As it was written: `/login:/i` or `'text'`. */
  readonly source: string;
  /** Whether one line of the screen has it. */
  matches(line: string): boolean;
}

/** Entries that are told by what they are, not by their words. */
export const entryRoles = ['rescue', 'previous-kernel'] as const;
export type EntryRole = (typeof entryRoles)[number];

/** Words for the kernel line that are chosen by what the entry boots. */
export const kernelRoles = ['break-initramfs'] as const;
export type KernelRole = (typeof kernelRoles)[number];

/** One step of a plan. */
export type PlanStep =
  /** Moves the highlight to an entry, through submenus. */
  | { readonly kind: 'select'; readonly entry: { readonly role: EntryRole } | { readonly pattern: TextPattern } }
  /** Boots the highlighted entry. */
  | { readonly kind: 'boot' }
  /** Adds words to the kernel line of the highlighted entry and boots it. */
  | { readonly kind: 'editKernel'; readonly append: string | { readonly role: KernelRole } }
  /** Waits until a line of the screen matches, or, for `prompt`, until the boot has come to rest at a shell, a login or a password prompt. */
  | { readonly kind: 'wait'; readonly what: TextPattern | 'prompt'; readonly limitMs: number }
  /** Types a text and reads it back; `\n` in it is Enter. */
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'keys'; readonly script: KeyScript }
  | { readonly kind: 'screenshot'; readonly file: string | undefined }
  /** From here to the plan's end no line may match. */
  | { readonly kind: 'expectNot'; readonly pattern: TextPattern };

/** A parsed plan. */
export interface Plan {
  readonly source: string;
  readonly steps: readonly PlanStep[];
  /** The named plans in it, in order. */
  readonly named: readonly NamedPlan[];
}

/** A step as the timeline tells it. What is typed stays out: it may be a password. */
export function describeStep(step: PlanStep): string {
  switch (step.kind) {
    case 'select':
      return `select ${'role' in step.entry ? step.entry.role : step.entry.pattern.source}`;
    case 'boot':
      return 'boot';
    case 'editKernel':
      return `edit-kernel ${typeof step.append === 'string' ? `'append ${step.append}'` : step.append.role}`;
    case 'wait':
      return `wait ${step.what === 'prompt' ? step.what : step.what.source} ${step.limitMs / 1_000}s`;
    case 'type':
    case 'keys':
      return step.kind;
    case 'screenshot':
      return 'screenshot';
    case 'expectNot':
      return `expect-not ${step.pattern.source}`;
  }
}
