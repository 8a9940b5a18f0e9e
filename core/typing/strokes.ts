import { chord } from '../keys/chord.ts';
import { keysymOf, shiftKeysym } from '../keys/keysyms.ts';
import type { KeyStroke } from '../rfb/session.ts';
import { layouts, placeKeysyms, type LayoutName } from './layouts.ts';

/**
 * How a character gets to the guest: the console turns key symbols into keys by its own layout, and the guest turns keys into
 * characters by another. GRUB is always `us`.
 */
export interface TypingLayouts {
  /** The layout through which the VNC server takes key symbols for keys (`-k` in QEMU). Without one, it acts as `us`. */
  readonly server: LayoutName;
  readonly guest: LayoutName;
}

const enterKeysym = 0xff0d;
const tabKeysym = 0xff09;
const names: readonly LayoutName[] = ['us', 'ja'];

interface Place {
  readonly key: string;
  readonly shift: boolean;
}

/** Where a layout has a character; undefined where it has none. */
function placeOf(character: string, layout: LayoutName): Place | undefined {
  for (const [key, [plain, shifted]] of Object.entries(layouts[layout])) {
    if (plain === character) return { key, shift: false };
    if (shifted === character) return { key, shift: true };
  }
  return undefined;
}

/**
 * The symbol that makes a server of this layout press the key at this place. A face that stands on two keys would leave the choice to
 * the server, so the key's other face is used where that one is its own.
 */
function keysymAt({ key, shift }: Place, layout: LayoutName): number | undefined {
  const [plain, shifted] = layouts[layout][key] ?? ['', ''];
  const faces = (shift ? [shifted, plain] : [plain]).filter((face) => face !== '');
  const face = faces.find((one) => keysWith(one, layout).length === 1) ?? faces[0];
  return face === undefined ? placeKeysyms[layout][key] : keysymOf(face);
}

function keysWith(face: string, layout: LayoutName): readonly string[] {
  return Object.entries(layouts[layout]).flatMap(([key, faces]) => (faces.includes(face) ? [key] : []));
}

/** The key at which a server of this layout finds a symbol. */
function keyOf(keysym: number, layout: LayoutName): string | undefined {
  const special = Object.entries(placeKeysyms[layout]).find(([, symbol]) => symbol === keysym)?.[0];
  return special ?? placeOf(String.fromCodePoint(keysym), layout)?.key;
}

function symbolFor(character: string, { server, guest }: TypingLayouts): { readonly keysym: number; readonly shift: boolean } | undefined {
  if (character === '\n') return { keysym: enterKeysym, shift: false };
  if (character === '\t') return { keysym: tabKeysym, shift: false };
  const place = placeOf(character, guest);
  const keysym = place && keysymAt(place, server);
  return place && keysym !== undefined ? { keysym, shift: place.shift } : undefined;
}

/**
 * The key events that type one character, Shift pressed and let go around it where it is needed: servers look symbols up without
 * adding it. Undefined where the guest's layout has no such character.
 */
export function strokesFor(character: string, typing: TypingLayouts): readonly KeyStroke[] | undefined {
  const symbol = symbolFor(character, typing);
  if (!symbol) return undefined;
  return symbol.shift ? chord(shiftKeysym, symbol.keysym) : chord(symbol.keysym);
}

/** What appears where `character` is typed for `assumed` and the layouts are really `actual`; undefined where nothing does. */
export function appearsAs(character: string, assumed: TypingLayouts, actual: TypingLayouts): string | undefined {
  const symbol = symbolFor(character, assumed);
  const key = symbol && keyOf(symbol.keysym, actual.server);
  const faces = key === undefined ? undefined : layouts[actual.guest][key];
  const face = faces?.[symbol?.shift === true ? 1 : 0];
  return face === undefined || face === '' ? undefined : face;
}

/**
 * The layouts that explain why `seen` appeared where `meant` was typed for `assumed`; undefined where none does. The two are of the
 * same length, one character for each key.
 */
export function layoutsBehind(meant: string, seen: string, assumed: TypingLayouts): TypingLayouts | undefined {
  const all = names.flatMap((server) => names.map((guest) => ({ server, guest })));
  return all.find((actual) => [...meant].every((character, at) => appearsAs(character, assumed, actual) === seen[at]) && [...meant].every((character) => symbolFor(character, actual)));
}
