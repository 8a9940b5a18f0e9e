import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { connectRfb } from '../../../core/rfb/connect.ts';
import type { RfbSession, SessionClose } from '../../../core/rfb/session.ts';
import { Screen, type Frame } from '../../../core/screen/screen.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { keyEvent, rectangle, resultOk, securityNone, serverInit, text, u16, u32, update, updateRequest, version } from './bytes.ts';
import { FakeLink } from './fake-link.ts';

interface Running {
  readonly link: FakeLink;
  readonly session: RfbSession;
  readonly screen: Screen;
  readonly frames: Frame[];
  readonly closes: SessionClose[];
}

/** A session past its handshake, not yet attached. */
async function connected(width = 4, height = 2, behindInit: readonly number[] = []): Promise<Running> {
  const link = new FakeLink();
  const connecting = connectRfb(link, { handshake: 'whole', clock: new ManualClock(), timeoutMs: 1000, signal: new AbortController().signal });
  link.say([...version, ...securityNone, ...resultOk, ...serverInit(width, height), ...behindInit]);
  const session = await connecting;
  link.takeSent();
  const screen = new Screen();
  const frames: Frame[] = [];
  const closes: SessionClose[] = [];
  screen.onFrame((frame) => frames.push(frame));
  session.onClose((close) => closes.push(close));
  return { link, session, screen, frames, closes };
}

async function attached(width = 4, height = 2): Promise<Running> {
  const running = await connected(width, height);
  running.session.attach(running.screen);
  running.link.takeSent();
  return running;
}

const red = [255, 0, 0];
const green = [0, 255, 0];
const blue = [0, 0, 255];
const opaque = (...pixels: number[][]): number[] => pixels.flatMap((pixel) => [...pixel, 255]);
/** Raw pixels as a server may send them: the fourth byte is anything. */
const onTheWire = (...pixels: number[][]): number[] => pixels.flatMap((pixel) => [...pixel, 77]);
const rgb = (...pixels: number[][]): number[] => pixels.flat();
const same = (pixel: number[], times: number): number[][] => new Array<number[]>(times).fill(pixel);

function errorOf(closes: readonly SessionClose[]): unknown {
  expect(closes).toHaveLength(1);
  const { error } = closes[0] ?? {};
  return error instanceof BootcatchError ? error.code : error;
}

describe('attaching a screen', () => {
  it('asks for nothing before it, and for everything with it', async () => {
    const { link, session, screen } = await connected(720, 400);
    expect(link.writes).toEqual([]);
    session.attach(screen);
    const [format, encodings] = [20, 4];
    const sent = link.takeSent();
    expect(sent.slice(0, format)).toEqual([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]);
    expect(sent[format]).toBe(2);
    const amount = (sent[format + 2] ?? 0) * 256 + (sent[format + 3] ?? 0);
    const offered = Array.from({ length: amount }, (_, index) => Buffer.from(sent).readInt32BE(format + encodings + index * 4));
    expect(offered).toEqual([7, 16, 6, 5, 1, 2, 0, -223, -308, -224, -239, -258, -307, -312]);
    expect(sent.slice(format + encodings + amount * 4)).toEqual(updateRequest(false, 720, 400));
    expect(screen).toMatchObject({ width: 720, height: 400 });
  });

  it('asks for changes after each update, before it tells the readers', async () => {
    const { link, screen, frames } = await attached();
    let sentBeforeReaders: number[] = [];
    screen.onFrame(() => (sentBeforeReaders = link.takeSent()));
    link.say(update(rectangle(0, 0, 4, 2, 0, onTheWire(...same(red, 8)))));
    expect(sentBeforeReaders).toEqual(updateRequest(true, 4, 2));
    link.say(update(rectangle(1, 1, 2, 1, 0, onTheWire(green, blue))));
    expect(frames).toMatchObject([
      { number: 1, full: true },
      { number: 2, full: false, damage: [{ x: 1, y: 1, width: 2, height: 1 }] },
    ]);
  });

  it('calls a frame full only when every pixel has come', async () => {
    const { link, frames } = await attached();
    link.say(update(rectangle(0, 0, 4, 1, 0, onTheWire(...same(red, 4)))));
    link.say(update(rectangle(0, 0, 4, 1, 0, onTheWire(...same(red, 4)))));
    link.say(update(rectangle(0, 1, 4, 1, 0, onTheWire(...same(red, 4)))));
    link.say(update(rectangle(0, 1, 4, 1, 0, onTheWire(...same(red, 4)))));
    expect(frames.map(({ full }) => full)).toEqual([false, false, true, false]);
  });

  it('is silent where an update brings no pixel', async () => {
    const { link, frames } = await attached();
    link.say(update(rectangle(0, 0, 0, 0, -258)));
    expect(frames).toEqual([]);
    expect(link.takeSent()).toEqual(updateRequest(true, 4, 2));
  });

  it('reads what the server said right behind ServerInit', async () => {
    const { closes } = await connected(4, 2, [2, 2, 3, 0, 0, 0, ...u32(2), ...text('hi'), 99]);
    await Promise.resolve();
    expect(errorOf(closes)).toBe('link.unknownMessage');
  });
});

