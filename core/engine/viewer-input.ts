import type { Disposable } from '../base/lifecycle.ts';
import type { KeyStroke } from '../rfb/session.ts';

/** Where a viewer's keys and pointer end. */
export interface InputSink {
  /** False while they are held back. */
  open(): boolean;
  sendKey(stroke: KeyStroke): void;
  sendPointer(x: number, y: number, buttons: number): void;
}

/**
 * One viewer's keys and pointer on their way to the console. A key that went down is let go even where its release comes while keys
 * are held back, or never comes because the viewer is gone: a stuck Shift would spoil the catch.
 */
export class ViewerInput implements Disposable {
  readonly #sink: InputSink;
  readonly #down = new Set<number>();
  #pointer: { readonly x: number; readonly y: number } | undefined;

  constructor(sink: InputSink) {
    this.#sink = sink;
  }

  key({ keysym, down }: KeyStroke): void {
    if (down && !this.#sink.open()) return;
    if (!down && !this.#down.delete(keysym)) return;
    if (down) this.#down.add(keysym);
    this.#sink.sendKey({ keysym, down });
  }

  pointer(x: number, y: number, buttons: number): void {
    if (!this.#sink.open()) return;
    this.#pointer = buttons === 0 ? undefined : { x, y };
    this.#sink.sendPointer(x, y, buttons);
  }

  /** Lets go of everything that is down. */
  release(): void {
    for (const keysym of [...this.#down].reverse()) this.key({ keysym, down: false });
    if (this.#pointer) this.#sink.sendPointer(this.#pointer.x, this.#pointer.y, 0);
    this.#pointer = undefined;
  }

  dispose(): void {
    this.release();
  }
}
