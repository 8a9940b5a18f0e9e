import { BootcatchError } from '../../base/error.ts';
import type { Phase, Reading } from '../../reading/reading.ts';
import type { Hands } from '../hands.ts';
import type { TextPattern } from '../plan.ts';

/** Where a boot comes to rest and waits for a person. */
const prompts: ReadonlySet<Phase> = new Set(['rescueShell', 'passwordPrompt', 'login']);

/**
 * Waits for text, or for a prompt. A kernel panic ends it: what is waited for will not come.
 * @throws BootcatchError `plan.panicked`, `plan.waitOver`, and `plan.unwanted` through `guard`
 */
export async function waitFor(what: TextPattern | 'prompt', limitMs: number, hands: Hands, guard: (reading: Reading) => void): Promise<void> {
  const seen = await hands.until((reading) => {
    guard(reading);
    if (what === 'prompt' ? prompts.has(reading.phase) && !reading.menu : hasLine(reading, what)) return true;
    if (reading.phase === 'panic' && reading.panic) throw new BootcatchError('plan.panicked', { reason: reading.panic.reason });
    return undefined;
  }, limitMs);
  if (!seen) throw new BootcatchError('plan.waitOver', { what: what === 'prompt' ? what : what.source, seconds: Math.round(limitMs / 1_000) });
}

/** Whether any line of the screen matches. */
export function hasLine({ text }: Reading, pattern: TextPattern): boolean {
  return text.lines.some((line) => line !== '' && pattern.matches(line));
}
