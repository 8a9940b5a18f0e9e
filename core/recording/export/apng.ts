import { crc32, deflateSync } from 'node:zlib';
import { BootcatchError } from '../../base/error.ts';
import type { Rectangle, Size } from '../../screen/screen.ts';
import type { Recording } from '../recording.ts';
import { largestSize, paintOn } from './canvas.ts';

export interface AnimationOptions {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Changes that come faster than this are one frame. */
  readonly framesPerSecond: number;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** The first frame is the whole picture, each other one what changed. */
interface AnimationFrame {
  readonly area: Rectangle;
  readonly packed: Uint8Array;
  readonly atMs: number;
}

/**
 * A span of the recording as an animated PNG, pixel for pixel, which every browser plays. Format: the PNG specification, third edition,
 * chunks acTL, fcTL and fdAT.
 * @throws BootcatchError `recording.noPictures`; the signal's reason
 */
export async function toAnimation(recording: Recording, { fromMs, untilMs, framesPerSecond, onProgress, signal }: AnimationOptions): Promise<Uint8Array> {
  const canvas = await largestSize(recording);
  const endMs = Math.min(untilMs, recording.durationMs);
  if (!canvas || endMs <= fromMs) throw new BootcatchError('recording.noPictures');
  const frames: AnimationFrame[] = [];
  let painted = paintOn(canvas, (await recording.seek(fromMs)).picture);
  let shown: Uint8Array | undefined;
  let changedMs = fromMs;
  const show = (): void => {
    const area = shown ? changedArea(shown, painted, canvas) : { x: 0, y: 0, ...canvas };
    if (area) frames.push({ area, packed: pack(painted, canvas, area), atMs: changedMs });
    shown = painted;
  };
  for await (const { record, picture } of recording.play(fromMs)) {
    signal.throwIfAborted();
    if (record.atMs > endMs) break;
    if (record.kind !== 'frame' && record.kind !== 'size') continue;
    if (record.atMs - changedMs >= 1_000 / framesPerSecond) {
      show();
      changedMs = record.atMs;
    }
    painted = paintOn(canvas, picture);
    onProgress((record.atMs - fromMs) / (endMs - fromMs));
  }
  show();
  return animationOf(frames, canvas, endMs);
}

/** The smallest rectangle around what differs. */
function changedArea(before: Uint8Array, now: Uint8Array, { width, height }: Size): Rectangle | undefined {
  const [old, words] = [before, now].map((bytes) => new Uint32Array(bytes.buffer, bytes.byteOffset, width * height)) as [Uint32Array, Uint32Array];
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (old[at] === words[at]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return bottom < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The pixels as PNG has them: red, green, blue, each row behind the number of its filter, 0 for none. */
function pack(rgba: Uint8Array, { width: stride }: Size, { x, y, width, height }: Rectangle): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3));
  let at = 0;
  for (let row = y; row < y + height; row++) {
    at++;
    for (let from = (row * stride + x) * 4, end = from + width * 4; from < end; from += 4, at += 3) rows.set(rgba.subarray(from, from + 3), at);
  }
  return deflateSync(rows);
}

function animationOf(frames: readonly AnimationFrame[], { width, height }: Size, endMs: number): Uint8Array {
  let sequence = 0;
  // 8 bits a colour, true colour without alpha; played again and again.
  const chunks = [chunk('IHDR', numbers(width, height), Uint8Array.of(8, 2, 0, 0, 0)), chunk('acTL', numbers(frames.length, 0))];
  for (const [place, { area, packed, atMs }] of frames.entries()) {
    const delay = delayOf((frames[place + 1]?.atMs ?? endMs) - atMs);
    // Each frame stays and the next one is painted over it.
    chunks.push(chunk('fcTL', numbers(sequence++, area.width, area.height, area.x, area.y), delay, Uint8Array.of(0, 0)));
    chunks.push(place === 0 ? chunk('IDAT', packed) : chunk('fdAT', numbers(sequence++), packed));
  }
  return Buffer.concat([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks, chunk('IEND')]);
}

/** A fraction of a second in 16-bit numbers: in milliseconds, or in tenths where it is longer than those reach. */
function delayOf(ms: number): Uint8Array {
  const long = ms > 0xffff;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(Math.min(0xffff, Math.round(long ? ms / 100 : ms)), 0);
  bytes.writeUInt16BE(long ? 10 : 1_000, 2);
  return bytes;
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, place) => bytes.writeUInt32BE(value, place * 4));
  return bytes;
}

function chunk(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), ...parts]);
  return Buffer.concat([numbers(body.length - 4), body, numbers(crc32(body))]);
}