/** A Tight rectangle of basic compression, stream 0, read with the copy filter. */
function tightCopy(pixels: readonly number[]): number[] {
  return [0x00, ...tightData(pixels)];
}

function tightData(data: readonly number[]): number[] {
  if (data.length < 12) return [...data];
  const packed = [...deflateSync(Uint8Array.from(data), { finishFlush: 2 })];
  return [...compactLength(packed.length), ...packed];
}

function compactLength(length: number): number[] {
  if (length < 128) return [length];
  return length < 16384 ? [(length & 127) | 128, length >> 7] : [(length & 127) | 128, ((length >> 7) & 127) | 128, length >> 14];
}

function withLength(data: readonly number[]): number[] {
  const packed = [...deflateSync(Uint8Array.from(data), { finishFlush: 2 })];
  return [...u32(packed.length), ...packed];
}

/** One picture of 4×2, red above and green below with a blue pixel at (1, 1), in each encoding. */
const expected = opaque(...same(red, 4), green, blue, green, green);
const pictures: readonly (readonly [string, readonly number[][]])[] = [
  ['Raw', [rectangle(0, 0, 4, 2, 0, onTheWire(...same(red, 4), green, blue, green, green))]],
  ['RRE', [rectangle(0, 0, 4, 2, 2, [...u32(2), ...onTheWire(red), ...onTheWire(green), ...[0, 1, 4, 1].flatMap(u16), ...onTheWire(blue), ...[1, 1, 1, 1].flatMap(u16)])]],
  ['Hextile', [rectangle(0, 0, 4, 2, 5, [0x1a, ...onTheWire(red), 2, ...onTheWire(green), 0x01, 0x30, ...onTheWire(blue), 0x11, 0x00])]],
  ['Hextile, raw tile', [rectangle(0, 0, 4, 2, 5, [1, ...onTheWire(...same(red, 4), green, blue, green, green)])]],
  ['Zlib', [rectangle(0, 0, 4, 2, 6, withLength(onTheWire(...same(red, 4), green, blue, green, green)))]],
  ['Tight, copy', [rectangle(0, 0, 4, 2, 7, tightCopy(rgb(...same(red, 4), green, blue, green, green)))]],
  ['Tight, palette of three', [rectangle(0, 0, 4, 2, 7, [0x40, 1, 2, ...rgb(red, green, blue), 0, 0, 0, 0, 1, 2, 1, 1])]],
  [
    'Tight, two colours and a fill',
    [rectangle(0, 0, 4, 1, 7, [0x80, ...red]), rectangle(0, 1, 4, 1, 7, [0x40, 1, 1, ...rgb(green, blue), 0b0100_0000])],
  ],
  ['Tight, gradient', [rectangle(0, 0, 4, 1, 7, [0x80, ...red]), rectangle(0, 1, 4, 1, 7, [0x40, 2, ...tightData([0, 255, 0, 0, 1, 255, 0, 255, 1, 0, 0, 0])])]],
  ['ZRLE, raw', [rectangle(0, 0, 4, 2, 16, withLength([0, ...rgb(...same(red, 4), green, blue, green, green)]))]],
  ['ZRLE, palette', [rectangle(0, 0, 4, 2, 16, withLength([3, ...rgb(red, green, blue), 0b00000000, 0b01100101]))]],
  ['ZRLE, runs', [rectangle(0, 0, 4, 2, 16, withLength([128, ...red, 3, ...green, 0, ...blue, 0, ...green, 1]))]],
  ['ZRLE, runs of a palette', [rectangle(0, 0, 4, 2, 16, withLength([131, ...rgb(red, green, blue), 128, 3, 1, 2, 129, 1]))]],
  ['ZRLE, solid, and CopyRect', [rectangle(0, 0, 4, 1, 16, withLength([1, ...red])), rectangle(0, 1, 4, 1, 0, onTheWire(green, blue, green, green)), rectangle(0, 0, 4, 1, 1, [0, 0, 0, 0])]],
];

