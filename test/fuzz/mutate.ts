import { deflateSync, constants } from 'node:zlib';
import { u16, u32 } from '../unit/rfb/bytes.ts';

/** Numbers from 0 to below 1. */
export type Random = () => number;

export const below = (limit: number, random: Random): number => Math.floor(random() * limit);
export const pick = <T>(items: readonly T[], random: Random): T => {
  const item = items[below(items.length, random)];
  if (item === undefined) throw new Error('Nothing to pick from.');
  return item;
};

/** Values at which bounds are wrong by one, signs turn over and sizes become unreasonable. */
const interesting = [0, 1, 2, 3, 4, 7, 8, 15, 16, 63, 64, 65, 127, 128, 130, 255, 256, 1023, 4095, 4096, 4097, 8191, 8192, 8193, 32_767, 32_768, 65_535, 65_536, 1 << 20, 1 << 24, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

const splice = (bytes: Uint8Array, from: number, to: number, put: ArrayLike<number>): Uint8Array => {
  const whole = new Uint8Array(from + put.length + bytes.length - to);
  whole.set(bytes.subarray(0, from));
  whole.set(put, from);
  whole.set(bytes.subarray(to), from + put.length);
  return whole;
};

const byteMutations: readonly ((bytes: Uint8Array, other: Uint8Array, random: Random) => Uint8Array)[] = [
  // One bit.
  (bytes, _other, random) => {
    const copy = bytes.slice();
    const at = below(bytes.length, random);
    copy[at] = (copy[at] ?? 0) ^ (1 << below(8, random));
    return copy;
  },
  // A number of one, two or four bytes.
  (bytes, _other, random) => {
    const value = pick(interesting, random);
    const number = pick([[value & 255], u16(value & 0xffff), u32(value)], random);
    const at = below(bytes.length, random);
    return splice(bytes, at, Math.min(bytes.length, at + number.length), number);
  },
  // A piece goes.
  (bytes, _other, random) => {
    const at = below(bytes.length, random);
    return splice(bytes, at, Math.min(bytes.length, at + 1 + below(32, random)), []);
  },
  // A piece comes twice.
  (bytes, _other, random) => {
    const at = below(bytes.length, random);
    const piece = bytes.slice(at, at + 1 + below(64, random));
    return splice(bytes, at, at, piece);
  },
  // Noise.
  (bytes, _other, random) => splice(bytes, below(bytes.length, random), bytes.length, Array.from({ length: below(40, random) }, () => below(256, random))),
  // One's head, another's tail.
  (bytes, other, random) => splice(bytes, below(bytes.length, random), bytes.length, other.subarray(below(other.length, random))),
  // The end is missing.
  (bytes, _other, random) => bytes.slice(0, below(bytes.length, random) + 1),
];

/** A changed copy; `grammar`, where given, now and then changes it as one who knows the format. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random, grammar?: (bytes: Uint8Array, random: Random) => Uint8Array): Uint8Array {
  let changed: Uint8Array = bytes.length === 0 ? Uint8Array.of(0) : bytes;
  for (let times = 1 + below(4, random); times > 0; times--) {
    changed = grammar && random() < 0.5 ? grammar(changed, random) : pick(byteMutations, random)(changed, other, random);
    if (changed.length === 0) changed = Uint8Array.of(0);
  }
  return changed;
}

const encodings = [0, 1, 2, 5, 6, 7, 16, -223, -224, -239, -258, -307, -308];
const sides = [0, 1, 2, 3, 15, 16, 17, 63, 64, 65, 200, 720];

/** Compressed bytes as a server's stream has them: flushed, not finished. */
const compressed = (bytes: Uint8Array): number[] => [...deflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })];
const noise = (length: number, random: Random): Uint8Array => Uint8Array.from({ length }, () => (random() < 0.5 ? 0 : below(256, random)));

/** A body that fits its encoding, or nearly. */
function body(encoding: number, width: number, height: number, random: Random): number[] {
  const pixels = Math.min(width * height, 4_096);
  switch (encoding) {
    case 0:
      return [...noise(pixels * 4, random)];
    case 1:
      return [...u16(pick(sides, random)), ...u16(pick(sides, random))];
    case 2: {
      const count = below(4, random);
      return [...u32(count), ...noise(4 + count * 12, random)];
    }
    case 5:
      return [...noise(1 + below(200, random), random)];
    case 6: {
      const data = compressed(noise(pixels * 4, random));
      return [...u32(data.length), ...data];
    }
    case 7: {
      const control = pick([0x00, 0x10, 0x40, 0x50, 0x60, 0x80, 0x90, 0x0f, 0xa0], random);
      const data = compressed(noise(pixels * 3, random));
      const length = [(data.length & 127) | 128, ((data.length >> 7) & 127) | 128, data.length >> 14];
      if (control === 0x80) return [control, 1, 2, 3];
      if (control & 0x40 && control < 0x80) return [control, below(4, random), ...(random() < 0.5 ? [1, 0, 0, 0, 255, 255, 255] : []), ...length, ...data];
      return [control, ...length, ...data];
    }
    case 16: {
      const tile = [pick([0, 1, 2, 3, 16, 17, 127, 128, 129, 130, 255], random), ...noise(below(300, random), random)];
      const data = compressed(Uint8Array.from(tile));
      return [...u32(data.length), ...data];
    }
    case -239:
      return [...noise(Math.min(width * height, 4_096) * 4 + Math.ceil(width / 8) * height, random)];
    case -307:
      return [...u32(3), 1, 2, 3];
    case -308:
      return [1, 0, 0, 0, ...noise(16, random)];
  }
  return [];
}

