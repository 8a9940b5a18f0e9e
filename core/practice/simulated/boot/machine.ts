import type { BootKey } from '../boot-key.ts';
import type { BootSettings } from './boot-settings.ts';
import type { Disk } from './disk.ts';
import type { MenuEntry } from './entries.ts';
import type { KernelLine } from './kernel-log.ts';

/** One open menu; a submenu lies on top of the menu that it was opened from. */
export interface MenuLevel {
  readonly entries: readonly MenuEntry[];
  readonly selected: number;
  /** ESC goes back: there is a menu below, or a shell. */
  readonly nested: boolean;
}

export interface MenuStage {
  readonly name: 'menu';
  readonly levels: readonly MenuLevel[];
  /** What the countdown shows; undefined where none is on screen. */
  readonly secondsLeft: number | undefined;
  readonly wakeMs?: number;
}

export interface EditorStage {
  readonly name: 'editor';
  readonly menu: MenuStage;
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
  /** GRUB legacy: the chosen line while it is being typed. */
  readonly typing?: string;
}

export interface GrubShellStage {
  readonly name: 'grubShell';
  /** What ESC goes back to; undefined where the shell is all that is left. */
  readonly back: MenuStage | EditorStage | undefined;
  readonly line: string;
  /** `linux` and `initrd` lines typed so far. */
  readonly loaded: readonly string[];
}

/** GRUB's error with "Press any key to continue...". */
export interface GrubErrorStage {
  readonly name: 'grubError';
  readonly menu: MenuStage;
  readonly wakeMs: number;
}

/** GRUB before its menu, in the styles that show none. */
export interface WaitingStage {
  readonly name: 'waiting';
  readonly secondsLeft: number;
  readonly wakeMs: number;
}

export interface KernelStage {
  readonly name: 'kernel';
  readonly lines: readonly KernelLine[];
  readonly startedAtMs: number;
  readonly to: 'panic' | 'rescueShell' | 'login';
  readonly kernel: string;
  readonly panicRebootSeconds: number;
  readonly wakeMs: number;
}

export interface ShellStage {
  readonly name: 'rescueShell';
  readonly kernel: string;
  readonly line: string;
}

/** How far the simulated computer has come. */
export type Stage =
  | { readonly name: 'off' }
  | { readonly name: 'firmware'; readonly startedAtMs: number; readonly wakeMs: number }
  | { readonly name: 'firmwareSetup' }
  | { readonly name: 'loader'; readonly wakeMs: number }
  | WaitingStage
  | MenuStage
  | EditorStage
  | GrubShellStage
  | GrubErrorStage
  | KernelStage
  | { readonly name: 'panic'; readonly wakeMs?: number }
  | ShellStage
  | { readonly name: 'login'; readonly line: string }
  /** A shell's `reboot` was typed: the screen stays for a moment. */
  | { readonly name: 'restarting'; readonly wakeMs: number };

/** What appears on the screen beyond the pages of a stage. */
export type Output =
  | { readonly do: 'print'; readonly text: string }
  | { readonly do: 'clear' }
  | { readonly do: 'mode'; readonly output: 'text' | 'graphical' }
  /** The head of GRUB's shell. `leavable`: ESC goes back to a menu. */
  | { readonly do: 'shellPage'; readonly leavable: boolean };

/** The simulated computer between two inputs. */
export interface Machine {
  readonly stage: Stage;
  readonly disk: Disk;
  /** Keys that nothing has read yet. */
  readonly buffer: readonly BootKey[];
  readonly shiftHeld: boolean;
}

export interface Context {
  readonly settings: BootSettings;
  readonly nowMs: number;
}

/** What follows from an input at one stage. */
export interface Move {
  readonly stage: Stage;
  readonly output?: readonly Output[];
  readonly disk?: Disk;
}

export const print = (text: string): Output => ({ do: 'print', text });
export const clear: Output = { do: 'clear' };