describe.each(pictures)('the encoding %s', (_name, rectangles) => {
  it.each([1, Infinity])('gives exact pixels from pieces of %s', async (pieceBytes) => {
    const { link, screen, frames, closes } = await attached();
    link.say(update(...rectangles), pieceBytes);
    expect(closes).toEqual([]);
    expect([...screen.pixels]).toEqual(expected);
    expect(frames.map(({ full }) => full)).toEqual([true]);
  });

  it('paints no frame and leaves no error when the connection is cut after any byte', async () => {
    const bytes = update(...rectangles);
    for (let cut = 0; cut < bytes.length; cut++) {
      const { link, session, frames, closes } = await attached();
      const refresh = session.refresh().catch((error: unknown) => error);
      link.say(bytes.slice(0, cut));
      link.end({ kind: 'cut', code: 1006 });
      expect(closes).toEqual([{ kind: 'cut', code: 1006 }]);
      expect(frames).toEqual([]);
      expect(await refresh).toMatchObject({ code: 'link.sessionEnded' });
    }
  });
});

describe('CopyRect', () => {
  it.each([
    [0, 1],
    [1, 0],
  ])('keeps overlapping rows whole from row %i to row %i', async (from, to) => {
    const { link, screen } = await attached(1, 3);
    link.say(update(rectangle(0, 0, 1, 3, 0, onTheWire(red, green, blue))));
    link.say(update(rectangle(0, to, 1, 2, 1, [...u16(0), ...u16(from)])));
    expect([...screen.pixels]).toEqual(to === 1 ? opaque(red, red, green) : opaque(green, blue, blue));
  });
});

