import type { Picture } from '../../screen/png.ts';
import type { Size } from '../../screen/screen.ts';
import type { Recording } from '../recording.ts';

/** The size on which every picture finds room, in even numbers as the codecs want them. */
export async function largestSize(recording: Recording): Promise<Size | undefined> {
  let width = 0;
  let height = 0;
  for await (const { record } of recording.play()) {
    if (record.kind !== 'size') continue;
    width = Math.max(width, record.width);
    height = Math.max(height, record.height);
  }
  return width === 0 ? undefined : { width: width + (width % 2), height: height + (height % 2) };
}

/** A picture in the middle of a black canvas, RGBA. */
export function paintOn(canvas: Size, picture: Picture | undefined): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(canvas.width * canvas.height * 4);
  if (!picture) return bytes;
  const left = Math.floor((canvas.width - picture.width) / 2);
  const top = Math.floor((canvas.height - picture.height) / 2);
  for (let row = 0; row < picture.height; row++) {
    bytes.set(picture.pixels.subarray(row * picture.width * 4, (row + 1) * picture.width * 4), ((top + row) * canvas.width + left) * 4);
  }
  return bytes;
}
