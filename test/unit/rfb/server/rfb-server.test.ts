import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../core/base/clock.ts';
import { Secret } from '../../../../core/base/secret.ts';
import type { HandshakeShape } from '../../../../core/link/endpoint.ts';
import { connectRfb } from '../../../../core/rfb/connect.ts';
import { RfbServer, type RfbServerOptions, type ServedEnd, type ServedKey } from '../../../../core/rfb/server/rfb-server.ts';
import type { RfbSession } from '../../../../core/rfb/session.ts';
import { Screen } from '../../../../core/screen/screen.ts';
import { keyEvent, securityNone, text, u16, u32, updateRequest, version } from '../bytes.ts';
import { FakeLink } from '../fake-link.ts';
import { linkPair } from './link-pair.ts';

/** A reproducible picture: text-like, with few colours on the left and many on the right. */
function draw(screen: Screen, seed: number, area = { x: 0, y: 0, width: screen.width, height: screen.height }): void {
  for (let y = area.y; y < area.y + area.height; y++) {
    for (let x = area.x; x < area.x + area.width; x++) {
      const noise = Math.imul(x * 31 + y * 17 + seed, 0x9e3779b1) >>> 0;
      const value = x < screen.width / 2 ? (noise & 0x80 ? 0xaaaaaa : 0) : noise;
      const at = (y * screen.width + x) * 4;
      screen.pixels.set([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, 255], at);
    }
  }
  screen.addDamage(area);
  screen.commitFrame(false, 0);
}

function newScreen(width: number, height: number, seed = 1): Screen {
  const screen = new Screen();
  screen.resize(width, height);
  draw(screen, seed);
  return screen;
}

interface Connected {
  readonly session: RfbSession;
  readonly server: RfbServer;
  readonly seen: Screen;
}

const open: RfbServer[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.dispose();
});

/** Connects the engine's own client. */
async function connect(options: RfbServerOptions, shape: HandshakeShape = 'polite', pieceBytes?: number, password?: Secret): Promise<Connected> {
  const [near, far] = linkPair(pieceBytes);
  const server = new RfbServer(far, options);
  open.push(server);
  const session = await connectRfb(near, { handshake: shape, clock: systemClock, timeoutMs: 5_000, signal: new AbortController().signal, ...(password && { password }) });
  const seen = new Screen();
  return { session, server, seen };
}

/** Resolves when both screens show the same. */
async function same(seen: Screen, screen: Screen): Promise<void> {
  await vi.waitFor(() => {
    expect([seen.width, seen.height]).toEqual([screen.width, screen.height]);
    expect(Buffer.compare(seen.pixels, screen.pixels)).toBe(0);
  });
}

/** A client whose bytes the test writes by hand. */
function byHand(options: RfbServerOptions): { link: FakeLink; server: RfbServer; ends: ServedEnd[] } {
  const link = new FakeLink();
  const ends: ServedEnd[] = [];
  const server = new RfbServer(link, options);
  open.push(server);
  server.onEnd((end) => ends.push(end));
  return { link, server, ends };
}

const hello = [...version, 1, 1];
const setEncodings = (...encodings: number[]): number[] => [2, 0, ...u16(encodings.length), ...encodings.flatMap((encoding) => u32(encoding >>> 0))];

