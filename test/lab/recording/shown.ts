import type { Recording } from '../../../core/recording/recording.ts';
import type { Picture } from '../../../core/screen/png.ts';

/** Whether two pictures are the same, pixel for pixel. */
export function same(one: Picture | undefined, other: Picture): boolean {
  return one?.width === other.width && one.height === other.height && Buffer.compare(one.pixels, other.pixels) === 0;
}

/** Whether a recording shows this very picture at `fromMs` or comes to it until `toMs`. */
export async function isShown(recording: Recording, picture: Picture, fromMs: number, toMs: number): Promise<boolean> {
  if (same((await recording.seek(fromMs)).picture, picture)) return true;
  for await (const { record, picture: shown } of recording.play(fromMs)) {
    if (record.atMs > toMs) break;
    if (same(shown, picture)) return true;
  }
  return false;
}
