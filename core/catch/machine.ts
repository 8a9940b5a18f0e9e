import type { CatchState } from '../timeline/events.ts';

/** What moves a catch from one state to the next. */
export type CatchEvent =
  | 'prepared'
  | 'consoleGone'
  | 'guestReset'
  | 'firstDelayOver'
  | 'connected'
  | 'menuHeld'
  | 'lapLost'
  | 'nextLap'
  | 'noKeyHolds'
  | 'lapsOver'
  | 'timeOver'
  | 'planDone'
  | 'planFailed'
  | 'failed'
  | 'cancelled';

/**
 * The whole catch. A lap runs from `rebooting` to `held` or `missed`.
 *
 * `preparing`: the console is opened as it is; a menu that stands already is held without a lap. `rebooting`: the reboot is asked for, the console still shows the old run. `down`: the console is gone, the first delay runs.
 * `reaching`: probes. `pressing`: connected to the new run; keys and proof. What is not in the table does not happen.
 */
export const transitions: Readonly<Record<CatchState, Partial<Record<CatchEvent, CatchState>>>> = {
  preparing: { prepared: 'rebooting', menuHeld: 'held', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  rebooting: { consoleGone: 'down', guestReset: 'pressing', lapLost: 'missed', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  down: { firstDelayOver: 'reaching', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  reaching: { connected: 'pressing', lapLost: 'missed', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  pressing: { menuHeld: 'held', consoleGone: 'down', lapLost: 'missed', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  missed: { nextLap: 'rebooting', noKeyHolds: 'uncatchable', lapsOver: 'gaveUp', failed: 'failed', cancelled: 'cancelled', timeOver: 'gaveUp' },
  held: { planDone: 'held', planFailed: 'planFailed', cancelled: 'cancelled', timeOver: 'planFailed' },
  planFailed: {},
  uncatchable: {},
  gaveUp: {},
  failed: {},
  cancelled: {},
};

/** The state after `event`, or undefined where the table does not allow it. */
export function transition(state: CatchState, event: CatchEvent): CatchState | undefined {
  return transitions[state][event];
}
