import type { ScreenText } from '../reading/reading.ts';
import type { Picture } from '../screen/png.ts';
import type { Rectangle } from '../screen/screen.ts';
import { MalformedError } from './bytes.ts';
import { LazyPicture } from './lazy-picture.ts';
import type { RecordingRecord } from './records.ts';

const noText: ScreenText = { lines: [], font: undefined, exactShare: 1, inverseRows: [] };

/** The picture and the text, as far as records tell. */
export class PlayState {
  readonly #picture = new LazyPicture();
  text = noText;
  known = true;

  get hasPicture(): boolean {
    return this.#picture.width > 0;
  }

  /** As it is now; it changes with what is taken later on. */
  get picture(): Picture | undefined {
    if (!this.known || !this.hasPicture) return undefined;
    const { width, height, words } = this.#picture.painted();
    return { width, height, pixels: new Uint8Array(words.buffer) };
  }

  /** Nothing is known any more, until {@link begin}. */
  lose(): void {
    this.known = false;
    this.text = noText;
  }

  begin(): void {
    this.known = true;
  }

  /** @returns where the picture changed */
  take(record: RecordingRecord): readonly Rectangle[] {
    if (record.kind === 'text') this.text = record.text;
    if (record.kind === 'size') {
      const { width, height } = record;
      this.#picture.resize({ width, height });
      // A new size begins black, whatever was lost before.
      this.known = true;
      return [{ x: 0, y: 0, width, height }];
    }
    if (record.kind !== 'frame' || !this.known) return [];
    try {
      const changes = record.changes(this.#picture);
      this.#picture.add(changes);
      return changes;
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.lose();
      return [];
    }
  }
}
