import { BootcatchError } from '../../base/error.ts';
import { standsStill } from '../../catch/key-policy.ts';
import type { Phase, Reading } from '../../reading/reading.ts';
import type { Hands } from '../hands.ts';
import type { TextPattern } from '../plan.ts';

/** Where a boot comes to rest and waits for a person. */
const prompts: ReadonlySet<Phase> = new Set(['rescueShell', 'passwordPrompt', 'login']);

/** Time between two looks that ask whether the boot loader is back: one that finds nothing to boot returns to its menu. */
const LOOK_MS = 2_000;
const LOADER_LOOKS = 2;

/**
 * Waits for text, or for a prompt. A kernel panic ends it: what is waited for will not come.
 * @throws BootcatchError `plan.panicked`, `plan.notBooted`, `plan.waitOver`, and `plan.unwanted` through `guard`
 */
export async function waitFor(what: TextPattern | 'prompt', limitMs: number, hands: Hands, guard: (reading: Reading) => void): Promise<void> {
  const endMs = hands.clock.now() + limitMs;
  let looksInLoader = 0;
  while (looksInLoader < LOADER_LOOKS) {
    const leftMs = endMs - hands.clock.now();
    const seen = await hands.until((reading) => {
      guard(reading);
      if (what === 'prompt' ? prompts.has(reading.phase) && !reading.menu : hasLine(reading, what)) return true;
      if (reading.phase === 'panic' && reading.panic) throw new BootcatchError('plan.panicked', { reason: reading.panic.reason });
      return undefined;
    }, Math.min(leftMs, LOOK_MS));
    if (seen) return;
    if (leftMs <= LOOK_MS) break;
    looksInLoader = standsInLoader(await hands.look()) ? looksInLoader + 1 : 0;
  }
  if (looksInLoader > 0) throw new BootcatchError('plan.notBooted');
  throw new BootcatchError('plan.waitOver', { what: what === 'prompt' ? what : what.source, seconds: Math.round(limitMs / 1_000) });
}

/** True where the boot loader waits for a person and nothing will come by itself. */
function standsInLoader({ menu }: Reading): boolean {
  return menu !== undefined && (menu.view !== 'menu' || standsStill(menu));
}

/** Whether any line of the screen matches. */
export function hasLine({ text }: Reading, pattern: TextPattern): boolean {
  return text.lines.some((line) => line !== '' && pattern.matches(line));
}
