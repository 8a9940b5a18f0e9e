import type { Attempts } from './attempts.ts';

/** A lap of a machine that nobody has measured. */
const USUAL_LAP_MS = 15_000;
/** What a lap takes beside the catch itself. */
const AROUND_MS = 2_000;
/** From the choice on a held menu to a screen that is another's: the next lap could not tell a menu that still stands from its own. */
export const LEAVING_MENU_MS = 3_000;

/** About how long one lap of a server takes when it is calibrated, from its last ones. */
export function usualLapMs(attempts: Attempts, server: string): number {
  const known = attempts.laps({ server, limit: 10 }).map((lap) => (lap.heldMs ?? lap.pastLoaderMs ?? USUAL_LAP_MS) + AROUND_MS);
  return known.length === 0 ? USUAL_LAP_MS : known.reduce((sum, ms) => sum + ms, 0) / known.length;
}
