/** X11 keysyms of the keys that the key language can name. Names are Packer's, in lower case. */
export const specialKeys: Readonly<Record<string, number>> = {
  bs: 0xff08,
  tab: 0xff09,
  enter: 0xff0d,
  return: 0xff0d,
  esc: 0xff1b,
  insert: 0xff63,
  del: 0xffff,
  home: 0xff50,
  left: 0xff51,
  up: 0xff52,
  right: 0xff53,
  down: 0xff54,
  pageup: 0xff55,
  pagedown: 0xff56,
  end: 0xff57,
  menu: 0xff67,
  spacebar: 0x0020,
  f1: 0xffbe,
  f2: 0xffbf,
  f3: 0xffc0,
  f4: 0xffc1,
  f5: 0xffc2,
  f6: 0xffc3,
  f7: 0xffc4,
  f8: 0xffc5,
  f9: 0xffc6,
  f10: 0xffc7,
  f11: 0xffc8,
  f12: 0xffc9,
  leftshift: 0xffe1,
  rightshift: 0xffe2,
  leftctrl: 0xffe3,
  rightctrl: 0xffe4,
  leftalt: 0xffe9,
  rightalt: 0xffea,
  leftoption: 0xffe9,
  rightoption: 0xffea,
  leftsuper: 0xffeb,
  rightsuper: 0xffec,
  leftcommand: 0xffeb,
  rightcommand: 0xffec,
};

export const shiftKeysym = 0xffe1;

/** Characters that need Shift on a US keyboard, which is what GRUB and a VNC server without a keymap assume. */
const shiftedOnUsKeyboard = '~!@#$%^&*()_+{}|:"<>?';

/** The keysym of a character: Latin-1 code points are their own keysyms, others live at 0x01000000. */
export function keysymOf(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (character === '\n') return 0xff0d;
  if (character === '\t') return 0xff09;
  return codePoint < 0x100 ? codePoint : 0x0100_0000 + codePoint;
}

/** Whether Shift must be down for this character on a US keyboard. */
export function needsShift(character: string): boolean {
  return shiftedOnUsKeyboard.includes(character) || /^[A-Z]$/.test(character);
}
