import type { Outcome } from '../core/timeline/events.ts';

/** What the process returns; documented in the README. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  interrupted: 130,
  terminated: 143,
} as const;

/** The exit code of each way a catch ends. A cancelled one ends with the code of the signal that cancelled it. */
export const outcomeExitCodes: Readonly<Record<Outcome, number>> = {
  held: 0,
  failed: exitCodes.failed,
  gaveUp: 3,
  uncatchable: 4,
  planFailed: 5,
  cancelled: exitCodes.interrupted,
};
