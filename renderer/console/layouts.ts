export type PhysicalLayout = 'us' | 'ja';

/** The characters of a key by its place: plain and with Shift. */
type Layout = Readonly<Record<string, readonly [string, string]>>;

const letters: Layout = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].map((letter) => [`Key${letter.toUpperCase()}`, [letter, letter.toUpperCase()] as const]));

const digits = (shifted: string): Layout => Object.fromEntries([...'1234567890'].map((digit, index) => [`Digit${digit}`, [digit, shifted[index] ?? digit] as const]));

const layouts: Readonly<Record<PhysicalLayout, Layout>> = {
  us: {
    ...letters,
    ...digits('!@#$%^&*()'),
    Backquote: ['`', '~'],
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
  },
  // JIS X 6002.
  ja: {
    ...letters,
    ...digits('!"#$%&\'()0'),
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
  },
};

export interface KeyPress {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly capsLock: boolean;
}

/** The character that a key gives on a keyboard with this layout, whatever layout the system has set; undefined for keys that give none. */
export function characterOn(layout: PhysicalLayout, { code, shiftKey, capsLock }: KeyPress): string | undefined {
  const pair = layouts[layout][code];
  return pair?.[shiftKey !== (capsLock && code.startsWith('Key')) ? 1 : 0];
}
