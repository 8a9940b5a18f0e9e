import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scancodeOf } from '../../../core/rfb/xt-keys.ts';
import type { LayoutName } from '../../../core/typing/layouts.ts';
import { appearsAs, layoutsBehind, strokesFor, type TypingLayouts } from '../../../core/typing/strokes.ts';

const shift = 0xffe1;
const printable = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
const us: TypingLayouts = { server: 'us', guest: 'us' };
const japaneseServer: TypingLayouts = { server: 'ja', guest: 'us' };

/** What is pressed between Shift's going down and up, or without Shift, as the symbol's character. */
function symbolOf(character: string, typing: TypingLayouts): { readonly symbol: number; readonly shift: boolean } {
  const strokes = strokesFor(character, typing) ?? [];
  const [first] = strokes;
  const shifted = first?.keysym === shift;
  const symbol = (shifted ? strokes[1] : first)?.keysym ?? 0;
  const expected = [{ keysym: symbol, down: true }, { keysym: symbol, down: false }];
  expect(strokes).toEqual(shifted ? [{ keysym: shift, down: true }, ...expected, { keysym: shift, down: false }] : expected);
  return { symbol, shift: shifted };
}

describe('keys for a text', () => {
  test('a US console gets each printable character as its own symbol, with Shift where a US keyboard needs it', () => {
    const shifted = printable.filter((character) => symbolOf(character, us).shift).join('');
    expect(shifted).toBe('!"#$%&()*+:<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_{|}~');
    for (const character of printable) expect(symbolOf(character, us).symbol).toBe(character.charCodeAt(0));
  });

  test('a Japanese console gets the symbols of the keys on which a US guest reads what is meant', () => {
    const meant = `=+'":;[]{}\\|@^&*()_-~`;
    const sent = [...meant].map((character) => symbolOf(character, japaneseServer)).map(({ symbol, shift: isShifted }) => `${isShifted ? 'S' : ''}${symbol === 0xff2a ? 'ZH' : String.fromCharCode(symbol)}`);
    // For ) the key's plain symbol: its shifted one, ~, stands on a second key.
    expect(sent).toEqual(['^', 'S^', ':', 'S*', 'S+', ';', '@', '[', 'S`', 'S{', ']', 'S}', 'S"', 'S&', "S'", 'S(', 'S)', 'S0', 'S=', '-', 'SZH']);
  });

  test('each character comes through each pair of layouts that has it', () => {
    for (const server of ['us', 'ja'] as const) {
      for (const guest of ['us', 'ja'] as const) {
        for (const character of printable) expect(appearsAs(character, { server, guest }, { server, guest }), `${character} ${server} ${guest}`).toBe(character);
      }
    }
  });

  test('the keys that only a Japanese keyboard has reach a guest whose console passes keys on', () => {
    const typed = ['_', '|'].map((character) => scancodeOf(symbolOf(character, { server: 'us', guest: 'ja' }).symbol));
    // XT scan codes of the keys left of the right Shift and left of Backspace.
    expect(typed).toEqual([0x73, 0x7d]);
  });

  test('Enter and Tab are keys of their own, and what no key has is not typed', () => {
    expect(strokesFor('\n', us)?.[0]?.keysym).toBe(0xff0d);
    expect(strokesFor('\t', japaneseServer)?.[0]?.keysym).toBe(0xff09);
    expect(strokesFor('é', us)).toBeUndefined();
  });
});

describe('what appeared', () => {
  test('tells the layouts behind it', () => {
    expect(layoutsBehind('a=b', 'a-b', us)).toEqual(japaneseServer);
    expect(layoutsBehind('a:b', 'a"b', us)).toEqual(japaneseServer);
    expect(layoutsBehind('=', '^', us)).toEqual({ server: 'us', guest: 'ja' });
    expect(layoutsBehind('abc', 'abc', us)).toEqual(us);
  });

  test('tells nothing where no layout explains it', () => {
    expect(layoutsBehind('abc', 'abd', us)).toBeUndefined();
    expect(layoutsBehind('a=b', 'a', us)).toBeUndefined();
  });
});

/** QEMU's own table of a layout: symbols by name, each with its keys, and whether Shift belongs to it. */
function qemuKeymap(layout: 'ja' | 'en-us'): ReadonlyMap<string, readonly { readonly scancode: number; readonly shift: boolean }[]> {
  const map = new Map<string, { scancode: number; shift: boolean }[]>();
  for (const line of readFileSync(`/usr/share/qemu/keymaps/${layout}`, 'utf8').split('\n')) {
    const [, name, scancode, modifiers] = /^(\w+) 0x([0-9a-f]+)((?: \w+)*)$/.exec(line) ?? [];
    if (name === undefined || (modifiers !== '' && modifiers !== ' shift')) continue;
    map.set(name, [...(map.get(name) ?? []), { scancode: parseInt(scancode ?? '', 16), shift: modifiers === ' shift' }]);
  }
  return map;
}

/** X11 names of the printable characters that are not letters or digits, in the order of ASCII. */
const punctuationNames: Readonly<Record<string, string>> = Object.fromEntries(
  [...' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'].map((character, index) => [
    character,
    'space exclam quotedbl numbersign dollar percent ampersand apostrophe parenleft parenright asterisk plus comma minus period slash colon semicolon less equal greater question at bracketleft backslash bracketright asciicircum underscore grave braceleft bar braceright asciitilde'.split(' ')[index] ?? '',
  ]),
);

describe.skipIf(!existsSync('/usr/share/qemu/keymaps/ja'))('QEMU’s own tables', () => {
  test.each<[LayoutName, 'ja' | 'en-us']>([
    ['us', 'en-us'],
    ['ja', 'ja'],
  ])('take each character for a console of layout %s to the key on which a US guest reads it', (server, file) => {
    const keymap = qemuKeymap(file);
    const american = qemuKeymap('en-us');
    const wrong = printable.filter((character) => {
      const { symbol, shift: isShifted } = symbolOf(character, { server, guest: 'us' });
      const letter = String.fromCharCode(symbol);
      // QEMU makes letters small before it looks them up.
      const name = symbol === 0xff2a ? 'Zenkaku_Hankaku' : (punctuationNames[letter] ?? letter.toLowerCase());
      const places = keymap.get(name) ?? [];
      // Of several keys it takes the one whose Shift is as it is held now, else the first.
      const scancode = (places.length === 1 ? places[0] : (places.find((place) => place.shift === isShifted) ?? places[0]))?.scancode;
      const wanted = american.get(punctuationNames[character] ?? character)?.some((place) => place.scancode === scancode && place.shift === isShifted);
      return wanted !== true;
    });
    expect(wrong).toEqual([]);
  });
});
