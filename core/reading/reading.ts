/** Which program drew the menu. `unknown`: a highlighted bar in a list, but no known words. */
export type MenuKind = 'grub2' | 'grubLegacy' | 'systemdBoot' | 'syslinux' | 'windows' | 'firmware' | 'unknown';

/** Which face of the boot loader is on screen. */
export type MenuView = 'menu' | 'editor' | 'shell' | 'password';

/** A boot menu as read from the screen. */
export interface Menu {
  readonly kind: MenuKind;
  readonly view: MenuView;
  /** First line, e.g. `GNU GRUB  version 2.06`. Empty where there is none. */
  readonly title: string;
  /** The entries that are visible now, without the marker `*`, trimmed. Empty in editor and shell. */
  readonly entries: readonly string[];
  /** Index into {@link entries}; undefined where no highlight was found. */
  readonly selectedIndex: number | undefined;
  /** Seconds on the countdown; undefined where no countdown is on screen. */
  readonly secondsLeft: number | undefined;
  /** True where the help says that ESC goes back: a submenu, or UEFI's nested menu, where ESC leaves the menu. */
  readonly nested: boolean;
  /** True where more entries exist above or below what is visible. */
  readonly scrolled: boolean;
  /** True when every part of the menu is drawn (box, entries, help), so that a missing countdown line means that there is none. */
  readonly complete: boolean;
}

/** How far the boot has come, as far as the screen tells. `unknown` where it doesn't. */
export type Phase =
  | 'unknown'
  | 'blank'
  | 'firmware'
  | 'networkBoot'
  | 'bootLoader'
  | 'bootMenu'
  | 'booting'
  | 'kernel'
  | 'initramfs'
  | 'init'
  | 'rescueShell'
  | 'passwordPrompt'
  | 'login'
  | 'panic'
  | 'fsck'
  | 'relabel'
  | 'crashDump';

/** A kernel panic as read from the screen. */
export interface Panic {
  /** The words after `not syncing:`. */
  readonly reason: string;
  /** Seconds after which the kernel reboots by itself, where it says so. */
  readonly rebootInSeconds?: number;
}

/** What one look at the screen tells. */
export interface Reading {
  /** Frame number this was read from. */
  readonly frame: number;
  readonly text: ScreenText;
  readonly menu: Menu | undefined;
  readonly phase: Phase;
  readonly panic: Panic | undefined;
}

/** The screen's characters. */
export interface ScreenText {
  /** One string a row, spaces kept, trailing spaces cut. Unknown glyphs are U+FFFD. Wide characters stand once. Empty where no text grid was found. */
  readonly lines: readonly string[];
  /** Cells in a row, where the screen has a grid: a line of this length may go on in the next one. */
  readonly columns?: number;
  /** Name of the font that was found, e.g. `vga-8x16/9`. */
  readonly font: string | undefined;
  /** Share of non-blank cells that were read exactly, 0 to 1; 1 for a blank screen. */
  readonly exactShare: number;
  /** The `lines` row indices that are drawn in inverse video over most of their length. */
  readonly inverseRows: readonly number[];
}
