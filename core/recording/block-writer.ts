import { promisify } from 'node:util';
import { crc32, zstdCompress } from 'node:zlib';
import type { RecordingIndex } from './about.ts';
import type { RecordingFile } from './files.ts';
import { codecs, encodeHeader, encodeTrailer, magic, type BlockType } from './format.ts';

const compress = promisify(zstdCompress);

/** More than this waiting for the disk, and the recording ends rather than take the memory. */
const waitingLimitBytes = 96 << 20;

export class DiskTooSlowError extends Error {}

/** Writes blocks one behind the other. The first error ends it: nothing is written after it. */
export class BlockWriter {
  readonly #file: RecordingFile;
  readonly #failed: (error: unknown) => void;
  readonly #blocks: RecordingIndex['blocks'] = [];
  #queue = Promise.resolve();
  #waitingBytes = 0;
  #sequence = 0;
  #length = 0;
  #broken = false;

  /** @param failed called once, with the first error */
  constructor(file: RecordingFile, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    void this.#enqueue(magic.length, async () => this.#append(magic));
  }

  /** Blocks written or waiting, as the index has them. */
  get blocks(): RecordingIndex['blocks'] {
    return this.#blocks;
  }

  /** Bytes in the file. */
  get length(): number {
    return this.#length;
  }

  /** Adds a block. Resolves when it is on the disk, or will never be. */
  add(type: BlockType, plain: Uint8Array, startMs: number, endMs: number): Promise<void> {
    const sequence = this.#sequence++;
    return this.#enqueue(plain.length, async () => {
      const at = this.#length;
      await this.#append(await packBlock(type, plain, { sequence, startMs, endMs }));
      await this.#file.sync();
      if (type !== 'index') this.#blocks.push([type, at, sequence, startMs, endMs]);
    });
  }

  /** Resolves when everything that was added is on the disk, or will never be. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** Writes the index that `make` gives once all blocks are written, and ends the file. */
  async end(make: () => Uint8Array, atMs: number): Promise<void> {
    await this.#queue;
    const indexAt = this.#length;
    await this.add('index', make(), atMs, atMs);
    await this.#enqueue(0, async () => {
      await this.#append(encodeTrailer(indexAt));
      await this.#file.sync();
    });
    this.#broken = true;
    await this.#file.close().catch(() => undefined);
  }

  #enqueue(bytes: number, write: () => Promise<void>): Promise<void> {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > waitingLimitBytes) this.#break(new DiskTooSlowError());
    return (this.#queue = this.#queue.then(async () => {
      try {
        if (!this.#broken) await write();
      } catch (error) {
        this.#break(error);
      }
      this.#waitingBytes -= bytes;
    }));
  }

  #break(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    void this.#file.close().catch(() => undefined);
    this.#failed(error);
  }

  async #append(bytes: Uint8Array): Promise<void> {
    await this.#file.append(bytes);
    this.#length += bytes.length;
  }
}

/** A whole block: header and payload. */
export async function packBlock(type: BlockType, plain: Uint8Array, { sequence, startMs, endMs }: { readonly sequence: number; readonly startMs: number; readonly endMs: number }): Promise<Uint8Array> {
  const stored = await compress(plain);
  const header = encodeHeader({ type, codec: codecs.zstandard, sequence, storedBytes: stored.length, plainBytes: plain.length, checksum: crc32(stored), startMs, endMs });
  return Buffer.concat([header, stored]);
}
