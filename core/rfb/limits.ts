import { BootcatchError } from '../base/error.ts';

/*
 * Whatever a server says, one connection keeps less than 64 MiB: the picture (16), one piece that waits for its end (8, and as much again
 * while its buffer grows), what Zlib makes of it (16), what Tight does (8), a WebSocket message (4). The fuzzer measures it.
 */

/** Most bytes that one piece of a message may have before it is decoded. A photograph of the largest size takes that much. */
export const pieceLimitBytes = 8 << 20;
/** Most bytes of a text that the server says: a desktop name, the reason for a refusal. */
export const textLimitBytes = 4096;
/** Most bytes of a clipboard text. It is read past, never kept. */
export const clipboardLimitBytes = 16 << 20;
/** 2560×1600 fits: more than any firmware, boot loader or text console of a server shows. */
export const pictureLimitPixels = 4 << 20;
/** Most pixels of one compressed rectangle in Tight. Servers split theirs at 65 536 pixels, because of the format's length of 22 bits. */
export const tightLimitPixels = 1 << 20;
export const sideLimitPixels = 8192;
/**
 * How many times over one update may paint the whole picture. Honest servers need two (copy, then repair); without a limit a
 * few bytes a rectangle could keep the engine painting for hours.
 */
export const repaintLimit = 16;

/** @throws BootcatchError `link.pictureTooLarge` */
export function checkPictureSize(width: number, height: number): void {
  if (width > sideLimitPixels || height > sideLimitPixels || width * height > pictureLimitPixels) throw new BootcatchError('link.pictureTooLarge', { width, height });
}

/** @throws BootcatchError `link.tooLong` */
export function checkLength(what: string, bytes: number, limit: number): void {
  if (bytes > limit) throw new BootcatchError('link.tooLong', { what, bytes, limit });
}

/** A text from the wire as it may be shown: one line, printable, short. */
export function printable(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
