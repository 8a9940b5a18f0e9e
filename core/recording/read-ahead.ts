import type { RecordingSource } from './files.ts';

/** One moment's blocks, mostly; reading so much takes hardly longer than reading one of them. */
const aheadBytes = 256 << 10;

/** Reads a source in larger pieces, for whoever goes through it from front to back. Closing it is left to the source's owner. */
export class ReadAhead {
  readonly #source: Pick<RecordingSource, 'read'>;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(source: Pick<RecordingSource, 'read'>) {
    this.#source = source;
  }

  /** Fewer bytes where the source ends before. */
  async read(position: number, length: number): Promise<Uint8Array> {
    const from = position - this.#at;
    if (from >= 0 && from + length <= this.#bytes.length) return this.#bytes.subarray(from, from + length);
    const bytes = await this.#source.read(position, Math.max(length, aheadBytes));
    this.#bytes = bytes;
    this.#at = position;
    return bytes.subarray(0, length);
  }
}
