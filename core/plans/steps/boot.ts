import { BootcatchError } from '../../base/error.ts';
import { isPastLoader } from '../../catch/phases.ts';
import type { Phase, Reading } from '../../reading/reading.ts';
import { DECISIVE_LIMIT_MS, type Hands, type NamedKey } from '../hands.ts';

/** How long a loader may take from the key to its first word: a slow disk reads a big kernel meanwhile. */
const GONE_LIMIT_MS = 20_000;
/** How long after its first word a loader may still find that it cannot boot. */
const ERROR_LIMIT_MS = 4_000;
const KEY_TRIES = 3;

/**
 * Presses a key that boots, and proves by the screen that the boot has begun.
 * @param before the picture that the key is meant for; as long as it stands, the key was lost and is pressed again
 * @throws BootcatchError `plan.passwordAsked`, `plan.loaderError`, `plan.notBooted`
 */
export async function bootWith(keys: readonly NamedKey[], before: Reading, hands: Hands): Promise<void> {
  const view = before.menu?.view;
  for (const key of Array.from({ length: KEY_TRIES }, (_, attempt) => keys[attempt % keys.length])) {
    if (!key) break;
    hands.press(key);
    if (await hands.until((reading) => left(reading, before), DECISIVE_LIMIT_MS)) return proveBoot(hands);
    const now = await hands.look();
    if (left(now, before)) return proveBoot(hands);
    if (now.menu?.view !== view || !sameWords(now, before)) throw new BootcatchError('plan.notBooted');
  }
  throw new BootcatchError('plan.stuck', { key: keys[0]?.name ?? '' });
}

function left(reading: Reading, before: Reading): true | undefined {
  if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
  return reading.menu?.view === before.menu?.view ? undefined : true;
}

function sameWords(one: Reading, other: Reading): boolean {
  return one.text.lines.join('\n') === other.text.lines.join('\n');
}

/** The menu is gone; now the boot must show, or at least nothing that speaks against it. */
async function proveBoot(hands: Hands): Promise<void> {
  const phase = await hands.until(bootPhase, GONE_LIMIT_MS);
  // The loader says that it boots before it knows whether it can.
  if (phase === 'booting') await hands.until((reading) => (bootPhase(reading) === 'booting' ? undefined : true), ERROR_LIMIT_MS);
  // A screen that stays blank or shows a picture: the kernel draws nothing yet, or `quiet` keeps it so.
  const now = await hands.look();
  bootPhase(now);
  if (now.menu) throw new BootcatchError('plan.notBooted');
}

/** How far beyond its menu the loader is. @throws BootcatchError `plan.passwordAsked`, `plan.loaderError` */
function bootPhase(reading: Reading): Phase | undefined {
  if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
  const error = reading.phase === 'bootLoader' || reading.phase === 'booting' ? reading.text.lines.findLast((line) => /^\s*(?:error: |エラー: )/.test(line)) : undefined;
  if (error !== undefined) throw new BootcatchError('plan.loaderError', { line: error.trim() });
  return isPastLoader(reading.phase) ? reading.phase : undefined;
}
