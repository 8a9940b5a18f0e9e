import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import { abortError } from '../link/failure.ts';
import type { Link } from '../link/link.ts';
import type { Screen, Size } from '../screen/screen.ts';
import { clientFence, concat, extendedKeyEvent, keyEvent, pointerEvent, setEncodings, setPixelFormat, updateRequest } from './client-messages.ts';
import { Coverage } from './coverage.ts';
import type { ReceiveBuffer } from './receive-buffer.ts';
import { offeredEncodings, readServerMessages, type UpdateEnd } from './server-messages.ts';
import type { KeyStroke, RfbSession, SessionClose } from './session.ts';
import { scancodeOf } from './xt-keys.ts';

/** Flags of a fence that hold by themselves here, because messages are handled strictly in order: BlockBefore and BlockAfter. */
const fenceFlags = 0b11;

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** An RFB session after its handshake. */
export class RfbClient implements RfbSession {
  readonly name: string;
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #buffer: ReceiveBuffer;
  readonly #subscriptions = new DisposableStore();
  readonly #closed = new Emitter<SessionClose>();
  readonly #reader: Iterator<number, never, void>;
  #bytesWanted = 1;
  #ended: SessionClose | undefined;
  #size: Size;
  #screen: Screen | undefined;
  #extendedKeys = false;
  #pointer: { x: number; y: number; buttons: number } | undefined;
  /** There while a whole picture has been asked for and has not arrived completely. */
  #coverage: Coverage | undefined;
  /** Refreshes whose picture is on its way. */
  #waiting: Waiter[] = [];
  /**
   * Refreshes that still wait for the end of some update: a change asked for earlier may be on its way already, and it was
   * painted before the refresh. Only what is asked for after it is new for certain.
   */
  #waitingForOldAnswer: Waiter[] = [];

  constructor(link: Link, buffer: ReceiveBuffer, init: { name: string; size: Size }, clock: Clock) {
    this.name = init.name;
    this.#size = init.size;
    this.#link = link;
    this.#buffer = buffer;
    this.#clock = clock;
    this.#reader = readServerMessages(buffer, {
      screen: () => this.#screen,
      resized: (size) => this.#resize(size),
      updated: (update) => this.#endUpdate(update),
      extendedKeysOffered: () => (this.#extendedKeys = true),
      fenced: (flags, payload) => link.send(clientFence(flags & fenceFlags, payload)),
    });
    this.#subscriptions.add(
      link.onData((chunk) => {
        buffer.append(chunk);
        this.#pump();
      }),
    );
    this.#subscriptions.add(link.onClose((close) => this.#end(close)));
    // Servers may talk right behind ServerInit.
    queueMicrotask(() => this.#pump());
  }

  get size(): Size {
    return this.#size;
  }

  readonly onClose: RfbSession['onClose'] = (listener) => {
    if (this.#ended) queueMicrotask(() => this.#ended && listener(this.#ended));
    return this.#closed.event(listener);
  };

  attach(screen: Screen): void {
    if (this.#ended) return;
    this.#screen = screen;
    screen.resize(this.#size.width, this.#size.height);
    this.#coverage = new Coverage(this.#size);
    this.#link.send(concat(setPixelFormat(), setEncodings(offeredEncodings), updateRequest(false, this.#size)));
  }

  sendKey({ keysym, down }: KeyStroke): void {
    const scancode = this.#extendedKeys ? scancodeOf(keysym) : undefined;
    this.#link.send(scancode === undefined ? keyEvent(keysym, down) : extendedKeyEvent(keysym, scancode, down));
  }

  sendPointer(x: number, y: number, buttons: number): void {
    this.#pointer = { x, y, buttons };
    this.#link.send(pointerEvent(x, y, buttons));
  }

  refresh(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal));
      if (this.#ended || !this.#screen) return reject(new BootcatchError('link.sessionEnded'));
      const onAbort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiter);
        this.#waitingForOldAnswer = this.#waitingForOldAnswer.filter((other) => other !== waiter);
        waiter.reject(abortError(signal as AbortSignal));
      };
      const settled = <T>(then: (value: T) => void) => {
        return (value: T): void => {
          signal?.removeEventListener('abort', onAbort);
          then(value);
        };
      };
      const waiter: Waiter = { resolve: settled(resolve), reject: settled(reject) };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waitingForOldAnswer.push(waiter);
      // QEMU looks at a still picture ever more rarely, down to once in 3 s, until input comes: so the pointer is put where it is.
      const { x, y, buttons } = this.#pointer ?? { x: this.#size.width >> 1, y: this.#size.height >> 1, buttons: 0 };
      this.#link.send(concat(pointerEvent(x, y, buttons), updateRequest(false, { width: 1, height: 1 })));
    });
  }

  dispose(): void {
    this.#end({ kind: 'local' });
  }

  #pump(): void {
    try {
      while (!this.#ended && this.#buffer.length >= this.#bytesWanted) this.#bytesWanted = this.#reader.next().value;
    } catch (error) {
      this.#end({ kind: 'local', error: error as Error });
    }
  }

  #resize(size: Size): void {
    this.#size = size;
    this.#screen?.resize(size.width, size.height);
    this.#coverage = new Coverage(size);
  }

  #endUpdate({ painted, resized }: UpdateEnd): void {
    const screen = this.#screen;
    if (!screen) return;
    const { width, height } = this.#size;
    for (const rectangle of painted) this.#coverage?.add(rectangle);
    const full = this.#coverage?.complete ?? false;
    if (full) this.#coverage = undefined;
    const done = full ? this.#waiting.splice(0) : [];
    // The next request leaves before anyone looks at this frame.
    const oldAnswered = painted.length > 0 && this.#waitingForOldAnswer.length > 0;
    const askWhole = resized || oldAnswered;
    if (oldAnswered) {
      this.#waiting.push(...this.#waitingForOldAnswer.splice(0));
      this.#coverage = new Coverage({ width, height });
    }
    this.#link.send(updateRequest(!askWhole, { width, height }));
    if (painted.length > 0) screen.commitFrame(full, this.#clock.now());
    for (const waiter of done) waiter.resolve();
  }

  #end(close: SessionClose): void {
    if (this.#ended) return;
    this.#ended = close;
    this.#subscriptions.dispose();
    this.#link.dispose();
    const error = new BootcatchError('link.sessionEnded', {}, { cause: close.error });
    for (const waiter of [...this.#waiting.splice(0), ...this.#waitingForOldAnswer.splice(0)]) waiter.reject(error);
    this.#closed.fire(close);
  }
}
