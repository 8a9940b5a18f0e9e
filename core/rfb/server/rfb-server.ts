import { Emitter } from '../../base/events.ts';
import { DisposableStore, type Disposable } from '../../base/lifecycle.ts';
import type { Link } from '../../link/link.ts';
import type { Rectangle, ScreenView, Size } from '../../screen/screen.ts';
import { concat } from '../client-messages.ts';
import { ReceiveBuffer } from '../receive-buffer.ts';
import type { KeyStroke } from '../session.ts';
import { ClientBroke, takeClientMessage, type ClientMessage } from './client-message.ts';
import { DamageGrid } from './damage-grid.ts';
import { pixelFormatBytes, rgbaFormat } from './pixel-format.ts';
import { advanceServerHandshake, startServerHandshake, type ServerSecurity } from './server-handshake.ts';
import { announcement, desktopName, encodingNumbers, extendedDesktopSize, framebufferUpdate, pictureRectangles, type PictureEncoding } from './update-message.ts';
import { ZlibStream } from './zlib-stream.ts';

/** A key as a client of the server sent it. */
export interface ServedKey extends KeyStroke {
  /** XT scancode, where the client sent QEMU's extended key event. */
  readonly scancode?: number;
}

export interface RfbServerOptions {
  /** What is shown. May be of size 0×0 at first: clients that know of size changes follow. */
  readonly view: ScreenView;
  /** The desktop name. */
  readonly name: string;
  /** Without it everyone who has the link is let in. */
  readonly security?: ServerSecurity;
  /** Encodings that may be used; the client's order decides. Default: both. Raw alone spares work where the link is memory. */
  readonly encodings?: readonly PictureEncoding[];
  /** Absent: keys are read and dropped, and so for the others; a viewer that may only look. */
  readonly onKey?: (key: ServedKey) => void;
  readonly onPointer?: (x: number, y: number, buttons: number) => void;
  readonly onCutText?: (text: string) => void;
}

/** Why a served session ended: the link's own end, or what the client did wrong. */
export interface ServedEnd {
  readonly by: 'link' | 'client' | 'local';
  readonly reason: string;
}

/**
 * The server side of RFB for one client: shows a {@link ScreenView} and hands keys, pointer and clipboard on. The client is asked
 * for nothing but to be an RFB client; what it sends is bounded before it is kept.
 */
export class RfbServer implements Disposable {
  readonly #link: Link;
  readonly #options: RfbServerOptions;
  readonly #store = new DisposableStore();
  readonly #stream = new ZlibStream();
  readonly #buffer = new ReceiveBuffer();
  readonly #ended = new Emitter<ServedEnd>();
  /** Fires once. */
  readonly onEnd = this.#ended.event;
  #handshake;
  #ready = false;
  #over = false;

  #format = rgbaFormat;
  #encodings: readonly number[] = [];
  /** The size that the client has been told. */
  #size: Size;
  #damage: DamageGrid;
  /** Rectangles without picture that wait for the next request. */
  #announcements: Uint8Array[] = [];
  #announced = false;
  #sizeChanged = false;
  #requested: Rectangle | undefined;
  #sending = false;
  #name: string;

  constructor(link: Link, options: RfbServerOptions) {
    this.#link = link;
    this.#options = options;
    this.#name = options.name;
    this.#size = { width: options.view.width, height: options.view.height };
    this.#damage = new DamageGrid(this.#size);
    const start = startServerHandshake(options.security);
    this.#handshake = start.next;
    this.#store.add(this.#stream);
    this.#store.add(link);
    this.#store.add(options.view.onFrame((frame) => this.#changed(frame.damage)));
    this.#store.add(options.view.onResize(() => this.#resized()));
    this.#store.add(link.onClose((close) => this.#end({ by: 'link', reason: close.reason ?? close.kind })));
    if (start.write) link.send(start.write);
    this.#store.add(link.onData((chunk) => this.#receive(chunk)));
  }

  /** Tells the client a new desktop name, where it can take one. */
  rename(name: string): void {
    this.#name = name;
    if (!this.#encodings.includes(encodingNumbers.desktopName)) return;
    this.#announcements.push(desktopName(name));
    this.#update();
  }

  dispose(): void {
    this.#end({ by: 'local', reason: 'disposed' });
  }

  #end(end: ServedEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#store.dispose();
    this.#ended.fire(end);
  }

