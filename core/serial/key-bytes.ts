import type { KeyStroke } from '../rfb/session.ts';

const escape = '\x1b';

/**
 * What a terminal sends for its special keys. Each is one that GRUB's serial input knows (`grub_terminfo_readkey`): its F3 to F5
 * are those of a VT100 with UEFI, not those of xterm, and xterm's would reach it as ESC and two letters. Arrows never take the form
 * of the "application" mode, into which a program of the last run may have put the terminal: GRUB takes those for F11 and F12.
 */
const specialKeys: Readonly<Record<number, string>> = {
  0xff08: '\x7f',
  0xff09: '\t',
  0xff0d: '\r',
  0xff8d: '\r',
  0xff1b: escape,
  0xff50: `${escape}[H`,
  0xff51: `${escape}[D`,
  0xff52: `${escape}[A`,
  0xff53: `${escape}[C`,
  0xff54: `${escape}[B`,
  0xff55: `${escape}[5~`,
  0xff56: `${escape}[6~`,
  0xff57: `${escape}[F`,
  0xff63: `${escape}[2~`,
  0xffff: `${escape}[3~`,
  0xffbe: `${escape}OP`,
  0xffbf: `${escape}OQ`,
  0xffc0: `${escape}Ow`,
  0xffc1: `${escape}Ox`,
  0xffc2: `${escape}Ot`,
  0xffc3: `${escape}[17~`,
  0xffc4: `${escape}[18~`,
  0xffc5: `${escape}[19~`,
  0xffc6: `${escape}[20~`,
  0xffc7: `${escape}[21~`,
  0xffc8: `${escape}[23~`,
  0xffc9: `${escape}[24~`,
};

const controlKeysyms: readonly number[] = [0xffe3, 0xffe4];
const altKeysyms: readonly number[] = [0xffe9, 0xffea, 0xffe7, 0xffe8];
const unicodeKeysyms = 0x0100_0000;

/** Turns key events into the bytes of a terminal. It remembers whether Ctrl or Alt is down; that a key is held cannot be said on a line. */
export class KeyEncoder {
  readonly #down = new Set<number>();
  readonly #text = new TextEncoder();

  /** @returns the bytes to send; none for a key that goes up, a modifier, or a key that no terminal has */
  encode({ keysym, down }: KeyStroke): Uint8Array {
    if (!down) this.#down.delete(keysym);
    else if (controlKeysyms.includes(keysym) || altKeysyms.includes(keysym)) this.#down.add(keysym);
    const bytes = down ? (specialKeys[keysym] ?? this.#character(keysym)) : '';
    const alt = bytes !== '' && this.#isDown(altKeysyms);
    return this.#text.encode(alt ? escape + bytes : bytes);
  }

  #character(keysym: number): string {
    const code = keysym >= unicodeKeysyms ? keysym - unicodeKeysyms : keysym;
    const isCharacter = (keysym >= 0x20 && keysym <= 0xff) || (code > 0xff && code <= 0x10ffff && keysym >= unicodeKeysyms);
    if (!isCharacter) return '';
    const character = String.fromCodePoint(code);
    // Ctrl clears the upper bits of the letters and of @ [ \ ] ^ _.
    return this.#isDown(controlKeysyms) && /^[@-_a-z]$/.test(character) ? String.fromCharCode(code & 0x1f) : character;
  }

  #isDown(keysyms: readonly number[]): boolean {
    return keysyms.some((keysym) => this.#down.has(keysym));
  }
}
