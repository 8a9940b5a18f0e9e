import { layouts, type LayoutName } from '../../core/contract/index.ts';

export interface KeyPress {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly capsLock: boolean;
}

/** The character that a key gives on a keyboard with this layout, whatever layout the system has set; undefined for keys that give none. */
export function characterOn(layout: LayoutName, { code, shiftKey, capsLock }: KeyPress): string | undefined {
  const faces = layouts[layout][code];
  return faces?.[shiftKey !== (capsLock && code.startsWith('Key')) ? 1 : 0] || undefined;
}
