import { describe, expect, test } from 'vitest';
import { messages, say, type MessageKey } from '../../../core/messages/index.ts';

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{\s*([^}]+?)\s*\}\}/g)].map(([, name]) => name ?? '').sort();
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const keys = Object.keys(messages) as MessageKey[];

/** Values, signs and names: the same in every language. */
const wordless = (text: string): boolean => !/\p{L}/u.test(text.replace(/\{\{[^}]*\}\}|\b(bootcatch|F4|ESC|Esc|Shift|Ctrl|Alt|Tab|Enter|VNC|API|URL|GRUB|PNG|JSON|OK|BIOS|UEFI|Origin|initramfs)\b/g, ''));

describe('every message', () => {
  test.each(keys)('%s says the same in both languages and leaves no gap', (key) => {
    const { en, ja } = messages[key];
    expect(en.trim()).not.toBe('');
    expect(ja.trim()).not.toBe('');
    // One value may be said twice in one language, so names count, not their number.
    expect([...new Set(placeholders(ja))]).toEqual([...new Set(placeholders(en))]);
    if (!wordless(en)) expect(ja).not.toBe(en);
    expect(en).not.toMatch(japanese);

    const values = Object.fromEntries(placeholders(en).map((name) => [name, `<${name}>`]));
    for (const locale of ['en', 'ja'] as const) {
      const said = say(locale, key, values);
      expect(said).not.toContain('{{');
      for (const value of Object.values(values)) expect(said).toContain(value);
    }
  });

  test('a value with signs of its own is shown as it is', () => {
    const seen = '<b>{{reason}} $t(link.silent)</b>';
    expect(say('en', 'link.notRfb', { seen })).toContain(seen);
  });
});
