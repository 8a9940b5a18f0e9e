import { promisify } from 'node:util';
import { crc32, zstdCompress, zstdCompressSync } from 'node:zlib';
import type { RecordingIndex } from './about.ts';
import type { RecordingFile } from './files.ts';
import { codecs, encodeHeader, encodeTrailer, magic, type BlockType } from './format.ts';

const compressAside = promisify(zstdCompress);
/**
 * So much is packed within a millisecond, and so at once: what is packed aside waits for the process's next free moment, which on a busy
 * machine comes late, and a kill may come before it.
 */
const packedAtOnceBytes = 128 << 10;

/** More than this waiting for the disk, and the recording ends rather than take the memory. */
const waitingLimitBytes = 96 << 20;

export class DiskTooSlowError extends Error {}

/** Writes blocks one behind the other. The first error ends it: nothing is written after it. */
export class BlockWriter {
  readonly #file: RecordingFile;
  readonly #failed: (error: unknown) => void;
  readonly #blocks: RecordingIndex['blocks'] = [];
  #queue = Promise.resolve();
  #forced = Promise.resolve();
  #forcedBytes = 0;
  #waitingBytes = 0;
  #sequence = 0;
  #length = 0;
  #broken = false;

  /** @param failed called once, with the first error */
  constructor(file: RecordingFile, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
    this.#enqueue(magic.length, () => this.#append(magic));
  }

  /** Blocks written or waiting, as the index has them. */
  get blocks(): RecordingIndex['blocks'] {
    return this.#blocks;
  }

  /** Bytes in the file. */
  get length(): number {
    return this.#length;
  }

  /** Adds a block. */
  add(type: BlockType, plain: Uint8Array, startMs: number, endMs: number): void {
    const sequence = this.#sequence++;
    this.#enqueue(plain.length, async () => {
      const at = this.#length;
      await this.#append(await packBlock(type, plain, { sequence, startMs, endMs }));
      if (type !== 'index') this.#blocks.push([type, at, sequence, startMs, endMs]);
    });
  }

  /** Resolves when everything that was added is on the disk, or will never be. */
  async settled(): Promise<void> {
    await this.#queue;
    await this.#forced;
  }

  /** Writes the index that `make` gives once all blocks are written, and ends the file. */
  async end(make: () => Uint8Array, atMs: number): Promise<void> {
    // Each part tells of those before, and so must not reach the disk without them.
    await this.settled();
    const indexAt = this.#length;
    this.add('index', make(), atMs, atMs);
    await this.settled();
    this.#enqueue(0, () => this.#append(encodeTrailer(indexAt)));
    await this.settled();
    this.#broken = true;
    await this.#file.close().catch(() => undefined);
  }

  #enqueue(bytes: number, write: () => Promise<void>): void {
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > waitingLimitBytes) this.#break(new DiskTooSlowError());
    this.#queue = this.#queue.then(async () => {
      await this.#unlessBroken(write);
      this.#waitingBytes -= bytes;
      this.#force();
    });
  }

  /** Has the system bring what was appended to the disk. No append waits for that, and those that came meanwhile share the next time. */
  #force(): void {
    const wanted = this.#length;
    this.#forced = this.#forced.then(() =>
      this.#unlessBroken(async () => {
        if (this.#forcedBytes >= wanted) return;
        const length = this.#length;
        await this.#file.sync();
        this.#forcedBytes = length;
      }),
    );
  }

  async #unlessBroken(work: () => Promise<void>): Promise<void> {
    try {
      if (!this.#broken) await work();
    } catch (error) {
      this.#break(error);
    }
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
  const stored = plain.length <= packedAtOnceBytes ? zstdCompressSync(plain) : await compressAside(plain);
  const header = encodeHeader({ type, codec: codecs.zstandard, sequence, storedBytes: stored.length, plainBytes: plain.length, checksum: crc32(stored), startMs, endMs });
  return Buffer.concat([header, stored]);
}
