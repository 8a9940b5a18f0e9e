import { Emitter } from '../../../core/base/events.ts';
import type { Link, LinkClose } from '../../../core/link/link.ts';

/** A link whose other end is the test. */
export class FakeLink implements Link {
  readonly #data = new Emitter<Uint8Array>();
  readonly #close = new Emitter<LinkClose>();
  readonly onData = this.#data.event;
  readonly onClose = this.#close.event;
  /** What the client wrote, one array a write. */
  readonly writes: number[][] = [];
  disposed = false;

  /** All bytes written and not yet taken. */
  takeSent(): number[] {
    return this.writes.splice(0).flat();
  }

  send(bytes: Uint8Array): void {
    if (!this.disposed) this.writes.push([...bytes]);
  }

  dispose(): void {
    this.disposed = true;
  }

  /** The server says `bytes`, in pieces of `pieceBytes`. */
  say(bytes: ArrayLike<number>, pieceBytes = Infinity): void {
    const all = Uint8Array.from(bytes);
    const step = Math.min(pieceBytes, Math.max(1, all.length));
    for (let at = 0; at < all.length && !this.disposed; at += step) this.#data.fire(all.slice(at, at + step));
  }

  end(close: LinkClose = { kind: 'cut' }): void {
    this.#close.fire(close);
  }
}
