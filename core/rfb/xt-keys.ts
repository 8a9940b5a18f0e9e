import { xtScancodes } from './novnc.ts';

/**
 * Which physical key of a US keyboard carries each keysym, by the key names of the UI Events specification. QEMU's extended
 * key event wants the key, not the character; GRUB and the kernel read it as a US keyboard.
 */

/** X11 keysyms of keys that a US keyboard writes nothing with (keysymdef.h). */
const functionKeys: Readonly<Record<number, string>> = {
  // ¥ and kana RO: the two keys that only a Japanese keyboard has.
  0x00a5: 'IntlYen',
  0x04db: 'IntlRo',
  0xff08: 'Backspace',
  0xff09: 'Tab',
  0xff0d: 'Enter',
  0xff13: 'Pause',
  0xff14: 'ScrollLock',
  0xff1b: 'Escape',
  0xff50: 'Home',
  0xff51: 'ArrowLeft',
  0xff52: 'ArrowUp',
  0xff53: 'ArrowRight',
  0xff54: 'ArrowDown',
  0xff55: 'PageUp',
  0xff56: 'PageDown',
  0xff57: 'End',
  0xff61: 'PrintScreen',
  0xff63: 'Insert',
  0xff67: 'ContextMenu',
  0xff7f: 'NumLock',
  0xff8d: 'NumpadEnter',
  0xffaa: 'NumpadMultiply',
  0xffab: 'NumpadAdd',
  0xffad: 'NumpadSubtract',
  0xffae: 'NumpadDecimal',
  0xffaf: 'NumpadDivide',
  0xffe1: 'ShiftLeft',
  0xffe2: 'ShiftRight',
  0xffe3: 'ControlLeft',
  0xffe4: 'ControlRight',
  0xffe5: 'CapsLock',
  0xffe9: 'AltLeft',
  0xffea: 'AltRight',
  0xffeb: 'MetaLeft',
  0xffec: 'MetaRight',
  0xffff: 'Delete',
};

/** Keys that write: what each writes alone and with Shift. */
const writingKeys: Readonly<Record<string, string>> = {
  Backquote: '`~',
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  Digit0: '0)',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
  Space: ' ',
};

function buildTable(): ReadonlyMap<number, number> {
  const keys = new Map<number, string>(Object.entries(functionKeys).map(([keysym, key]) => [Number(keysym), key]));
  for (let number = 1; number <= 12; number++) keys.set(0xffbe + number - 1, `F${number}`);
  for (let digit = 0; digit <= 9; digit++) keys.set(0xffb0 + digit, `Numpad${digit}`);
  for (const [key, characters] of Object.entries(writingKeys)) for (const character of characters) keys.set(character.charCodeAt(0), key);
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
    keys.set(letter.charCodeAt(0), `Key${letter}`);
    keys.set(letter.toLowerCase().charCodeAt(0), `Key${letter}`);
  }
  return new Map([...keys].map(([keysym, key]) => [keysym, onTheWire(xtScancodes[key] ?? 0)]));
}

/** QEMU takes an extended scancode `e0 xx` as one byte with its top bit set. */
function onTheWire(scancode: number): number {
  return scancode >> 8 === 0xe0 ? (scancode & 0xff) | 0x80 : scancode;
}

const table = buildTable();

/** The XT scancode for QEMU's extended key event, or undefined where a US keyboard has no such key. */
export function scancodeOf(keysym: number): number | undefined {
  return table.get(keysym);
}
