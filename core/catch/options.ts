import type { Clock } from '../base/clock.ts';
import type { KeyScript } from '../keys/script.ts';
import type { Endpoint } from '../link/endpoint.ts';
import type { RebootKind, ReachProfile, Target } from '../providers/provider.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import type { HoldKey } from './laps.ts';
import type { ConsoleOpener } from './reach.ts';

/** What a catch may do and how. */
export interface CatchOptions {
  /** `auto` changes its key by what each lap showed; `sequence` plays {@link script}. */
  readonly keys: 'auto' | HoldKey;
  readonly script?: KeyScript;
  readonly lapLimit: number;
  readonly reboot: RebootKind | 'manual';
  /** Reset even where the screen shows a login prompt, a file-system check, a relabel or a crash dump. */
  readonly force: boolean;
  /** The whole catch ends with `gaveUp` after this long. */
  readonly timeoutMs?: number;
  /** What the person sets in place of the target's own numbers. */
  readonly profile?: Partial<ReachProfile>;
  /** What was learnt, asked before each lap; what the person sets goes before it. */
  readonly advise?: () => Partial<ReachProfile>;
  /** Reboot even where a menu is found that stands already: for measuring, not for rescuing. */
  readonly evenIfHeld?: boolean;
}

/** What a catch works with. */
export interface CatchPorts {
  readonly target: Target;
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly openConsole: ConsoleOpener;
  /** Where the console is open already: the endpoint that it was reached through, which may well take it back after the reboot. */
  readonly lastEndpoint?: Endpoint | undefined;
  /**
   * Asked before a reset that could destroy work seen on the screen, with the sentence that says so. Absent: the answer is no.
   */
  readonly confirmReset?: (message: TimelineMessage) => Promise<boolean>;
  /** What to do with the held menu; the catch has succeeded when it resolves. Throws a BootcatchError that says where it stopped. */
  readonly then?: (held: Hold) => Promise<void>;
}

/** A held menu in the hands of what comes after it. */
export interface Hold {
  readonly signal: AbortSignal;
  /** Opens the console again where it was lost, without a reboot. */
  readonly reconnect: (signal: AbortSignal) => Promise<void>;
}
