import { inflateSync } from 'node:zlib';
import decodeQr from 'qr/decode.js';
import type { Size } from '../../screen/screen.ts';
import type { ScreenText } from '../reading.ts';

/** The kernel log that a panic's QR code carries (Linux 6.12 and later, `drm.panic_screen=qr_code`). */
export interface PanicQr {
  /** The log's lines, oldest first. The code holds its end only. */
  readonly log: readonly string[];
  /** Page that would show the log, without it; empty where the kernel was built with none. */
  readonly url: string;
  readonly architecture?: string;
  readonly kernelVersion?: string;
}

/** A code carries at most some 2 900 bytes; a log of this size would be compressed beyond all experience. */
const largestLogBytes = 1_000_000;
/** A picture without a code is given up after this time. */
const timeLimitMs = 1_000;

/** Whether a screen's words are those of the kernel's full-screen message of a panic, beside which a QR code may stand. */
export function showsQrCode({ lines }: ScreenText): boolean {
  return lines.some((line) => /(?:^|\s)KERNEL PANIC!$/.test(line));
}

/**
 * Looks for the QR code of a kernel panic and decodes the log in it. Takes tens of milliseconds, so ask when a screen
 * has settled and its text says "KERNEL PANIC!" or can't be read.
 */
export function readPanicQr({ width, height, pixels }: Size & { readonly pixels: Uint8Array }): PanicQr | undefined {
  if (width < 42 || height < 42) return undefined;
  let payload: string;
  try {
    payload = decodeQr({ width, height, data: pixels }, { format: 'RGBA', timeLimit: timeLimitMs });
  } catch {
    // The decoder throws where there is no code, or none that can be read.
    return undefined;
  }
  return parsePanicPayload(payload);
}

/**
 * Takes a QR code's text apart. With a page: `URL?a=…&v=…&z=` and the compressed log as digits; without: the log itself.
 * Source: the kernel's drivers/gpu/drm/drm_panic.c and drm_panic_qr.rs.
 */
export function parsePanicPayload(payload: string): PanicQr | undefined {
  const link = /^(https?:\/\/[^\s?]*)\?(?:.*&)?z=(\d+)$/.exec(payload);
  if (!link) return /^(?:<\d+>)?\[ *\d+\.\d+\]/m.test(payload) ? { log: toLines(payload), url: '' } : undefined;
  const log = inflateDigits(link[2] ?? '');
  if (log === undefined) return undefined;
  // The kernel escapes nothing: the plus sign of Debian's versions is one.
  const [, architecture] = /[?&]a=([^&]*)/.exec(payload) ?? [];
  const [, kernelVersion] = /[?&]v=([^&]*)/.exec(payload) ?? [];
  return { log: toLines(log), url: link[1] ?? '', ...(architecture !== undefined && { architecture }), ...(kernelVersion !== undefined && { kernelVersion }) };
}

const toLines = (log: string): string[] => log.replace(/\n+$/, '').split('\n');

/** The digits are bytes in one of two ways, by the kernel's age; only the right one gives a whole zlib stream. */
function inflateDigits(digits: string): string | undefined {
  for (const toBytes of [bytesOfSevens, bytesOfThirteenBits]) {
    const bytes = toBytes(digits);
    if (!bytes) continue;
    try {
      return inflateSync(bytes, { maxOutputLength: largestLogBytes }).toString('latin1');
    } catch {
      // The other way, then.
    }
  }
  return undefined;
}

/** Digits that one to seven bytes take. */
const digitsOfBytes = [0, 3, 5, 8, 10, 13, 15, 17];

/** Linux 6.15 and later: seven bytes, least significant first, are one number of 17 digits. */
function bytesOfSevens(digits: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 17) {
    const part = digits.slice(at, at + 17);
    const count = digitsOfBytes.indexOf(part.length);
    let number = BigInt(part);
    if (count < 0 || number >= 1n << BigInt(count * 8)) return undefined;
    for (let index = 0; index < count; index++, number >>= 8n) bytes.push(Number(number & 255n));
  }
  return Uint8Array.from(bytes);
}

/** Linux 6.12 to 6.14: thirteen bits, most significant first, are a number of four digits; what is left at the end, fewer of both. */
function bytesOfThirteenBits(digits: string): Uint8Array | undefined {
  const rest = digits.length % 4;
  const bitsBefore = ((digits.length - rest) / 4) * 13;
  // The last group has as many bits as make the whole come out in bytes; one digit stands for 1, 2 or 3, and so on.
  const lastBits = rest === 0 ? 0 : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].find((bits) => bits > 0 && (bits === 1 ? 1 : (bits + 1 - ((bits + 1) % 3)) / 3) === rest && (bitsBefore + bits) % 8 === 0);
  if (lastBits === undefined) return undefined;
  const bytes = new Uint8Array((bitsBefore + lastBits) >> 3);
  let position = 0;
  for (let at = 0; at < digits.length; at += 4) {
    const part = digits.slice(at, at + 4);
    const width = part.length === 4 ? 13 : lastBits;
    const number = Number(part);
    if (number >= 2 ** width) return undefined;
    for (let bit = width - 1; bit >= 0; bit--, position++) if ((number >> bit) & 1) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (128 >> (position & 7));
  }
  return bytes;
}
