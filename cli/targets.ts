import type { Disposable } from '../core/base/lifecycle.ts';
import type { Target } from '../core/providers/provider.ts';

/** Options of every command that opens a console. */
export interface TargetFlags {
  readonly passwordCommand?: string;
  readonly tlsPin?: string;
}

/** A target, and what must be let go when the command ends (a practice machine, say). */
export interface OpenTarget extends Disposable {
  readonly target: Target;
}