function update(random: Random): number[] {
  const count = 1 + below(3, random);
  const rectangles = Array.from({ length: count }, () => {
    const encoding = pick(encodings, random);
    const [width, height] = [pick(sides, random), pick(sides, random)];
    return [...u16(pick(sides, random)), ...u16(pick(sides, random)), ...u16(width), ...u16(height), ...u32(encoding), ...body(encoding, width, height, random)];
  });
  return [0, 0, ...u16(random() < 0.9 ? count : pick(interesting, random) & 0xffff), ...rectangles.flat()];
}

function otherMessage(random: Random): number[] {
  return pick(
    [
      [2],
      [150],
      [1, 0, 0, 0, ...u16(2), ...noise(12, random)],
      [3, 0, 0, 0, ...u32(4), 1, 2, 3, 4],
      [248, 0, 0, 0, ...u32(0x8000_0001), 2, 1, 2],
      [3, 0, 0, 0, ...u32(pick(interesting, random))],
    ],
    random,
  );
}

/**
 * Where the messages and rectangles of a server's stream begin, as far as their lengths are easy to tell: after a handshake without
 * a password, whole updates in Raw, CopyRect, Zlib, ZRLE and Tight.
 */
export function borders(bytes: Uint8Array): { readonly messages: readonly number[]; readonly rectangles: readonly number[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const messages: number[] = [];
  const rectangles: number[] = [];
  const handshake = 12 + 2 + 4 + 24;
  if (bytes.length < handshake) return { messages, rectangles };
  let at = handshake + view.getUint32(handshake - 4);
  try {
    while (at < bytes.length && bytes[at] === 0) {
      messages.push(at);
      const count = view.getUint16(at + 2);
      at += 4;
      for (let index = 0; index < count; index++) {
        rectangles.push(at);
        const end = endOfRectangle(view, at);
        if (end === undefined) return { messages, rectangles };
        at = end;
      }
    }
  } catch (error) {
    // The stream ends in the middle of a message.
    if (!(error instanceof RangeError)) throw error;
  }
  return { messages, rectangles };
}

function endOfRectangle(view: DataView, at: number): number | undefined {
  const pixels = view.getUint16(at + 4) * view.getUint16(at + 6);
  const start = at + 12;
  switch (view.getInt32(at + 8)) {
    case 0:
      return start + pixels * 4;
    case 1:
      return start + 4;
    case 6:
    case 16:
      return start + 4 + view.getUint32(start);
    case 7:
      return endOfTight(view, start, pixels);
    case -223:
    case -224:
    case -258:
      return start;
  }
  return undefined;
}

function endOfTight(view: DataView, start: number, pixels: number): number | undefined {
  const control = view.getUint8(start) >> 4;
  if (control === 8) return start + 4;
  if (control & 4) {
    if (view.getUint8(start + 1) !== 0) return undefined;
    start++;
  }
  if (pixels * 3 < 12) return start + 1 + pixels * 3;
  let length = 0;
  for (let part = 0, at = start + 1; ; part++, at++) {
    const byte = view.getUint8(at);
    length |= (part === 2 ? byte : byte & 127) << (part * 7);
    if (part === 2 || byte < 128) return at + 1 + length;
  }
}

/** Changes a server's RFB stream as one who knows RFB: a message more or less, a rectangle's place, size or encoding, one rectangle twice. */
export function mutateRfb(bytes: Uint8Array, random: Random): Uint8Array {
  const { messages, rectangles } = borders(bytes);
  const [message] = messages.length > 0 ? [pick(messages, random)] : [];
  if (message === undefined || random() < 0.35) {
    const place = message ?? bytes.length;
    return splice(bytes, place, place, random() < 0.75 ? update(random) : otherMessage(random));
  }
  if (rectangles.length === 0) return bytes.slice(0, message);
  const at = pick(rectangles, random);
  const next = rectangles.find((other) => other > at) ?? bytes.length;
  switch (below(4, random)) {
    case 0: {
      const field = at + 2 * below(4, random);
      return splice(bytes, field, Math.min(bytes.length, field + 2), u16(pick([...sides, ...interesting], random) & 0xffff));
    }
    case 1:
      return splice(bytes, Math.min(bytes.length, at + 8), Math.min(bytes.length, at + 12), u32(pick(encodings, random)));
    case 2:
      return splice(bytes, at, at, bytes.slice(at, next));
    default:
      return splice(bytes, at, next, []);
  }
}