describe('what comes beside pictures', () => {
  it('follows a new size in the middle of an update, and asks for the whole new picture', async () => {
    const { link, session, screen, frames } = await attached();
    link.say(update(rectangle(0, 0, 4, 2, 0, onTheWire(...same(red, 8)))));
    link.takeSent();
    const sizes: unknown[] = [];
    screen.onResize((size) => sizes.push(size));
    link.say(update(rectangle(0, 0, 4, 1, 0, onTheWire(...same(red, 4))), rectangle(0, 0, 2, 1, -223), rectangle(0, 0, 2, 1, 0, onTheWire(green, blue))), 1);
    expect(sizes).toEqual([{ width: 2, height: 1 }]);
    expect(session.size).toEqual({ width: 2, height: 1 });
    expect([...screen.pixels]).toEqual(opaque(green, blue));
    expect(frames.at(-1)).toMatchObject({ full: true });
    expect(link.takeSent()).toEqual(updateRequest(false, 2, 1));
  });

  it('shows no frame where only the size changed', async () => {
    const { link, frames, screen } = await attached();
    link.say(update(rectangle(0, 0, 3, 3, -308, [1, 0, 0, 0, ...new Array<number>(16).fill(0)])));
    expect(frames).toEqual([]);
    expect(screen).toMatchObject({ width: 3, height: 3 });
    link.say(update(rectangle(0, 0, 3, 3, 0, onTheWire(...same(blue, 9)))));
    expect(frames).toMatchObject([{ full: true }]);
  });

  it('ignores the answer to somebody’s refused resize', async () => {
    const { link, screen } = await attached();
    link.say(update(rectangle(1, 3, 9, 9, -308, [0, 0, 0, 0])));
    expect(screen).toMatchObject({ width: 4, height: 2 });
  });

  it.each([
    ['bell', [2]],
    ['clipboard', [3, 0, 0, 0, ...u32(300), ...new Array<number>(300).fill(65)]],
    ['colour map', [1, 0, ...u16(0), ...u16(2), ...new Array<number>(12).fill(9)]],
    ['end of continuous updates', [150]],
    ['cursor', update(rectangle(0, 0, 9, 2, -239, new Array<number>(9 * 2 * 4 + 2 * 2).fill(1)))],
    ['name', update(rectangle(0, 0, 0, 0, -307, [...u32(3), ...text('new')]))],
    ['an answer to a fence of ours', [248, 0, 0, 0, ...u32(0), 1, 5]],
  ])('reads past a %s in any pieces', async (_name, bytes) => {
    for (const pieceBytes of [1, Infinity]) {
      const { link, screen, closes } = await attached(2, 1);
      link.say([...bytes, ...update(rectangle(0, 0, 2, 1, 0, onTheWire(red, green)))], pieceBytes);
      expect(closes).toEqual([]);
      expect([...screen.pixels]).toEqual(opaque(red, green));
    }
  });

  it('answers a fence with the flags that it honours', async () => {
    const { link } = await attached();
    link.say([248, 0, 0, 0, 0x80, 0, 0, 7, 3, 1, 2, 3]);
    expect(link.takeSent()).toEqual([248, 0, 0, 0, 0, 0, 0, 3, 3, 1, 2, 3]);
  });

  it('ends an update of unknown length at LastRect', async () => {
    const { link, frames } = await attached(2, 1);
    const many = [0, 0, 0xff, 0xff];
    link.say([...many, ...rectangle(0, 0, 2, 1, 0, onTheWire(red, green)), ...rectangle(0, 0, 0, 0, -224)]);
    expect(frames).toHaveLength(1);
  });

  it('clips a rectangle that a server sends for its former size', async () => {
    const { link, screen, frames } = await attached(2, 1);
    link.say(update(rectangle(0, 0, 1, 1, 0, onTheWire(red))));
    link.say(update(rectangle(1, 0, 3, 2, 0, onTheWire(...same(red, 6))), rectangle(0, 0, 1, 1, 7, [0x80, ...green]), rectangle(7, 7, 2, 2, 2, [...u32(0), ...onTheWire(blue)])));
    expect([...screen.pixels]).toEqual(opaque(green, red));
    expect(frames[1]?.damage).toEqual([
      { x: 1, y: 0, width: 1, height: 1 },
      { x: 0, y: 0, width: 1, height: 1 },
    ]);
  });
});

describe('keys and pointer', () => {
  it('go out as plain key events until QEMU offers extended ones', async () => {
    const { link, session } = await attached();
    session.sendKey({ keysym: 0xffc1, down: true });
    expect(link.takeSent()).toEqual(keyEvent(0xffc1, true));
    link.say(update(rectangle(0, 0, 0, 0, -258)));
    link.takeSent();
    session.sendKey({ keysym: 0xffc1, down: true });
    session.sendKey({ keysym: 0xff52, down: false });
    session.sendKey({ keysym: 0x41, down: true });
    session.sendKey({ keysym: 0x1002603, down: true });
    expect(link.takeSent()).toEqual([
      ...[255, 0, 0, 1, ...u32(0xffc1), ...u32(0x3e)],
      ...[255, 0, 0, 0, ...u32(0xff52), ...u32(0xc8)],
      ...[255, 0, 0, 1, ...u32(0x41), ...u32(0x1e)],
      ...keyEvent(0x1002603, true),
    ]);
    session.sendPointer(258, 3, 5);
    expect(link.takeSent()).toEqual([5, 5, 1, 2, 0, 3]);
  });
});

