import type { Rectangle, ScreenView, Size } from '../../screen/screen.ts';
import { concat } from '../client-messages.ts';
import type { PixelFormat } from './pixel-format.ts';
import { rawPixels, zrlePixels } from './picture.ts';
import type { ZlibStream } from './zlib-stream.ts';

/** Numbers from IANA's registry of RFB encodings. */
export const encodingNumbers = {
  raw: 0,
  zrle: 16,
  desktopSize: -223,
  qemuExtendedKeyEvent: -258,
  desktopName: -307,
  extendedDesktopSize: -308,
} as const;

/** A picture encoding that the server can send. */
export type PictureEncoding = 'raw' | 'zrle';

export function rectangleHeader(area: Rectangle, encoding: number): Uint8Array {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, area.x);
  view.setUint16(2, area.y);
  view.setUint16(4, area.width);
  view.setUint16(6, area.height);
  view.setInt32(8, encoding);
  return bytes;
}

/** A rectangle that only says something: its place and size carry no picture. */
export function announcement(encoding: number, size: Size = { width: 0, height: 0 }): Uint8Array {
  return rectangleHeader({ x: 0, y: 0, ...size }, encoding);
}

/** One screen that fills the picture. @param reason 0 the server, 1 this client asked; @param status 0 done, 1 prohibited */
export function extendedDesktopSize(size: Size, reason: number, status: number): Uint8Array {
  const body = new Uint8Array(20);
  body[0] = 1;
  const view = new DataView(body.buffer);
  view.setUint16(12, size.width);
  view.setUint16(14, size.height);
  return concat(rectangleHeader({ x: reason, y: status, ...size }, encodingNumbers.extendedDesktopSize), body);
}

export function desktopName(name: string): Uint8Array {
  const text = new TextEncoder().encode(name);
  return concat(announcement(encodingNumbers.desktopName), uint32(text.length), text);
}

/** FramebufferUpdate: the parts are whole rectangles. */
export function framebufferUpdate(rectangles: readonly Uint8Array[]): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint16(2, rectangles.length);
  return concat(head, ...rectangles);
}

/** The pixels of several areas, all of the same moment, as rectangles. */
export async function pictureRectangles(view: ScreenView, areas: readonly Rectangle[], encoding: PictureEncoding, format: PixelFormat, stream: ZlibStream): Promise<Uint8Array[]> {
  if (encoding === 'raw') return areas.map((area) => concat(rectangleHeader(area, encodingNumbers.raw), rawPixels(view, area, format)));
  const rectangles: Uint8Array[] = [];
  for (const { area, pixels } of areas.map((area) => ({ area, pixels: zrlePixels(view, area, format) }))) {
    const packed = await stream.compress(pixels);
    rectangles.push(concat(rectangleHeader(area, encodingNumbers.zrle), uint32(packed.length), packed));
  }
  return rectangles;
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
