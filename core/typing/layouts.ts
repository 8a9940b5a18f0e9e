/** A keyboard layout by what its keys write. */
export type LayoutName = 'us' | 'ja';

/** What a key writes alone and with Shift; empty where it writes no ASCII character. */
export type KeyFaces = readonly [plain: string, shifted: string];

/** The writing keys of a layout, by the key names of the UI Events specification. */
export type Layout = Readonly<Record<string, KeyFaces>>;

const letters: Layout = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((letter) => [`Key${letter.toUpperCase()}`, [letter, letter.toUpperCase()] as const]));

/** What GRUB takes every keyboard for, and the kernel until a keymap is loaded. */
const us: Layout = {
  ...letters,
  Backquote: ['`', '~'],
  Digit1: ['1', '!'],
  Digit2: ['2', '@'],
  Digit3: ['3', '#'],
  Digit4: ['4', '$'],
  Digit5: ['5', '%'],
  Digit6: ['6', '^'],
  Digit7: ['7', '&'],
  Digit8: ['8', '*'],
  Digit9: ['9', '('],
  Digit0: ['0', ')'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
};

/** The Japanese keyboard (JIS X 6002, jp106), as Linux's keymap and QEMU's `-k ja` have it. */
const ja: Layout = {
  ...letters,
  // Zenkaku/Hankaku: it stands where a US keyboard writes ` and ~.
  Backquote: ['', ''],
  Digit1: ['1', '!'],
  Digit2: ['2', '"'],
  Digit3: ['3', '#'],
  Digit4: ['4', '$'],
  Digit5: ['5', '%'],
  Digit6: ['6', '&'],
  Digit7: ['7', "'"],
  Digit8: ['8', '('],
  Digit9: ['9', ')'],
  // What XKB's layout writes there; the printed key has no second face. QEMU looks ~ up here and not on the key after Minus.
  Digit0: ['0', '~'],
  Minus: ['-', '='],
  Equal: ['^', '~'],
  IntlYen: ['\\', '|'],
  BracketLeft: ['@', '`'],
  BracketRight: ['[', '{'],
  Backslash: [']', '}'],
  Semicolon: [';', '+'],
  Quote: [':', '*'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  IntlRo: ['\\', '_'],
  Space: [' ', ' '],
};

export const layouts: Readonly<Record<LayoutName, Layout>> = { us, ja };

/**
 * X11 keysyms (keysymdef.h) of keys that have no character of their own in a layout: the key of that place is meant, not what is
 * written on it.
 */
export const placeKeysyms: Readonly<Record<LayoutName, Readonly<Record<string, number>>>> = {
  // kana_RO and yen: they stand on the keys that only the Japanese keyboard has.
  us: { IntlRo: 0x04db, IntlYen: 0x00a5 },
  // Zenkaku_Hankaku.
  ja: { Backquote: 0xff2a },
};
