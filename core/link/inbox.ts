import { Emitter, type Event } from '../base/events.ts';
import { toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { LinkClose } from './link.ts';

/** Unread bytes after which the socket is told to wait. Enough for the first picture of any text screen. */
const unreadLimitBytes = 1 << 20;

/** What a socket must offer so that unread bytes stay bounded. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/**
 * The receiving half of a link. Bytes that nobody listens for wait here, in order and bounded; the end of the link is
 * announced after them, and once more for each listener that comes late.
 */
export class Inbox implements Disposable {
  readonly #flow: Flow;
  readonly #data = new Emitter<Uint8Array>();
  readonly #closed = new Emitter<LinkClose>();
  #readers = 0;
  #unread: Uint8Array[] = [];
  #unreadBytes = 0;
  #paused = false;
  #end: LinkClose | undefined;
  #announced = false;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  readonly onData: Event<Uint8Array> = (listener) => {
    const subscription = this.#data.event(listener);
    this.#readers++;
    if (this.#unread.length > 0) queueMicrotask(() => this.#settle());
    return toDisposable(() => {
      this.#readers--;
      subscription.dispose();
    });
  };

  readonly onClose: Event<LinkClose> = (listener) => {
    if (!this.#announced) {
      if (this.#end) queueMicrotask(() => this.#settle());
      return this.#closed.event(listener);
    }
    let wanted = true;
    queueMicrotask(() => {
      if (wanted && this.#end) listener(this.#end);
    });
    return toDisposable(() => (wanted = false));
  };

  /** Takes a chunk from the socket. */
  push(chunk: Uint8Array): void {
    if (this.#end) return;
    if (this.#readers > 0 && this.#unread.length === 0) return this.#data.fire(chunk);
    this.#unread.push(chunk);
    this.#unreadBytes += chunk.length;
    if (this.#unreadBytes > unreadLimitBytes && !this.#paused) {
      this.#paused = true;
      this.#flow.pause();
    }
  }

  /** Takes the end of the link. Only the first one counts. */
  close(end: LinkClose): void {
    if (this.#end) return;
    this.#end = end;
    if (end.kind === 'local') this.#unread = [];
    this.#settle();
  }

  dispose(): void {
    this.close({ kind: 'local' });
  }

  #settle(): void {
    while (this.#readers > 0) {
      const chunk = this.#unread.shift();
      if (!chunk) break;
      this.#unreadBytes -= chunk.length;
      this.#data.fire(chunk);
    }
    if (this.#unread.length === 0 && this.#paused) {
      this.#paused = false;
      this.#flow.resume();
    }
    // With unread bytes and a reader the loop above has emptied them; without a reader the end must not wait for one.
    if (this.#end && !this.#announced) {
      this.#announced = true;
      this.#closed.fire(this.#end);
    }
  }
}
