import type { PlanOffer } from '../contract/acting.ts';
import type { Console } from '../catch/console.ts';
import type { Target } from '../providers/provider.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** What a plan works with. */
export interface PlanScene {
  readonly console: Console;
  readonly target: Target;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
}

/** Where plans come from. */
export interface PlanSource {
  /** The plans that fit what is on the screen. */
  offers(console: Console): readonly PlanOffer[];
  /** Carries one out; its steps go to the timeline. @throws BootcatchError that says where it stopped and why */
  run(name: string, scene: PlanScene): Promise<void>;
}
