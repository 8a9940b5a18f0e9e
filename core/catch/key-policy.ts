import type { Menu, MenuKind, Reading } from '../reading/reading.ts';
import type { HoldKey } from './laps.ts';

/** What the policy wants done now. */
export type KeyAction =
  /** Press and let go, then again after the key interval. */
  | { readonly kind: 'tap'; readonly keysyms: readonly number[]; readonly name: string; readonly why: 'nothingSeen' | 'menuSeen' }
  /** Press and keep down; pressed again at each interval, as a keyboard repeats. */
  | { readonly kind: 'hold'; readonly keysym: number; readonly name: string; readonly why: 'nothingSeen' }
  /** Play the person's own sequence once, then ask again. */
  | { readonly kind: 'sequence'; readonly why: 'nothingSeen' | 'menuSeen' }
  /** No key: the menu stands, or what is on screen takes none of ours. */
  | { readonly kind: 'rest' };

export const keysyms = {
  escape: 0xff1b,
  left: 0xff51,
  up: 0xff52,
  down: 0xff54,
  f4: 0xffc1,
  shiftLeft: 0xffe1,
} as const;

type TapName = 'F4' | 'ESC' | 'LEFT' | 'DOWN UP';

const taps: Readonly<Record<TapName, readonly number[]>> = {
  F4: [keysyms.f4],
  ESC: [keysyms.escape],
  LEFT: [keysyms.left],
  // A pair, so that the highlight ends where it was.
  'DOWN UP': [keysyms.down, keysyms.up],
};

/**
 * The key that stops each menu's countdown without moving the choice, booting, editing or leaving.
 * GRUB 2 stops at any key, and LEFT has no meaning of its own there; RIGHT would boot, ESC can leave a nested menu.
 */
const menuKey: Readonly<Record<Exclude<MenuKind, 'firmware'>, TapName>> = {
  grub2: 'LEFT',
  grubLegacy: 'LEFT',
  systemdBoot: 'DOWN UP',
  syslinux: 'DOWN UP',
  windows: 'DOWN UP',
  unknown: 'DOWN UP',
};

/** Taps of the menu's first key after which the other harmless one takes turns with it. */
const PATIENCE_TAPS = 8;

const blindTap: Readonly<Partial<Record<HoldKey, TapName>>> = { f4: 'F4', esc: 'ESC', arrows: 'LEFT' };

function tap(name: TapName, why: 'nothingSeen' | 'menuSeen'): KeyAction {
  return { kind: 'tap', keysyms: taps[name], name, why };
}

/** True where the picture shows a whole boot menu and no countdown on it. */
export function standsStill(menu: Menu): boolean {
  return menu.view === 'menu' && menu.kind !== 'firmware' && menu.complete && menu.secondsLeft === undefined;
}

function keyForMenu(menu: Menu, key: HoldKey, tapsOnMenu: number): KeyAction {
  // The firmware's own menu is not what is to be held, and any key there could choose a device.
  if (menu.view !== 'menu' || menu.kind === 'firmware' || standsStill(menu)) return { kind: 'rest' };
  if (key === 'sequence') return { kind: 'sequence', why: 'menuSeen' };
  const first = key === 'f4' && menu.kind === 'grub2' ? 'F4' : menuKey[menu.kind];
  const second = first === 'DOWN UP' ? 'LEFT' : 'DOWN UP';
  return tap(tapsOnMenu >= PATIENCE_TAPS && tapsOnMenu % 2 === 1 ? second : first, 'menuSeen');
}

/**
 * Which key to press, from what is on screen.
 * @param reading the latest look at the new run's screen; undefined before its first frame
 * @param key this lap's key for a boot loader that is not in sight yet
 * @param chosen true where the person named that key: then F4 is used on the menu too, else an arrow is
 * @param tapsOnMenu how often a key has been pressed since the menu came in sight
 */
export function keyFor(reading: Reading | undefined, key: HoldKey, chosen: boolean, tapsOnMenu: number): KeyAction {
  const menu = reading?.menu;
  if (menu) return keyForMenu(menu, key === 'f4' && !chosen ? 'arrows' : key, tapsOnMenu);
  if (key === 'sequence') return { kind: 'sequence', why: 'nothingSeen' };
  if (key === 'shift') return { kind: 'hold', keysym: keysyms.shiftLeft, name: 'Shift', why: 'nothingSeen' };
  return tap(blindTap[key] ?? 'F4', 'nothingSeen');
}
