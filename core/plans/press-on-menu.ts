import { BootcatchError } from '../base/error.ts';
import type { Reading } from '../reading/reading.ts';
import { contentOf, DECISIVE_LIMIT_MS, planKeys, unexpected, type Hands, type NamedKey } from './hands.ts';
import { movedBy, spotOf } from './menu-spot.ts';

const KEY_TRIES = 3;

export interface MenuPress<T> {
  readonly key: NamedKey;
  /** The picture that the key is meant for. */
  readonly before: Reading;
  readonly effect: (reading: Reading) => T | undefined;
}

/**
 * Presses a key on a menu that must not come twice: an Enter that opens one menu would boot from the next. Where nothing changes, an
 * arrow that moves the highlight and back shows first that the guest has taken every key before it, so that the key was lost and not
 * only late; then it is pressed again.
 * @returns what `effect` found
 * @throws BootcatchError `plan.stuck`, and `plan.unexpectedScreen` where something else changed
 */
export async function pressOnMenu<T>({ key, before, effect }: MenuPress<T>, hands: Hands): Promise<T> {
  for (let attempt = 1; attempt <= KEY_TRIES; attempt++) {
    const { connections } = hands;
    hands.press(key);
    const seen = await hands.until(effect, DECISIVE_LIMIT_MS);
    if (seen !== undefined) return seen;
    const now = await hands.look();
    if (contentOf(now) !== contentOf(before)) throw unexpected(now);
    const late = hands.connections === connections ? await arrowsEcho(key, effect, hands) : undefined;
    if (late !== undefined) return late;
  }
  throw new BootcatchError('plan.stuck', { key: key.name });
}

/**
 * @returns what the key itself brought, where it came late after all
 * @throws BootcatchError `plan.stuck` where no arrow can show that the guest takes keys
 */
async function arrowsEcho<T>(key: NamedKey, effect: (reading: Reading) => T | undefined, hands: Hands): Promise<T | undefined> {
  const start = spotOf(await hands.look());
  const arrows = start?.selected === 0 ? ([planKeys.down, planKeys.up] as const) : ([planKeys.up, planKeys.down] as const);
  if (!start || start.menu.entries.length < 2) throw new BootcatchError('plan.stuck', { key: key.name });
  for (const arrow of arrows) {
    const from = spotOf(await hands.look());
    hands.press(arrow);
    const echo = await hands.until((reading) => {
      const late = effect(reading);
      if (late !== undefined) return { late };
      return from && movedBy(from, spotOf(reading)) === (arrow === planKeys.down ? 1 : -1) ? {} : undefined;
    }, DECISIVE_LIMIT_MS);
    if (!echo) throw new BootcatchError('plan.stuck', { key: key.name });
    if ('late' in echo) return echo.late;
  }
  return undefined;
}
