import { BootcatchError } from '../../base/error.ts';
import { isPastLoader } from '../../catch/phases.ts';
import type { Phase, Reading } from '../../reading/reading.ts';
import { contentOf, DECISIVE_LIMIT_MS, planKeys, type Hands } from '../hands.ts';
import { changedList, spotOf } from '../menu-spot.ts';
import { pressOnMenu } from '../press-on-menu.ts';

/** How long a loader may take from the key to its first word: a slow disk reads a big kernel meanwhile. */
const GONE_LIMIT_MS = 20_000;
/** How long after its first word a loader may still find that it cannot boot. */
const ERROR_LIMIT_MS = 4_000;

/**
 * Boots the highlighted entry, and proves by the screen that the boot has begun.
 * @param before the picture that the key is meant for
 * @throws BootcatchError `plan.passwordAsked`, `plan.loaderError`, `plan.notBooted`, `plan.stuck`
 */
export async function bootEntry(before: Reading, hands: Hands): Promise<void> {
  const spot = spotOf(before);
  const effect = (reading: Reading): true | undefined => {
    if (spot && changedList(spot, spotOf(reading))) throw new BootcatchError('plan.notBooted');
    return left(reading, before);
  };
  await pressOnMenu({ key: planKeys.enter, before, effect }, hands);
  return proveBoot(hands);
}

/**
 * Boots what stands in the editor, and proves it by the screen. A key that was lost is pressed again; were it only late, the second one
 * would come to a kernel that is starting.
 * @param before the picture that the key is meant for
 * @throws BootcatchError `plan.passwordAsked`, `plan.loaderError`, `plan.notBooted`, `plan.stuck`
 */
export async function bootEdited(before: Reading, hands: Hands): Promise<void> {
  for (const key of [planKeys.controlX, planKeys.f10, planKeys.controlX]) {
    hands.press(key);
    if (await hands.until((reading) => left(reading, before), DECISIVE_LIMIT_MS)) return proveBoot(hands);
    const now = await hands.look();
    if (left(now, before)) return proveBoot(hands);
    if (contentOf(now) !== contentOf(before)) throw new BootcatchError('plan.notBooted');
  }
  throw new BootcatchError('plan.stuck', { key: planKeys.controlX.name });
}

function left(reading: Reading, before: Reading): true | undefined {
  if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
  return reading.menu?.view === before.menu?.view ? undefined : true;
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
