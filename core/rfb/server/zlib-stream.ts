import { constants, createDeflate } from 'node:zlib';
import type { Disposable } from '../../base/lifecycle.ts';

/** One zlib stream that lives as long as its connection, as ZRLE wants it. */
export class ZlibStream implements Disposable {
  readonly #deflate = createDeflate({ level: constants.Z_BEST_SPEED });
  #parts: Buffer[] = [];

  constructor() {
    this.#deflate.on('data', (part: Buffer) => this.#parts.push(part));
    // After dispose zlib may still report an unfinished write; nobody waits for it then.
    this.#deflate.on('error', () => {});
  }

  /** Compresses `bytes` so that the other side can read them all at once. One call at a time. Never settles after {@link dispose}. */
  compress(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#deflate.write(bytes);
      this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
        const parts = this.#parts;
        this.#parts = [];
        resolve(Buffer.concat(parts));
      });
    });
  }

  dispose(): void {
    this.#deflate.destroy();
  }
}
