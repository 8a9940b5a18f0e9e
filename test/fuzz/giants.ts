/**
 * What the client keeps at most: `node --expose-gc test/fuzz/giants.ts`. One stream an encoding, each with the largest picture and the largest
 * pieces that are still accepted, looked at whenever a decoder hands over a picture, while all of its own buffers are alive. Prints a line each.
 */
import { constants, deflateSync } from 'node:zlib';
import { connectRfb } from '../../core/rfb/connect.ts';
import { pieceLimitBytes, pictureLimitPixels, tightLimitPixels } from '../../core/rfb/limits.ts';
import { ScreenPainter } from '../../core/rfb/screen-painter.ts';
import { Screen } from '../../core/screen/screen.ts';
import { FakeLink } from '../unit/rfb/fake-link.ts';
import { rectangle, resultOk, securityNone, serverInit, u16, u32, version } from '../unit/rfb/bytes.ts';
import { ManualClock } from '../unit/support/manual-clock.ts';
import { MemoryWatch } from './memory.ts';

const width = 2_048;
const height = pictureLimitPixels / width;
/** As much as one read from a socket gives. */
const chunkBytes = 65_536;

/** Compresses, and is filled up with empty blocks to exactly `bytes`, so that the piece is as long as it may be. */
function filled(content: Uint8Array, bytes: number): Uint8Array {
  const data = deflateSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
  const empty = [0, 0, 0, 255, 255];
  const whole = new Uint8Array(data.length + Math.floor((bytes - data.length) / empty.length) * empty.length);
  whole.set(data);
  for (let at = data.length; at < whole.length; at++) whole[at] = empty[(at - data.length) % empty.length] ?? 0;
  return whole;
}

const join = (...parts: readonly ArrayLike<number>[]): Uint8Array => Buffer.concat(parts.map((part) => Uint8Array.from(part)));
const update = (count: number): number[] => [0, 0, ...u16(count)];
const opening = join(version, securityNone, resultOk, serverInit(width, height));

/** Tight's length: 22 bits in three bytes. */
const tightLength = (bytes: number): number[] => [(bytes & 127) | 128, ((bytes >> 7) & 127) | 128, bytes >> 14];

function tight(stream: number): Uint8Array {
  const data = filled(new Uint8Array(tightLimitPixels * 3), (1 << 22) - 1);
  return join(rectangle(0, 0, width, tightLimitPixels / width, 7, [stream << 4, ...tightLength(data.length)]), data);
}

const zlib = (): Uint8Array => filled(new Uint8Array(pictureLimitPixels * 4), pieceLimitBytes);
const zrle = (): Uint8Array => filled(new Uint8Array((width / 64) * (height / 64) * (1 + 64 * 64 * 3)), pieceLimitBytes);

const zlibUpdate = (): Uint8Array => {
  const data = zlib();
  return join(update(1), rectangle(0, 0, width, height, 6, u32(data.length)), data);
};
const zrleUpdate = (): Uint8Array => {
  const data = zrle();
  return join(update(1), rectangle(0, 0, width, height, 16, u32(data.length)), data);
};
const tightUpdate = (): Uint8Array => join(update(4), tight(0), tight(1), tight(2), tight(3));

const giants: Readonly<Record<string, () => readonly Uint8Array[]>> = {
  raw: () => [join(update(1), rectangle(0, 0, width, height, 0), new Uint8Array(pictureLimitPixels * 4))],
  zlib: () => [zlibUpdate()],
  zrle: () => [zrleUpdate()],
  'tight, four streams': () => [tightUpdate()],
  'all one after another': () => [tightUpdate(), zlibUpdate(), zrleUpdate()],
  'a size and back': () => [join(update(2), rectangle(0, 0, height, width, -223), rectangle(0, 0, width, height, -223)), tightUpdate()],
  'a piece that never ends': () => [join(update(1), rectangle(0, 0, width, height, 16, u32(pieceLimitBytes)), new Uint8Array(pieceLimitBytes - 1))],
};

let watch: MemoryWatch | undefined;
const look = (pixels: number): void => {
  if (pixels > 1 << 16) watch?.check(true);
};
let rows = 0;
const paint = Object.getOwnPropertyDescriptor(ScreenPainter.prototype, 'blitImage')?.value as (this: ScreenPainter, ...picture: Parameters<ScreenPainter['blitImage']>) => void;
ScreenPainter.prototype.blitImage = function (...picture) {
  paint.apply(this, picture);
  const [, , pictureWidth, pictureHeight] = picture;
  // Raw comes row by row and ZRLE in tiles: one look in a thousand is enough, they hold nothing of their own.
  look(++rows % 1_000 === 0 ? Infinity : pictureWidth * pictureHeight);
};

/** Large buffers are given back by a later collection than the one that finds them. */
async function collect(): Promise<void> {
  for (let times = 0; times < 4; times++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** In a function of its own, so that nothing of one run is alive in the next. */
async function measure(name: string, make: () => readonly Uint8Array[]): Promise<void> {
  const streams = make();
  await collect();
  const link = new FakeLink();
  link.send = () => undefined;
  watch = new MemoryWatch(true);
  const connecting = connectRfb(link, { handshake: 'whole', clock: new ManualClock(), timeoutMs: 1_000, signal: new AbortController().signal });
  link.say(opening);
  const session = await connecting;
  const screen = new Screen();
  let error: Error | undefined;
  session.onClose((close) => (error = close.error));
  session.attach(screen);
  watch.check(true);
  for (const stream of streams) {
    for (let at = 0; at < stream.length; at += chunkBytes) {
      link.say(stream.subarray(at, at + chunkBytes));
      if (at % (16 * chunkBytes) === 0) watch.check(true);
    }
    watch.check(true);
  }
  if (error) throw error;
  console.log(`${name}: ${(watch.mostBytes / 2 ** 20).toFixed(1)} MiB`);
  session.dispose();
}

for (const [name, make] of Object.entries(giants)) await measure(name, make);
