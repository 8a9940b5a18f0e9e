import { Emitter } from '../../base/events.ts';
import { DisposableStore, type Disposable } from '../../base/lifecycle.ts';
import type { Frame, Rectangle, ScreenView, Size } from '../../screen/screen.ts';

/**
 * A screen for viewers: it tells them of frames and sizes only after whatever brought the frame has been dealt with, so that what reads
 * the screen for the catch (and presses a key) never waits for a picture to be encoded. Frames that came meanwhile are one.
 */
export class QuietView implements ScreenView, Disposable {
  readonly #view: ScreenView;
  readonly #parts = new DisposableStore();
  readonly #frame = new Emitter<Frame>();
  readonly #resize = new Emitter<Size>();
  readonly onFrame = this.#frame.event;
  readonly onResize = this.#resize.event;
  #resized = false;
  #pending: { latest: Frame; readonly damage: Rectangle[] } | undefined;
  #scheduled = false;

  constructor(view: ScreenView) {
    this.#view = view;
    this.#parts.add(
      view.onFrame((frame) => {
        const damage = this.#pending?.damage ?? [];
        damage.push(...frame.damage);
        this.#pending = { latest: frame, damage };
        this.#schedule();
      }),
    );
    this.#parts.add(
      view.onResize(() => {
        this.#resized = true;
        this.#schedule();
      }),
    );
  }

  get width(): number {
    return this.#view.width;
  }

  get height(): number {
    return this.#view.height;
  }

  get pixels(): Uint8Array {
    return this.#view.pixels;
  }

  dispose(): void {
    this.#parts.dispose();
    this.#frame.dispose();
    this.#resize.dispose();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#scheduled = false;
    const pending = this.#pending;
    const resized = this.#resized;
    this.#pending = undefined;
    this.#resized = false;
    if (resized) this.#resize.fire({ width: this.width, height: this.height });
    if (pending) this.#frame.fire({ ...pending.latest, damage: pending.damage });
  }
}
