import { createCipheriv, timingSafeEqual } from 'node:crypto';

/*
 * AES in EAX mode (Bellare, Rogaway, Wagner: "The EAX Mode of Operation", FSE 2004): counter mode, and CMAC (NIST SP 800-38B) over
 * nonce, header and what was encrypted. OpenSSL has both parts, but not EAX.
 */

const blockBytes = 16;
export const tagBytes = blockBytes;

export class AesEax {
  readonly #key: Uint8Array;
  /** What the last block is mixed with before it is encrypted: where it is whole, and where it was filled up. */
  readonly #whole: Uint8Array;
  readonly #filled: Uint8Array;

  /** @param key 16 or 32 bytes */
  constructor(key: Uint8Array) {
    this.#key = key;
    this.#whole = doubled(this.#chain(new Uint8Array(blockBytes)));
    this.#filled = doubled(this.#whole);
  }

  /** @returns what was encrypted, then its tag of 16 bytes */
  encrypt(nonce: Uint8Array, header: Uint8Array, plain: Uint8Array): Uint8Array {
    const start = this.#tag(0, nonce);
    const encrypted = this.#count(start, plain);
    return Buffer.concat([encrypted, mixed(start, this.#tag(1, header), this.#tag(2, encrypted))]);
  }

  /** @returns undefined where the tag is not that of nonce, header and text under this key */
  decrypt(nonce: Uint8Array, header: Uint8Array, encryptedAndTag: Uint8Array): Uint8Array | undefined {
    const start = this.#tag(0, nonce);
    const encrypted = encryptedAndTag.subarray(0, -tagBytes);
    const tag = mixed(start, this.#tag(1, header), this.#tag(2, encrypted));
    if (!timingSafeEqual(tag, encryptedAndTag.subarray(encrypted.length))) return undefined;
    return this.#count(start, encrypted);
  }

  /** CMAC over the number of the part as a block, and the part. */
  #tag(part: number, bytes: Uint8Array): Uint8Array {
    const lastBytes = bytes.length % blockBytes;
    const isFilled = bytes.length > 0 && lastBytes > 0;
    const blocks = new Uint8Array(blockBytes + Math.ceil(bytes.length / blockBytes) * blockBytes);
    blocks[blockBytes - 1] = part;
    blocks.set(bytes, blockBytes);
    if (isFilled) blocks[blockBytes + bytes.length] = 0x80;
    const last = blocks.subarray(-blockBytes);
    last.set(mixed(last, isFilled ? this.#filled : this.#whole));
    return this.#chain(blocks);
  }

  /** The last block of a CBC chain. */
  #chain(blocks: Uint8Array): Uint8Array {
    const cipher = createCipheriv(`aes-${this.#key.length === 16 ? 128 : 256}-cbc`, this.#key, new Uint8Array(blockBytes));
    return cipher.update(blocks).subarray(-blockBytes);
  }

  #count(start: Uint8Array, bytes: Uint8Array): Uint8Array {
    return createCipheriv(`aes-${this.#key.length === 16 ? 128 : 256}-ctr`, this.#key, start).update(bytes);
  }
}

/** Doubled in the field of 2¹²⁸ elements, as CMAC makes its keys. */
function doubled(block: Uint8Array): Uint8Array {
  const shifted = block.map((byte, index) => (byte << 1) | ((block[index + 1] ?? 0) >> 7));
  if ((block[0] ?? 0) & 0x80) shifted[blockBytes - 1] = (shifted[blockBytes - 1] ?? 0) ^ 0x87;
  return shifted;
}

function mixed(first: Uint8Array, ...others: readonly Uint8Array[]): Uint8Array {
  return first.map((byte, index) => others.reduce((sum, other) => sum ^ (other[index] ?? 0), byte));
}
