import { AesEax, tagBytes } from './aes-eax.ts';
import { concat } from './client-messages.ts';

/** One direction of an RSA-AES connection: each message is sealed together with its length and its place in the order. */
export class RsaAesCipher {
  readonly #aes: AesEax;
  /** Counts the messages, the lowest byte first. */
  readonly #nonce = new Uint8Array(16);

  /** @param key 16 or 32 bytes */
  constructor(key: Uint8Array) {
    this.#aes = new AesEax(key);
  }

  /** Bytes on the wire, behind the length, of a message of so many. */
  static sealedBytes(length: number): number {
    return length + tagBytes;
  }

  /** @returns length u16, sealed message */
  seal(message: Uint8Array): Uint8Array {
    const header = Uint8Array.of(message.length >> 8, message.length & 0xff);
    const sealed = this.#aes.encrypt(this.#nonce, header, message);
    this.#countOn();
    return concat(header, sealed);
  }

  /**
   * @param header the length as it was received
   * @returns undefined where this is not the next message that the other side sealed
   */
  open(header: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const message = this.#aes.decrypt(this.#nonce, header, sealed);
    this.#countOn();
    return message;
  }

  #countOn(): void {
    for (let at = 0; at < this.#nonce.length; at++) {
      const byte = ((this.#nonce[at] ?? 0) + 1) & 0xff;
      this.#nonce[at] = byte;
      if (byte !== 0) return;
    }
  }
}