  #receive(chunk: Uint8Array): void {
    this.#buffer.append(chunk);
    try {
      while (!this.#over && !this.#ready && this.#buffer.length >= this.#handshake.bytesNeeded) this.#shakeHands();
      while (!this.#over && this.#ready) {
        const message = takeClientMessage(this.#buffer);
        if (!message) return;
        this.#take(message);
      }
    } catch (error) {
      if (!(error instanceof ClientBroke)) throw error;
      this.#end({ by: 'client', reason: error.message });
    }
  }

  #shakeHands(): void {
    const move = advanceServerHandshake(this.#handshake, this.#buffer.rQshiftBytes(this.#handshake.bytesNeeded));
    this.#handshake = move.next;
    if (move.write) this.#link.send(move.write);
    if (move.end !== undefined) return this.#end({ by: 'client', reason: move.end });
    if (!move.done) return;
    this.#ready = true;
    this.#followSize();
    this.#link.send(this.#serverInit());
  }

  #serverInit(): Uint8Array {
    const name = new TextEncoder().encode(this.#name);
    const numbers = new Uint8Array(8);
    const view = new DataView(numbers.buffer);
    view.setUint16(0, this.#size.width);
    view.setUint16(2, this.#size.height);
    view.setUint32(4, name.length);
    return concat(numbers.subarray(0, 4), pixelFormatBytes(rgbaFormat), numbers.subarray(4), name);
  }

  #take(message: ClientMessage): void {
    switch (message.type) {
      case 'setPixelFormat':
        this.#format = message.format;
        return;
      case 'setEncodings':
        return this.#setEncodings(message.encodings);
      case 'updateRequest':
        if (!message.incremental) this.#damage.mark(message.area);
        this.#requested = this.#requested ? union(this.#requested, message.area) : message.area;
        return this.#update();
      case 'key':
        return this.#options.onKey?.({ keysym: message.keysym, down: message.down, ...(message.scancode === undefined ? {} : { scancode: message.scancode }) });
      case 'pointer':
        return this.#options.onPointer?.(message.x, message.y, message.buttons);
      case 'cutText':
        return this.#options.onCutText?.(message.text);
      case 'setDesktopSize':
        // The console decides its size; 1: this client asked, 1: prohibited.
        if (this.#encodings.includes(encodingNumbers.extendedDesktopSize)) this.#announcements.push(extendedDesktopSize(this.#size, 1, 1));
        return this.#update();
    }
  }

  #setEncodings(encodings: readonly number[]): void {
    this.#encodings = encodings;
    if (this.#announced) return;
    this.#announced = true;
    if (encodings.includes(encodingNumbers.qemuExtendedKeyEvent)) this.#announcements.push(announcement(encodingNumbers.qemuExtendedKeyEvent));
    // Tells the client that the server knows this extension.
    if (encodings.includes(encodingNumbers.extendedDesktopSize)) this.#announcements.push(extendedDesktopSize(this.#size, 0, 0));
    this.#update();
  }

  #changed(damage: readonly Rectangle[]): void {
    for (const area of damage) this.#damage.mark(area);
    this.#update();
  }

  #resized(): void {
    this.#sizeChanged = true;
    this.#update();
  }

  #followSize(): void {
    const { width, height } = this.#options.view;
    this.#sizeChanged = false;
    this.#size = { width, height };
    this.#damage = new DamageGrid(this.#size);
    this.#damage.mark({ x: 0, y: 0, width, height });
  }

  /** Answers the waiting request, if there is one and something to say. */
  #update(): void {
    if (!this.#ready || this.#over || this.#sending || !this.#requested) return;
    if (this.#sizeChanged) this.#announceSize();
    if (this.#announcements.length === 0 && !this.#damage.touches(this.#requested)) return;
    void this.#send(this.#requested);
  }

  /** A client that knows no size changes keeps its old size: what is outside the new picture is black to it. */
  #announceSize(): void {
    const extended = this.#encodings.includes(encodingNumbers.extendedDesktopSize);
    if (extended || this.#encodings.includes(encodingNumbers.desktopSize)) {
      this.#followSize();
      this.#announcements.push(extended ? extendedDesktopSize(this.#size, 0, 0) : announcement(encodingNumbers.desktopSize, this.#size));
    } else {
      this.#sizeChanged = false;
      this.#damage.mark({ x: 0, y: 0, ...this.#size });
    }
  }

  async #send(area: Rectangle): Promise<void> {
    this.#sending = true;
    this.#requested = undefined;
    const announcements = this.#announcements;
    this.#announcements = [];
    const rectangles = await pictureRectangles(this.#options.view, this.#damage.take(area), this.#pictureEncoding(), this.#format, this.#stream);
    this.#sending = false;
    if (this.#over) return;
    this.#link.send(framebufferUpdate([...announcements, ...rectangles]));
    this.#update();
  }

  #pictureEncoding(): PictureEncoding {
    const allowed = this.#options.encodings ?? ['zrle', 'raw'];
    const wanted = this.#encodings.flatMap((number) => allowed.filter((encoding) => encodingNumbers[encoding] === number));
    return wanted[0] ?? 'raw';
  }
}

function union(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}