describe('the handshake', () => {
  it.each(['whole', 'split', 'polite'] as const)('takes the shape %s, in one piece and byte by byte', async (shape) => {
    const screen = newScreen(64, 40);
    for (const pieceBytes of [Infinity, 1, 7]) {
      const { session } = await connect({ view: screen, name: 'a test ✓' }, shape, pieceBytes);
      expect(session).toMatchObject({ name: 'a test ✓', size: { width: 64, height: 40 } });
    }
  });

  it('asks for a password, and lets nobody in with another one', async () => {
    const security = { password: new Secret('geheim'), challenge: Uint8Array.from({ length: 16 }, (_, index) => index * 11) };
    const options = { view: newScreen(8, 8), name: 'x', security };
    for (const shape of ['whole', 'split', 'polite'] as const) await connect(options, shape, Infinity, new Secret('geheim'));
    await expect(connect(options, 'polite', Infinity, new Secret('anders'))).rejects.toMatchObject({ code: 'link.passwordRefused' });
  });

  it('serves clients of RFB 3.3 and 3.7', () => {
    for (const [line, choice, answer] of [['RFB 003.003\n', [], u32(1)], ['RFB 003.007\n', [1], securityNone]] as const) {
      const { link } = byHand({ view: newScreen(4, 4), name: 'old' });
      link.say([...text(line), ...choice, 1]);
      const sent = link.takeSent();
      expect(sent.slice(0, 12 + answer.length)).toEqual([...version, ...answer]);
      expect(sent.slice(12 + answer.length, 16 + answer.length)).toEqual([0, 4, 0, 4]);
    }
  });

  it.each([
    ['another protocol', text('GET / HTTP/1.1\r\n\r\n')],
    ['another major version', text('RFB 004.000\n')],
    ['a security type that was not offered', [...version, 2]],
    ['a pixel format with a colour map', [...hello, 0, 0, 0, 0, 8, 8, 0, 0, ...new Array<number>(12).fill(0)]],
    ['a pixel format of 24 bits', [...hello, 0, 0, 0, 0, 24, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]],
    ['a channel outside the pixel', [...hello, 0, 0, 0, 0, 8, 8, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]],
    ['an unknown message', [...hello, 77]],
    ['an unknown QEMU message', [...hello, 255, 9]],
    ['more encodings than exist', [...hello, 2, 0, 0xff, 0xff]],
    ['a clipboard of four gigabytes', [...hello, 6, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
  ])('ends where a client sends %s', (_what, bytes) => {
    const { link, ends } = byHand({ view: newScreen(4, 4), name: 'x' });
    link.say(bytes);
    expect(ends).toEqual([{ by: 'client', reason: expect.any(String) as string }]);
    expect(link.disposed).toBe(true);
  });
});

describe('the picture', () => {
  it.each([['zrle', undefined], ['raw', ['raw']]] as const)('arrives exactly in %s, at first and after each change', async (_name, encodings) => {
    const screen = newScreen(150, 90);
    const { session, seen } = await connect({ view: screen, name: 'x', ...(encodings && { encodings }) });
    session.attach(seen);
    await same(seen, screen);
    for (const [seed, area] of [[2, { x: 3, y: 5, width: 40, height: 20 }], [3, { x: 140, y: 80, width: 10, height: 10 }], [4, { x: 0, y: 0, width: 150, height: 90 }]] as const) {
      draw(screen, seed, area);
      await same(seen, screen);
    }
  });

  it('follows size changes', async () => {
    const screen = newScreen(40, 30);
    const { session, seen } = await connect({ view: screen, name: 'x' });
    session.attach(seen);
    await same(seen, screen);
    for (const [width, height] of [[80, 60], [10, 10]] as const) {
      screen.resize(width, height);
      draw(screen, width);
      await same(seen, screen);
    }
  });

  it('does not send more than the changes', async () => {
    const screen = newScreen(640, 400);
    const { link } = byHand({ view: screen, name: 'x' });
    link.say([...hello, ...updateRequest(false, 640, 400)]);
    await vi.waitFor(() => expect(link.takeSent().length).toBeGreaterThan(640 * 400 * 4));
    link.say(updateRequest(true, 640, 400));
    await nextTurn();
    expect(link.takeSent()).toEqual([]);
    draw(screen, 9, { x: 17, y: 1, width: 3, height: 3 });
    await nextTurn();
    // One tile of 16×16 pixels.
    expect(link.takeSent().length).toBe(4 + 12 + 16 * 16 * 4);
  });

  it('is a small one for text in ZRLE', async () => {
    const screen = new Screen();
    screen.resize(720, 400);
    for (let at = 0; at < screen.pixels.length; at += 4) if ((Math.imul(at, 0x9e3779b1) >>> 28) < 2) screen.pixels.fill(0xaa, at, at + 3);
    const { link } = byHand({ view: screen, name: 'x' });
    link.say([...hello, ...setEncodings(16, 0), ...updateRequest(false, 720, 400)]);
    await vi.waitFor(() => expect(link.writes.length).toBeGreaterThan(0));
    await vi.waitFor(() => expect(link.writes.at(-1)?.[0]).toBe(0));
    expect(link.writes.at(-1)?.length).toBeLessThan(60_000);
  });

  it.each([
    ['16 bits, 565, little-endian', [16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0], [0x20, 0xfd]],
    ['16 bits, 565, big-endian', [16, 16, 1, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0], [0xfd, 0x20]],
    ['8 bits, 332', [8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 5, 2, 0], [0xf4]],
    ['32 bits, blue first', [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], [0, 165, 255, 0]],
  ])('is given in %s', async (_name, format, pixel) => {
    const screen = new Screen();
    screen.resize(1, 1);
    screen.pixels.set([255, 165, 0, 255]);
    const { link } = byHand({ view: screen, name: 'x' });
    link.say([...hello, 0, 0, 0, 0, ...format, 0, 0, 0]);
    link.takeSent();
    link.say(updateRequest(false, 1, 1));
    await nextTurn();
    expect(link.takeSent().slice(-pixel.length)).toEqual(pixel);
  });

  it('is black beyond the new edge for a client that knows no size changes', async () => {
    const screen = newScreen(8, 8);
    const { link } = byHand({ view: screen, name: 'x' });
    link.say([...hello, ...updateRequest(false, 8, 8)]);
    await nextTurn();
    link.takeSent();
    screen.resize(4, 4);
    draw(screen, 5);
    link.say(updateRequest(true, 8, 8));
    await nextTurn();
    const sent = link.takeSent();
    expect(sent.length).toBe(4 + 12 + 8 * 8 * 4);
    expect(sent.slice(-4 * 8)).toEqual(new Array(4 * 8).fill(0));
  });

  it('answers a flood of requests with one update at a time', async () => {
    const screen = newScreen(64, 64);
    const { link } = byHand({ view: screen, name: 'x' });
    link.say([...hello, ...setEncodings(16)]);
    link.takeSent();
    for (let count = 0; count < 500; count++) link.say(updateRequest(false, 64, 64));
    await vi.waitFor(() => expect(link.writes.length).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(link.writes.length).toBeLessThanOrEqual(2);
  });
});

describe('what a client says', () => {
  it('reaches the callbacks: keys in both kinds, pointer, clipboard', async () => {
    const keys: ServedKey[] = [];
    const others: unknown[] = [];
    const { link } = byHand({ view: newScreen(4, 4), name: 'x', onKey: (key) => keys.push(key), onPointer: (...pointer) => others.push(pointer), onCutText: (said) => others.push(said) });
    link.say([...hello, ...keyEvent(0xffc1, true), 255, 0, 0, 1, ...u32(0x61), ...u32(0x1e), 5, 1, 0, 3, 0, 2, 6, 0, 0, 0, ...u32(2), ...text('ab')], 3);
    await nextTurn();
    expect(keys).toEqual([{ keysym: 0xffc1, down: true }, { keysym: 0x61, down: true, scancode: 0x1e }]);
    expect(others).toEqual([[3, 2, 1], 'ab']);
  });

  it('is dropped where the viewer may only look', () => {
    const { link, ends } = byHand({ view: newScreen(4, 4), name: 'x' });
    link.say([...hello, ...keyEvent(0x61, true), 5, 1, 0, 3, 0, 2, 6, 0, 0, 0, ...u32(2), ...text('ab')]);
    expect(ends).toEqual([]);
  });

  it('announces what it knows to a client like noVNC, and refuses to be resized', async () => {
    const { link, server } = byHand({ view: newScreen(4, 4), name: 'x' });
    link.say([...hello, ...setEncodings(16, 0, -223, -224, -258, -307, -308)]);
    link.takeSent();
    link.say(updateRequest(false, 4, 4));
    await vi.waitFor(() => expect(link.writes.length).toBe(1));
    const first = link.takeSent();
    expect(first.slice(0, 4)).toEqual([0, 0, 0, 3]);
    expect(first.slice(12, 16)).toEqual(u32(-258 >>> 0));
    expect(first.slice(24, 28)).toEqual(u32(-308 >>> 0));
    link.say([251, 0, 0, 9, 0, 9, 1, 0, ...new Array<number>(16).fill(0), ...updateRequest(true, 4, 4)]);
    await vi.waitFor(() => expect(link.writes.length).toBe(1));
    expect(link.takeSent().slice(4, 16)).toEqual([0, 1, 0, 1, 0, 4, 0, 4, ...u32(-308 >>> 0)]);
    link.say(updateRequest(true, 4, 4));
    server.rename('new');
    await vi.waitFor(() => expect(link.writes.length).toBe(1));
    expect(link.takeSent().slice(-7)).toEqual([...u32(3), ...text('new')]);
  });

  it('never throws, hangs or keeps a link open that it cannot read, whatever it is', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => [...bytes]),
      fc.array(fc.oneof(fc.constant(updateRequest(true, 9, 9)), fc.constant(setEncodings(16, -308)), fc.constant(keyEvent(0x61, true)), fc.uint8Array({ maxLength: 12 }).map((bytes) => [...bytes])), { maxLength: 12 }).map((parts) => parts.flat()),
    );
    fc.assert(
      fc.property(anything, fc.boolean(), fc.integer({ min: 1, max: 40 }), (bytes, past, piece) => {
        const { link, server, ends } = byHand({ view: newScreen(9, 9), name: 'x' });
        link.say(past ? [...hello, ...bytes] : bytes, piece);
        expect(link.disposed).toBe(ends.length === 1);
        server.dispose();
        expect(ends.length).toBe(1);
      }),
      { numRuns: 300 },
    );
  });

  it('ends once when the link ends, and listens to its screen no longer', () => {
    const screen = newScreen(4, 4);
    const { link, server, ends } = byHand({ view: screen, name: 'x' });
    link.say([...hello, ...updateRequest(true, 4, 4)]);
    link.end({ kind: 'cut' });
    server.dispose();
    link.takeSent();
    draw(screen, 3);
    expect(ends).toEqual([{ by: 'link', reason: 'cut' }]);
    expect(link.takeSent()).toEqual([]);
  });
});
