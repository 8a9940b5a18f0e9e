import type { BootKey } from '../boot-key.ts';
import type { GrubVersion } from './boot-settings.ts';

/*
 * GRUB's key tables, from the sources of GRUB 2.04, 2.06 and 0.97.
 *
 * Before the menu (styles `hidden` and `countdown`) only these stop the countdown; every other key is read and dropped:
 *   grub-2.06   ESC, F4, a held Shift
 *   grub-2.04   ESC
 *   legacy      ESC
 * With a timeout of 0, GRUB 2 reads exactly one key there; legacy reads one as well, before it looks at its clock.
 *
 * In the visible menu every key stops the countdown, and then does:
 *   key                        GRUB 2                     legacy
 *   up, ctrl-p, ^              one up                     one up
 *   down, ctrl-n, v            one down                   one down
 *   home, ctrl-a / end, ctrl-e first / last               -
 *   pageUp, ctrl-g             ten up                     twelve up
 *   pageDown, ctrl-c           ten down                   twelve down
 *   enter, right, ctrl-f       boots the entry            boots the entry
 *   escape                     back, where nested         -
 *   c / e                      shell / editor             shell / editor
 *   any other                  -                          -
 */

/** What a key does in a visible menu. */
export type MenuAction = { readonly do: 'select'; readonly index: number } | { readonly do: 'boot' | 'leave' | 'shell' | 'edit' | 'nothing' };

/** True where the key stops a countdown that shows no menu. */
export function interruptsWaiting(version: GrubVersion, key: BootKey | undefined, shiftHeld: boolean): boolean {
  return key === 'escape' || (version === 'grub-2.06' && (key === 'f4' || shiftHeld));
}

const pageSizes: Record<GrubVersion, number> = { 'grub-2.04': 10, 'grub-2.06': 10, legacy: 12 };

const moves: Readonly<Record<string, 'up' | 'down' | 'first' | 'last' | 'pageUp' | 'pageDown'>> = {
  up: 'up',
  'ctrl-p': 'up',
  '^': 'up',
  down: 'down',
  'ctrl-n': 'down',
  v: 'down',
  home: 'first',
  'ctrl-a': 'first',
  end: 'last',
  'ctrl-e': 'last',
  pageUp: 'pageUp',
  'ctrl-g': 'pageUp',
  pageDown: 'pageDown',
  'ctrl-c': 'pageDown',
};

const others: Readonly<Record<string, 'boot' | 'leave' | 'shell' | 'edit'>> = { enter: 'boot', right: 'boot', 'ctrl-f': 'boot', escape: 'leave', c: 'shell', e: 'edit' };

/** The key's row in the table. */
export function menuAction(version: GrubVersion, key: BootKey, selected: number, count: number, nested: boolean): MenuAction {
  const move = moves[key];
  if (move !== undefined) {
    if (version === 'legacy' && (move === 'first' || move === 'last')) return { do: 'nothing' };
    const page = pageSizes[version];
    const target = { up: selected - 1, down: selected + 1, first: 0, last: count - 1, pageUp: selected - page, pageDown: selected + page }[move];
    return { do: 'select', index: Math.min(Math.max(target, 0), count - 1) };
  }
  const action = others[key];
  return { do: action === undefined || (action === 'leave' && !nested) ? 'nothing' : action };
}
