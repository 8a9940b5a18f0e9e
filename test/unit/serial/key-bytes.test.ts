import { describe, expect, test } from 'vitest';
import { KeyEncoder } from '../../../core/serial/key-bytes.ts';
import type { KeyStroke } from '../../../core/rfb/session.ts';

const tap = (keysym: number): KeyStroke[] => [
  { keysym, down: true },
  { keysym, down: false },
];

function sent(strokes: readonly KeyStroke[]): string {
  const encoder = new KeyEncoder();
  return strokes.map((stroke) => Buffer.from(encoder.encode(stroke)).toString('utf8')).join('');
}

describe('keys on a serial line', () => {
  test.each([
    ['Enter', 0xff0d, '\r'],
    ['ESC', 0xff1b, '\x1b'],
    ['up', 0xff52, '\x1b[A'],
    ['left', 0xff51, '\x1b[D'],
    ['F4 as GRUB knows it', 0xffc1, '\x1bOx'],
    ['F10', 0xffc7, '\x1b[21~'],
    ['a letter', 0x61, 'a'],
    ['a letter of Latin-1', 0xe9, 'é'],
    ['a Japanese letter', 0x0100_3042, 'あ'],
  ])('%s', (_name, keysym, bytes) => {
    expect(sent(tap(keysym))).toBe(bytes);
  });

  test('Ctrl-X is one byte, and the next letter is itself again', () => {
    expect(sent([{ keysym: 0xffe3, down: true }, ...tap(0x78), { keysym: 0xffe3, down: false }, ...tap(0x78)])).toBe('\x18x');
  });

  test('Alt goes ahead as ESC', () => {
    expect(sent([{ keysym: 0xffe9, down: true }, ...tap(0x62), { keysym: 0xffe9, down: false }])).toBe('\x1bb');
  });

  test('a held Shift, other modifiers and what is no key send nothing', () => {
    expect(sent([{ keysym: 0xffe1, down: true }, { keysym: 0xffeb, down: true }, { keysym: 0xff7f, down: true }, { keysym: 0x0fff_ffff, down: true }])).toBe('');
  });
});
