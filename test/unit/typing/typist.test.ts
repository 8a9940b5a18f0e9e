import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { Reading } from '../../../core/reading/reading.ts';
import type { KeyStroke } from '../../../core/rfb/session.ts';
import { Typist, type TypistPorts } from '../../../core/typing/typist.ts';
import { reading } from '../support/stub-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A line of text that keys write into, and Backspace takes from. */
class Line implements TypistPorts {
  readonly clock = new ManualClock();
  readonly signal = new AbortController().signal;
  readonly strokes: KeyStroke[] = [];
  text = '';
  /** What becomes of a pressed symbol; undefined: it is lost. */
  takes: (symbol: string) => string | undefined = (symbol) => symbol;
  echoes = true;

  send(...strokes: readonly KeyStroke[]): void {
    for (const { keysym, down } of strokes) {
      this.strokes.push({ keysym, down });
      if (!down || keysym === 0xffe1) continue;
      if (keysym === 0xff08) this.text = this.text.slice(0, -1);
      else this.text += this.takes(String.fromCharCode(keysym)) ?? '';
    }
  }

  until<T>(find: (reading: Reading) => T | undefined): Promise<T | undefined> {
    return Promise.resolve(find(reading('rescueShell')));
  }

  readonly echo = { read: (): string | undefined => (this.echoes ? this.text.trimEnd() : undefined) };

  async type(text: string): Promise<unknown> {
    let ended = false;
    const typed = new Typist(this, { server: 'us', guest: 'us' }).type(text, this.echo).then(
      () => undefined,
      (error: unknown) => error,
    );
    void typed.finally(() => (ended = true));
    while (!ended) await this.clock.advance(10);
    return typed;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof BootcatchError ? error.code : error);

describe('typing', () => {
  test('stands at the end as it was meant, blanks included', async () => {
    const line = new Line();
    expect(await line.type('  a b  c ')).toBeUndefined();
    expect(line.text).toBe('  a b  c ');
  });

  test('never runs further ahead of its echo than a BIOS buffer holds', async () => {
    const line = new Line();
    line.echoes = false;
    expect(codeOf(await line.type('a long text that nobody sees'))).toBe('plan.typedUnseen');
    expect(line.strokes.filter(({ down }) => down).length).toBeLessThan(15);
  });

  test('mends a lost key and a doubled one', async () => {
    for (const [nth, instead] of [[5, undefined], [7, 'gg']] as const) {
      const line = new Line();
      let pressed = 0;
      line.takes = (symbol) => (++pressed === nth ? instead : symbol);
      expect(await line.type('ab cd ef=gh ij')).toBeUndefined();
      expect(line.text).toBe('ab cd ef=gh ij');
      expect(line.strokes.some(({ keysym }) => keysym === 0xff08)).toBe(true);
    }
  });

  test('gives up on a key that always arrives wrong, and never types on past it', async () => {
    const line = new Line();
    line.takes = (symbol) => (symbol === '=' ? '?' : symbol);
    expect(codeOf(await line.type('a=b and then much more'))).toBe('plan.typedWrong');
    expect(line.text).not.toContain('more');
  });

  test('says beforehand which character has no key', async () => {
    const line = new Line();
    expect(codeOf(await line.type('naïve'))).toBe('plan.noSuchKey');
    expect(line.strokes).toEqual([]);
  });

  test('lets every key go, and says nothing of a secret', async () => {
    const line = new Line();
    line.echoes = false;
    const typed = new Typist(line, { server: 'us', guest: 'us' }).typeBlind(new Secret('A_b~'));
    await line.clock.advance(1_000);
    await typed;
    expect(line.text).toBe('A_b~');
    const down = new Set<number>();
    for (const stroke of line.strokes) {
      if (stroke.down) down.add(stroke.keysym);
      else down.delete(stroke.keysym);
    }
    expect([...down]).toEqual([]);
    await expect(new Typist(line, { server: 'us', guest: 'us' }).typeBlind(new Secret('é'))).rejects.toThrow(expect.not.stringContaining('é') as string);
  });
});
