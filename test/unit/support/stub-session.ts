import { Emitter } from '../../../core/base/events.ts';
import type { KeyStroke, RfbSession, SessionClose } from '../../../core/rfb/session.ts';
import type { Screen } from '../../../core/screen/screen.ts';

/** A session whose server is the test: it draws nothing by itself and remembers the keys. */
export class StubSession implements RfbSession {
  readonly name = 'stub';
  readonly size = { width: 720, height: 400 };
  readonly keys: KeyStroke[] = [];
  readonly #close = new Emitter<SessionClose>();
  readonly onClose = this.#close.event;
  screen: Screen | undefined;
  disposed = false;
  /** False makes the session deaf to requests for a picture. */
  answers = true;
  #frameAtMs: () => number;

  constructor(now: () => number) {
    this.#frameAtMs = now;
  }

  attach(screen: Screen): void {
    this.screen = screen;
    screen.resize(this.size.width, this.size.height);
    if (this.answers) queueMicrotask(() => this.draw(true));
  }

  /** A frame arrives; what it shows is up to the test's reader. */
  draw(full = false): void {
    if (!this.disposed) this.screen?.commitFrame(full, this.#frameAtMs());
  }

  sendKey(stroke: KeyStroke): void {
    this.keys.push(stroke);
  }

  sendPointer(): void {
    throw new Error('no test moves the pointer');
  }

  refresh(signal?: AbortSignal): Promise<void> {
    if (!this.answers) return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
    this.draw(true);
    return Promise.resolve();
  }

  /** The server ends the connection. */
  end(close: SessionClose = { kind: 'closed', code: 1000, reason: 'Target closed' }): void {
    this.disposed = true;
    this.#close.fire(close);
  }

  dispose(): void {
    this.disposed = true;
  }
}
