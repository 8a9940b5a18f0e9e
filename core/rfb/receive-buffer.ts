import { checkLength, pieceLimitBytes } from './limits.ts';

const smallBytes = 64 << 10;

/**
 * Received bytes that are not used up yet. The `rQ…` methods are the ones that noVNC's decoders call; their names are noVNC's.
 * Memory stays below {@link pieceLimitBytes} and one chunk, because whoever waits for more than that gets an error.
 */
export class ReceiveBuffer {
  #bytes = new Uint8Array(smallBytes);
  #start = 0;
  #end = 0;

  /** Bytes at hand. */
  get length(): number {
    return this.#end - this.#start;
  }

  append(chunk: Uint8Array): void {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#end + chunk.length > this.#bytes.length) {
      const needed = this.length + chunk.length;
      const target = needed > this.#bytes.length ? new Uint8Array(Math.max(needed, Math.min(this.#bytes.length * 2, pieceLimitBytes + smallBytes))) : this.#bytes;
      target.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = target;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next bytes, used up. The view is good until the next {@link append}. */
  take(length: number): Uint8Array {
    this.#start += length;
    return this.#bytes.subarray(this.#start - length, this.#start);
  }

  skip(length: number): void {
    this.#start += length;
  }

  /** True where fewer than `length` bytes are at hand: the decoder returns and is called again with more. */
  rQwait(what: string, length: number): boolean {
    checkLength(what, length, pieceLimitBytes);
    return this.length < length;
  }

  rQpeek8(): number {
    return this.#bytes[this.#start] ?? 0;
  }

  rQpeekBytes(length: number): Uint8Array {
    return this.#bytes.slice(this.#start, this.#start + length);
  }

  rQskipBytes(length: number): void {
    this.skip(length);
  }

  rQshift8(): number {
    return this.#bytes[this.#start++] ?? 0;
  }

  rQshift16(): number {
    return (this.rQshift8() << 8) | this.rQshift8();
  }

  rQshift32(): number {
    return this.rQshift16() * 0x10000 + this.rQshift16();
  }

  rQshiftBytes(length: number, copy = true): Uint8Array {
    const view = this.take(length);
    return copy ? view.slice() : view;
  }

  rQshiftTo(target: Uint8Array, length: number): void {
    target.set(this.take(length));
  }
}
