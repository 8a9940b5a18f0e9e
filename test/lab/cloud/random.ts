import type { RangeMs } from './timings.ts';

/** Randomness that a seed brings back: the same numbers from 0 to below 1 in the same order (the public-domain generator mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A value between the two ends of a range. */
export function drawMs([fromMs, toMs]: RangeMs, random: () => number): number {
  return fromMs + (toMs - fromMs) * random();
}

/** `bytes` bytes in hexadecimal. */
export function randomHex(bytes: number, random: () => number): string {
  return Array.from({ length: bytes }, () => Math.floor(random() * 256).toString(16).padStart(2, '0')).join('');
}

/** A UUID, as OpenStack names everything. */
export function randomUuid(random: () => number): string {
  const hex = randomHex(16, random);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
