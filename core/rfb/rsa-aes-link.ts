import type { Disposable } from '../base/lifecycle.ts';
import { Inbox } from '../link/inbox.ts';
import type { Link } from '../link/link.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import { RsaAesCipher } from './rsa-aes-cipher.ts';

/** Longest message to send: what TigerVNC sends at most. */
const messageLimitBytes = 8192;

/** A link whose bytes are sealed as RSA-AES wants it (see `rsa-aes.ts`). The link below belongs to it. */
export class RsaAesLink implements Link {
  readonly #link: Link;
  readonly #ciphers: { readonly outgoing: RsaAesCipher; readonly incoming: RsaAesCipher };
  readonly #sealed = new ReceiveBuffer();
  readonly #inbox: Inbox;
  readonly onData: Link['onData'];
  readonly onClose: Link['onClose'];
  #reading: Disposable | undefined;

  /** @param received sealed bytes that came already */
  constructor(link: Link, received: Uint8Array, ciphers: { readonly outgoing: RsaAesCipher; readonly incoming: RsaAesCipher }) {
    this.#link = link;
    this.#ciphers = ciphers;
    this.#inbox = new Inbox({ pause: () => this.#pause(), resume: () => this.#resume() });
    this.onData = this.#inbox.onData;
    this.onClose = this.#inbox.onClose;
    link.onClose((close) => this.#inbox.close(close));
    this.#resume();
    this.#receive(received);
  }

  send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += messageLimitBytes) this.#link.send(this.#ciphers.outgoing.seal(bytes.subarray(at, at + messageLimitBytes)));
  }

  dispose(): void {
    this.#inbox.dispose();
    this.#pause();
    this.#link.dispose();
  }

  #resume(): void {
    this.#reading ??= this.#link.onData((chunk) => this.#receive(chunk));
  }

  #pause(): void {
    this.#reading?.dispose();
    this.#reading = undefined;
  }

  #receive(chunk: Uint8Array): void {
    const sealed = this.#sealed;
    sealed.append(chunk);
    while (sealed.length >= 2) {
      const header = sealed.rQpeekBytes(2);
      const bytes = RsaAesCipher.sealedBytes(new DataView(header.buffer).getUint16(0));
      if (sealed.length < 2 + bytes) return;
      sealed.skip(2);
      const message = this.#ciphers.incoming.open(header, sealed.take(bytes));
      if (!message) {
        // Changed on the way, or another's: nothing that follows can be believed.
        this.#inbox.close({ kind: 'cut', reason: 'RA2: broken seal' });
        return this.dispose();
      }
      this.#inbox.push(message);
    }
  }
}