describe('refresh', () => {
  const whole = update(rectangle(0, 0, 2, 1, 0, onTheWire(red, green)));

  it('passes over a picture that was asked for earlier', async () => {
    const { link, session } = await attached(2, 1);
    link.say(whole);
    link.takeSent();
    let done = false;
    const refresh = session.refresh().then(() => (done = true));
    // The pointer stays where it is: that alone makes QEMU look at a still screen at once.
    expect(link.takeSent()).toEqual([5, 0, ...u16(1), ...u16(0), ...updateRequest(false, 1, 1)]);
    link.say(whole);
    expect(link.takeSent()).toEqual(updateRequest(false, 2, 1));
    await Promise.resolve();
    expect(done).toBe(false);
    link.say(update(rectangle(0, 0, 1, 1, 0, onTheWire(red))));
    await Promise.resolve();
    expect(done).toBe(false);
    link.say(whole);
    await refresh;
    expect(link.takeSent()).toEqual([...updateRequest(true, 2, 1), ...updateRequest(true, 2, 1)]);
  });

  it('does not take a message without pixels for the old picture', async () => {
    const { link, session } = await attached(2, 1);
    let done = false;
    void session.refresh().then(() => (done = true));
    link.say(update(rectangle(0, 0, 0, 0, -258)));
    link.say(whole);
    await Promise.resolve();
    expect(done).toBe(false);
    link.say(whole);
    await Promise.resolve();
    expect(done).toBe(true);
  });

  it('asks anew when the size changes meanwhile', async () => {
    const { link, session } = await attached(2, 1);
    const refresh = session.refresh();
    link.say(whole);
    link.takeSent();
    link.say(update(rectangle(0, 0, 1, 1, -223)));
    expect(link.takeSent()).toEqual(updateRequest(false, 1, 1));
    link.say(update(rectangle(0, 0, 1, 1, 0, onTheWire(red))));
    await expect(refresh).resolves.toBeUndefined();
  });

  it('ends with its signal, and alone', async () => {
    const { link, session } = await attached(2, 1);
    const controller = new AbortController();
    const first = session.refresh(controller.signal).catch((error: unknown) => error);
    const second = session.refresh();
    controller.abort();
    expect(await first).toMatchObject({ code: 'link.aborted' });
    await expect(session.refresh(controller.signal)).rejects.toMatchObject({ code: 'link.aborted' });
    link.say(whole);
    link.say(whole);
    await expect(second).resolves.toBeUndefined();
  });

  it('is refused without a screen, and after the end', async () => {
    const { session } = await connected();
    await expect(session.refresh()).rejects.toMatchObject({ code: 'link.sessionEnded' });
    const running = await attached();
    running.session.dispose();
    await expect(running.session.refresh()).rejects.toMatchObject({ code: 'link.sessionEnded' });
  });
});

describe('the end of a session', () => {
  it('is told once, to late listeners too, and nothing is painted after it', async () => {
    const { link, session, screen, closes } = await attached(2, 1);
    session.dispose();
    session.dispose();
    link.say(update(rectangle(0, 0, 2, 1, 0, onTheWire(red, red))));
    expect(closes).toEqual([{ kind: 'local' }]);
    expect([...screen.pixels]).toEqual(opaque([0, 0, 0], [0, 0, 0]));
    const late = await new Promise((resolve) => session.onClose(resolve));
    expect(late).toEqual({ kind: 'local' });
    expect(link.disposed).toBe(true);
  });

  it('may come from a reader of the frame', async () => {
    const { link, session, screen, frames, closes } = await attached(2, 1);
    screen.onFrame(() => session.dispose());
    const picture = update(rectangle(0, 0, 2, 1, 0, onTheWire(red, red)));
    link.say([...picture, ...picture]);
    expect(frames).toHaveLength(1);
    expect(closes).toEqual([{ kind: 'local' }]);
  });
});

