import { describe, expect, test } from 'vitest';
import { LinePieces } from '../../../core/serial/line-pieces.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** The pieces of what comes in these parts; `!` ends one after which to look. */
function cut(...parts: string[]): string[] {
  const pieces = new LinePieces(10, 3);
  return parts.flatMap((part) => pieces.cut(bytes(part)).map((piece) => Buffer.from(piece.bytes).toString('utf8') + (piece.look ? '!' : '')));
}

describe('pieces of a line', () => {
  test.each([
    ['a few lines at a time', ['1\r\n2\r\n3\r\n4\r\n'], ['1\r\n2\r\n3\r\n!', '4\r\n']],
    ['counted over all that came since the last look', ['1\r\n2\r\n', '3\r\n4'], ['1\r\n2\r\n', '3\r\n!', '4']],
    ['a line that wraps is several', ['x'.repeat(35)], [`${'x'.repeat(31)}!`, 'xxxx']],
    ['a line that is just full is one', ['1234567890\r\n1234567890\r\n'], ['1234567890\r\n1234567890\r\n']],
    ['characters of several bytes count once', ['é'.repeat(10) + '\r\n'], ['é'.repeat(10) + '\r\n']],
    ['before a screen is wiped', ['last words\x1b[H\x1b[Jmenu'], ['last words\x1b[H!', '\x1b[Jmenu']],
    ['before a terminal is reset, and before its other screen', ['a\x1bcb\x1b[?1049hc'], ['a!', '\x1bcb!', '\x1b[?1049hc']],
    ['nothing to look at before a first wipe', ['\x1b[2J\x1b[2Jx'], ['\x1b[2J\x1b[2Jx']],
    ['a menu drawn at its places is one', ['\x1b[4;2H123456789\x1b[5;2H123456789\x1b[6;2H123456789\x1b[7;2H123456789'], ['\x1b[4;2H123456789\x1b[5;2H123456789\x1b[6;2H123456789\x1b[7;2H123456789']],
    ['a sequence waits for its end', ['words\x1b[', '2', 'Jnew'], ['words', '!', '\x1b[2Jnew']],
    ['lines of a scrolled region', ['\x1bD\x1bE\x1bMx'], ['\x1bD\x1bE\x1bM!', 'x']],
  ])('%s', (_what, parts, pieces) => {
    expect(cut(...parts)).toEqual(pieces);
  });

  test('whatever comes in whatever parts is all there, in order, and no sequence waits for ever', () => {
    const all = `\x1b[${'1;'.repeat(60)}m` + Array.from({ length: 200 }, (_, number) => `\x1b[3${number % 8}m${number} ${'é'.repeat(number % 13)}\x1b[m\r\n\x1b(B`).join('');
    for (const size of [1, 2, 3, 7, 64]) {
      const pieces = new LinePieces(10, 3);
      const source = bytes(all);
      const out: Uint8Array[] = [];
      for (let at = 0; at < source.length; at += size) out.push(...pieces.cut(source.subarray(at, at + size)).map((piece) => piece.bytes));
      expect(Buffer.concat(out).toString()).toBe(all);
    }
  });
});
