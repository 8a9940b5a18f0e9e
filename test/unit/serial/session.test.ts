import { describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { Console } from '../../../core/catch/console.ts';
import type { TextConsole } from '../../../core/link/endpoint.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import type { KeyStroke, RfbSession } from '../../../core/rfb/session.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { connectSerial } from '../../../core/serial/connect.ts';
import { FakeLink } from '../rfb/fake-link.ts';
import { ManualClock } from '../support/manual-clock.ts';

const f4: readonly KeyStroke[] = [{ keysym: 0xffc1, down: true }];
const text = (bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1');

function dial(link: FakeLink, clock: ManualClock, options: { readonly text?: TextConsole; readonly firstKeys?: readonly KeyStroke[]; readonly signal?: AbortSignal } = {}): Promise<RfbSession> {
  return connectSerial(link, { text: {}, firstKeys: [], timeoutMs: 5_000, signal: new AbortController().signal, clock, ...options });
}

/** An open line with a console on it. */
async function openLine() {
  const link = new FakeLink();
  const clock = new ManualClock();
  const opening = dial(link, clock);
  await clock.advance(200);
  const session = await opening;
  const screen = new Screen();
  const reader = new ScreenReader(screen);
  const console = new Console(screen, reader, clock);
  console.adopt(session);
  /** What comes over the line, until it stands on the grid. */
  const say = (words: string | Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      const heard = console.onReading(() => {
        heard.dispose();
        resolve();
      });
      link.say(typeof words === 'string' ? new TextEncoder().encode(words) : words);
    });
  return { link, clock, session, screen, reader, console, say };
}

describe('opening a text console', () => {
  test('the first keys leave at once; silence for a while is an open line', async () => {
    const link = new FakeLink();
    const clock = new ManualClock();
    const opening = dial(link, clock, { firstKeys: f4 });
    expect(text(link.takeSent())).toBe('\x1bOx');
    await clock.advance(200);
    await expect(opening).resolves.toMatchObject({ size: { width: 720, height: 384 } });
  });

  test('a gateway with nothing behind it is no open line', async () => {
    const link = new FakeLink();
    const opening = dial(link, new ManualClock());
    link.end({ kind: 'closed', code: 1011, reason: 'Failed to connect' });
    await expect(opening).rejects.toMatchObject({ code: 'link.downstreamRefused' });
    expect(link.disposed).toBe(true);
  });

  test('where a token is asked for, it goes first and again after the first message, which is not shown; keys only then', async () => {
    const link = new FakeLink();
    const clock = new ManualClock();
    const opening = dial(link, clock, { text: { admission: new Secret('TOKEN') }, firstKeys: f4 });
    expect(text(link.takeSent())).toBe('TOKEN');
    await clock.advance(1_000);
    link.say(Buffer.from('{"hello":1}'));
    expect(text(link.takeSent())).toBe('TOKEN\x1bOx');
    const session = await opening;
    expect(session.text?.read().lines.join('')).toBe('');
  });

  test('a console that never answers the token is given up', async () => {
    const link = new FakeLink();
    const clock = new ManualClock();
    const opening = dial(link, clock, { text: { admission: new Secret('TOKEN') } });
    await clock.advance(5_000);
    await expect(opening).rejects.toMatchObject({ code: 'link.silent' });
  });

  test('an abort ends the attempt and the link', async () => {
    const link = new FakeLink();
    const controller = new AbortController();
    const opening = dial(link, new ManualClock(), { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'link.aborted' });
    expect(link.disposed).toBe(true);
  });
});

describe('an open text console', () => {
  test('its characters are read exactly, and the picture of them shows the same', async () => {
    const { console, reader, say } = await openLine();
    await say('\x1b[2J\x1b[H\x1b[1;31mred\x1b[0m and \x1b[7minverse\x1b[0m, +---+ and ─\r\n\x1b[7m' + 'x'.repeat(60) + '\x1b[0m');
    expect(console.reading?.text).toMatchObject({ columns: 80, exactShare: 1, inverseRows: [1] });
    expect(console.reading?.text.lines[0]).toBe('red and inverse, +---+ and ─');
    expect(reader.read().text.lines.slice(0, 2)).toEqual(console.reading?.text.lines.slice(0, 2));
  });

  test('a character that is split between two messages is one character', async () => {
    const { console, link, say } = await openLine();
    const bytes = new TextEncoder().encode('é!');
    link.say(bytes.subarray(0, 1));
    await say(bytes.subarray(1));
    expect(console.reading?.text.lines[0]).toBe('é!');
  });

  test('a query gets no answer: its ESC would be a key in a boot menu', async () => {
    const { link, say } = await openLine();
    await say('\x1b[6n\x1b[c\x05.');
    expect(link.takeSent()).toEqual([]);
  });

  test('what the last run wrote is gone once it is cleared', async () => {
    const { console, say } = await openLine();
    await say('Kernel panic - not syncing: VFS');
    expect(console.reading?.phase).toBe('panic');
    console.clearText();
    expect(console.reading?.phase).toBe('blank');
    expect(console.isText).toBe(true);
  });

  test('one that writes faster than it can be read is ended, and says why', async () => {
    const { link, session } = await openLine();
    const ends: unknown[] = [];
    session.onClose((close) => ends.push(close.error));
    const flood = new Uint8Array(1 << 20).fill(0x78);
    for (let times = 0; times < 5; times++) link.say(flood);
    expect(ends).toEqual([expect.objectContaining({ code: 'link.tooLong' })]);
    expect(link.disposed).toBe(true);
  });

  test('its end is told once', async () => {
    const { link, console } = await openLine();
    const ends: unknown[] = [];
    console.onGone((close) => ends.push(close));
    link.end({ kind: 'closed', code: 1000, reason: 'Target closed' });
    link.end({ kind: 'cut' });
    expect(ends).toEqual([{ kind: 'closed', code: 1000, reason: 'Target closed' }]);
    expect(console.connected).toBe(false);
  });
});
