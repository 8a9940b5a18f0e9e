import type { Rectangle, Size } from '../../screen/screen.ts';
import type { Picture } from '../../screen/png.ts';
import type { Recording } from '../recording.ts';

/**
 * The recording as rfbproxy's FBS file: what an RFB 3.3 server would have sent, in Raw encoding, each piece behind its length and before
 * its time in ms. Layout: rfbproxy(1) and its source; the messages are those of RFC 6143, sections 7.1 to 7.6.
 * @param onProgress told how much is done, 0 to 1
 */
export async function* toFbs(recording: Recording, onProgress: (share: number) => void = () => undefined): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from('FBS 001.000\n');
  let size: Size | undefined;
  let lastMs = 0;
  for await (const { record, picture, damage } of recording.play()) {
    lastMs = record.atMs;
    onProgress(lastMs / Math.max(1, recording.durationMs));
    if (!picture || damage.length === 0) continue;
    if (!size) {
      yield piece(Buffer.concat([Buffer.from('RFB 003.003\n'), number32(1), serverInit(picture, recording.about?.target ?? 'bootcatch')]), record.atMs);
    } else if (size.width !== picture.width || size.height !== picture.height) {
      yield piece(updateOf([rectangle({ x: 0, y: 0, ...picture }, desktopSize)]), record.atMs);
    }
    size = { width: picture.width, height: picture.height };
    yield piece(updateOf(damage.map((area) => Buffer.concat([rectangle(area, raw), pixelsOf(picture, area)]))), record.atMs);
  }
  yield piece(new Uint8Array(0), lastMs);
}

const raw = 0;
const desktopSize = -223;

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function piece(data: Uint8Array, atMs: number): Buffer {
  return Buffer.concat([number32(data.length), data, Buffer.alloc((4 - (data.length % 4)) % 4), number32(Math.round(atMs))]);
}

function serverInit({ width, height }: Size, name: string): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt16BE(width, 0);
  bytes.writeUInt16BE(height, 2);
  // 32 bits a pixel, depth 24, little-endian, true colour, 255 for each of red, green, blue at 0, 8, 16.
  bytes.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4);
  const text = Buffer.from(name);
  bytes.writeUInt32BE(text.length, 20);
  return Buffer.concat([bytes, text]);
}

function updateOf(rectangles: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(rectangles.length, 2);
  return Buffer.concat([bytes, ...rectangles]);
}

function rectangle({ x, y, width, height }: Rectangle, encoding: number): Buffer {
  const bytes = Buffer.alloc(12);
  [x, y, width, height].forEach((value, place) => bytes.writeUInt16BE(value, place * 2));
  bytes.writeInt32BE(encoding, 8);
  return bytes;
}

function pixelsOf({ width: stride, pixels }: Picture, { x, y, width, height }: Rectangle): Buffer {
  const rows = Array.from({ length: height }, (_, row) => pixels.subarray(((y + row) * stride + x) * 4, ((y + row) * stride + x + width) * 4));
  return Buffer.concat(rows);
}
