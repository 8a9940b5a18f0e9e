/** How a client wants its pixels (RFC 6143 section 7.4). True colour only. */
export interface PixelFormat {
  readonly bytesPerPixel: 1 | 2 | 4;
  readonly bigEndian: boolean;
  readonly redMax: number;
  readonly greenMax: number;
  readonly blueMax: number;
  readonly redShift: number;
  readonly greenShift: number;
  readonly blueShift: number;
  readonly depth: number;
}

/** What the server offers in ServerInit: the order of the screen's own RGBA bytes. */
export const rgbaFormat: PixelFormat = {
  bytesPerPixel: 4,
  bigEndian: false,
  redMax: 255,
  greenMax: 255,
  blueMax: 255,
  redShift: 0,
  greenShift: 8,
  blueShift: 16,
  depth: 24,
};

/** The 16 bytes of a format on the wire. */
export function pixelFormatBytes(format: PixelFormat): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  bytes[0] = format.bytesPerPixel * 8;
  bytes[1] = format.depth;
  bytes[2] = format.bigEndian ? 1 : 0;
  bytes[3] = 1;
  view.setUint16(4, format.redMax);
  view.setUint16(6, format.greenMax);
  view.setUint16(8, format.blueMax);
  bytes[10] = format.redShift;
  bytes[11] = format.greenShift;
  bytes[12] = format.blueShift;
  return bytes;
}

/** Reads a format; undefined where it cannot be served: a colour map, odd depths, channels outside the pixel. */
export function parsePixelFormat(bytes: Uint8Array): PixelFormat | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const bits = view.getUint8(0);
  if ((bits !== 8 && bits !== 16 && bits !== 32) || view.getUint8(3) === 0) return undefined;
  const format: PixelFormat = {
    bytesPerPixel: (bits / 8) as 1 | 2 | 4,
    depth: view.getUint8(1),
    bigEndian: view.getUint8(2) !== 0,
    redMax: view.getUint16(4),
    greenMax: view.getUint16(6),
    blueMax: view.getUint16(8),
    redShift: view.getUint8(10),
    greenShift: view.getUint8(11),
    blueShift: view.getUint8(12),
  };
  const fits = (max: number, shift: number): boolean => max > 0 && max * 2 ** shift < 2 ** bits;
  return fits(format.redMax, format.redShift) && fits(format.greenMax, format.greenShift) && fits(format.blueMax, format.blueShift) ? format : undefined;
}

/** Writes pixels in one format. */
export interface PixelWriter {
  /** Bytes that {@link write} puts down. */
  readonly bytesPerPixel: number;
  /** The pixel's value; equal values are equal pixels. */
  value(red: number, green: number, blue: number): number;
  write(target: Uint8Array, offset: number, value: number): void;
}

/** A writer of whole pixels, as Raw has them. */
export function pixelWriter(format: PixelFormat): PixelWriter {
  return makeWriter(format, format.bytesPerPixel, 0);
}

/** A writer of ZRLE's "compressed pixels" (RFC 6143 section 7.7.5): the byte of a 32-bit pixel that holds no colour is left out. */
export function compressedPixelWriter(format: PixelFormat): PixelWriter {
  const used = mask(format.redMax, format.redShift) | mask(format.greenMax, format.greenShift) | mask(format.blueMax, format.blueShift);
  if (format.bytesPerPixel === 4 && format.depth <= 24) {
    if (used >>> 24 === 0) return makeWriter(format, 3, 0);
    if ((used & 0xff) === 0) return makeWriter(format, 3, 8);
  }
  return makeWriter(format, format.bytesPerPixel, 0);
}

const mask = (max: number, shift: number): number => (max << shift) >>> 0;

function makeWriter(format: PixelFormat, bytesPerPixel: number, dropBits: number): PixelWriter {
  const red = channel(format.redMax, format.redShift);
  const green = channel(format.greenMax, format.greenShift);
  const blue = channel(format.blueMax, format.blueShift);
  return {
    bytesPerPixel,
    value: (r, g, b) => ((red[r] ?? 0) | (green[g] ?? 0) | (blue[b] ?? 0)) >>> 0,
    write: (target, offset, value) => {
      const first = format.bigEndian ? offset + bytesPerPixel - 1 : offset;
      const step = format.bigEndian ? -1 : 1;
      const bits = value >>> dropBits;
      target[first] = bits;
      if (bytesPerPixel > 1) target[first + step] = bits >>> 8;
      if (bytesPerPixel > 2) target[first + 2 * step] = bits >>> 16;
      if (bytesPerPixel > 3) target[first + 3 * step] = bits >>> 24;
    },
  };
}

function channel(max: number, shift: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, level) => mask(Math.round((level * max) / 255), shift));
}
