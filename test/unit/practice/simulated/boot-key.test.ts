import { describe, expect, it } from 'vitest';
import { KeyTranslator } from '../../../../core/practice/simulated/boot-key.ts';

const shift = 0xffe1;
const control = 0xffe3;
const alt = 0xffe9;

/** The keys that these keysyms type: a positive one goes down, a negative one up. */
function typed(...keysyms: readonly number[]): (string | undefined)[] {
  const keys = new KeyTranslator();
  return keysyms.map((keysym) => keys.press({ keysym: Math.abs(keysym), down: keysym > 0 }));
}

describe('the keys of a VNC client', () => {
  it('are typed when they go down, under the names of a BIOS keyboard', () => {
    expect(typed(0xffc1, -0xffc1)).toEqual(['f4', undefined]);
    expect(typed(0xffbe, 0xffc9, 0xff0d, 0xff8d, 0xff1b, 0xff51, 0xff53, 0x61, 0x41, 0x20)).toEqual(['f1', 'f12', 'enter', 'enter', 'escape', 'left', 'right', 'a', 'A', ' ']);
  });

  it('make chords with the modifiers that are down, and only while they are', () => {
    expect(typed(control, 0x78, -control, 0x78)).toEqual([undefined, 'ctrl-x', undefined, 'x']);
    expect(typed(control, 0x58)).toEqual([undefined, 'ctrl-x']);
    expect(typed(shift, 0xffc1, -shift, 0xffc1)).toEqual([undefined, 'shift-f4', undefined, 'f4']);
    expect(typed(control, alt, 0xffff)).toEqual([undefined, undefined, 'ctrl-alt-delete']);
    expect(typed(control, 0xffff)).toEqual([undefined, 'delete']);
  });

  it('are nothing where a BIOS keyboard has no such key', () => {
    expect(typed(0, 0x0100_3042, 0xffff_ffff, 0xfe03)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tell whether Shift is held', () => {
    const keys = new KeyTranslator();
    for (const [keysym, down, held] of [[shift, true, true], [0xffe2, true, true], [shift, false, true], [0xffe2, false, false]] as const) {
      keys.press({ keysym, down });
      expect(keys.shiftHeld).toBe(held);
    }
  });
});
