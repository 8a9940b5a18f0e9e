/** Modifiers that can be held down from the menu, with their X keysyms and places. */
export const modifiers = [
  { name: 'ctrl', label: 'Ctrl', keysym: 0xffe3, code: 'ControlLeft' },
  { name: 'alt', label: 'Alt', keysym: 0xffe9, code: 'AltLeft' },
  { name: 'shift', label: 'Shift', keysym: 0xffe1, code: 'ShiftLeft' },
  { name: 'super', label: 'Super', keysym: 0xffeb, code: 'MetaLeft' },
] as const;

export type ModifierName = (typeof modifiers)[number]['name'];
