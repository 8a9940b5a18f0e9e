/** The colours of PC text but black, in which GRUB writes on a picture, as RGBA words; GRUB's own levels are a little lower than VGA's. */
export const textColours: readonly number[] = [
  { off: 0, on: 0xaa, dim: 0x55, bright: 0xff },
  { off: 0, on: 0xa8, dim: 0x54, bright: 0xfe },
].flatMap(({ off, on, dim, bright }) =>
  Array.from({ length: 15 }, (_, index) => {
    // From light grey and white on: the likely ones first.
    const number = [7, 15, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1][index] ?? 7;
    const level = (bit: number): number => ((number & 8) !== 0 ? ((number & bit) !== 0 ? bright : dim) : (number & bit) !== 0 ? on : off);
    // Number 6 is brown, not dark yellow.
    const green = number === 6 ? dim : level(2);
    return (0xff000000 | (level(1) << 16) | (green << 8) | level(4)) >>> 0;
  }),
);
