import type { KeyStroke } from '../../rfb/session.ts';

/**
 * A key as a BIOS keyboard gives it: a printable character, a name (`up`, `enter`, `escape`, `f4`…), a chord with Control
 * (`ctrl-x`), a function key with Shift (`shift-f4`, another scan code than F4), or `ctrl-alt-delete`.
 */
export type BootKey = string;

/** X11 keysyms of the keys that have no character. */
const named: Readonly<Record<number, BootKey>> = {
  0xff08: 'backspace',
  0xff09: 'tab',
  0xff0d: 'enter',
  0xff8d: 'enter',
  0xff1b: 'escape',
  0xff50: 'home',
  0xff51: 'left',
  0xff52: 'up',
  0xff53: 'right',
  0xff54: 'down',
  0xff55: 'pageUp',
  0xff56: 'pageDown',
  0xff57: 'end',
  0xff63: 'insert',
  0xffff: 'delete',
};
const f1Keysym = 0xffbe;
const f12Keysym = 0xffc9;
const shiftKeysyms = [0xffe1, 0xffe2];
const controlKeysyms = [0xffe3, 0xffe4];
const altKeysyms = [0xffe9, 0xffea];

/** Turns one client's key events into keys, and knows which modifiers it holds. */
export class KeyTranslator {
  readonly #held = new Set<number>();

  /** True while a Shift key is down. */
  get shiftHeld(): boolean {
    return this.#holds(shiftKeysyms);
  }

  /** The key that `stroke` types; undefined for releases, modifiers alone and what a BIOS keyboard lacks. */
  press({ keysym, down }: KeyStroke): BootKey | undefined {
    if ([...shiftKeysyms, ...controlKeysyms, ...altKeysyms].includes(keysym)) {
      if (down) this.#held.add(keysym);
      else this.#held.delete(keysym);
      return undefined;
    }
    return down ? this.#key(keysym) : undefined;
  }

  #key(keysym: number): BootKey | undefined {
    const control = this.#holds(controlKeysyms);
    const name = named[keysym];
    if (name === 'delete' && control && this.#holds(altKeysyms)) return 'ctrl-alt-delete';
    if (name !== undefined) return name;
    if (keysym >= f1Keysym && keysym <= f12Keysym) return `${this.shiftHeld ? 'shift-' : ''}f${keysym - f1Keysym + 1}`;
    if (keysym < 0x20 || keysym > 0x7e) return undefined;
    const character = String.fromCodePoint(keysym);
    return control && /[a-z]/i.test(character) ? `ctrl-${character.toLowerCase()}` : character;
  }

  #holds(keysyms: readonly number[]): boolean {
    return keysyms.some((keysym) => this.#held.has(keysym));
  }
}

/** True for a key that types a character. */
export function isCharacter(key: BootKey): boolean {
  return key.length === 1;
}