describe('a server that breaks the rules', () => {
  const tooLong = u32(0xffff_ffff);
  it.each([
    ['an unknown message', [77], 'link.unknownMessage'],
    ['an unknown encoding', update(rectangle(0, 0, 1, 1, 1234)), 'link.brokenPicture'],
    ['JPEG, which nobody asked for', update(rectangle(0, 0, 4, 2, 7, [0x90, 1, 0, 0, 0])), 'link.brokenPicture'],
    ['a giant new size', update(rectangle(0, 0, 65535, 65535, -223)), 'link.pictureTooLarge'],
    ['a giant size of screens', update(rectangle(0, 0, 8192, 8192, -308, [0, 0, 0, 0])), 'link.pictureTooLarge'],
    ['a giant rectangle', update(rectangle(0, 0, 65535, 65535, 0)), 'link.pictureTooLarge'],
    ['a giant cursor', update(rectangle(0, 0, 65535, 65535, -239)), 'link.pictureTooLarge'],
    ['an endless name', update(rectangle(0, 0, 0, 0, -307, tooLong)), 'link.tooLong'],
    ['an endless clipboard', [3, 0, 0, 0, ...tooLong], 'link.tooLong'],
    ['endless Zlib data', update(rectangle(0, 0, 4, 2, 6, tooLong)), 'link.tooLong'],
    ['endless ZRLE data', update(rectangle(0, 0, 4, 2, 16, tooLong)), 'link.tooLong'],
    ['Zlib rubbish', update(rectangle(0, 0, 4, 2, 6, [...u32(4), 1, 2, 3, 4])), 'link.brokenPicture'],
    ['Zlib data that is too short', update(rectangle(0, 0, 4, 2, 6, withLength([1, 2, 3]))), 'link.brokenPicture'],
    ['a wrong Hextile tile', update(rectangle(0, 0, 4, 2, 5, [255])), 'link.brokenPicture'],
    ['a Hextile tile in a colour never given', update(rectangle(0, 0, 4, 2, 5, [4, 1, 2, 3, 4])), 'link.brokenPicture'],
    ['a wrong Tight filter', update(rectangle(0, 0, 4, 2, 7, [0x40, 9])), 'link.brokenPicture'],
    ['Tight PNG', update(rectangle(0, 0, 4, 2, 7, [0xa0])), 'link.brokenPicture'],
    ['a wrong ZRLE tile', update(rectangle(0, 0, 4, 2, 16, withLength([17]))), 'link.brokenPicture'],
    ['a ZRLE run longer than its tile', update(rectangle(0, 0, 4, 2, 16, withLength([128, ...red, ...new Array<number>(100_000).fill(255), 0]))), 'link.brokenPicture'],
    ['an update that paints without end', update(rectangle(0, 0, 4, 2, 2, [...u32(1000), ...onTheWire(red), ...new Array<number[]>(1000).fill([...onTheWire(red), ...[0, 0, 4, 2].flatMap(u16)]).flat()])), 'link.brokenPicture'],
  ])('%s ends the session with the right error', async (_name, bytes, code) => {
    for (const pieceBytes of [7, Infinity]) {
      const { link, closes } = await attached();
      link.say(bytes, pieceBytes);
      expect(errorOf(closes)).toBe(code);
      expect(closes[0]?.kind).toBe('local');
      expect(link.disposed).toBe(true);
    }
  });

  it('a picture before anyone asked', async () => {
    const { link, closes } = await connected();
    link.say(update(rectangle(0, 0, 4, 2, 0)));
    expect(errorOf(closes)).toBe('link.unaskedPicture');
  });
});
