import type { Event } from '../base/events.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { LinkClose } from '../link/link.ts';
import type { ScreenText } from '../reading/reading.ts';
import type { Screen, Size } from '../screen/screen.ts';

/** One key going down or up. */
export interface KeyStroke {
  /** X11 keysym, e.g. 0xffc1 for F4. */
  readonly keysym: number;
  readonly down: boolean;
}

/** A console that is open: an RFB session past its handshake (ServerInit has been read), or a text console past its admission. */
export interface RfbSession extends Disposable {
  /** Desktop name from ServerInit. */
  readonly name: string;
  readonly size: Size;
  /** Fires once; kind `local` after {@link dispose}. Also fires where the server breaks the protocol (see `error`). */
  readonly onClose: Event<SessionClose>;
  /**
   * From here on the session draws into `screen`: it sends pixel format and encodings, asks for a full update and then keeps
   * asking for changes. Until this call it asks for nothing, so that of several racing sessions only the winner draws.
   */
  attach(screen: Screen): void;
  /** Sends one key event at once (QEMU extended key events where the server offers them). */
  sendKey(stroke: KeyStroke): void;
  /** Absent where the console is a picture. */
  readonly text?: SessionText;
  /** Sends the pointer's place and buttons (bit 0 left, bit 1 middle, bit 2 right). */
  sendPointer(x: number, y: number, buttons: number): void;
  /** Asks for the whole picture; resolves with the first full frame that was asked for after this call. Rejects when the session ends. */
  refresh(signal?: AbortSignal): Promise<void>;
}

export interface SessionClose extends LinkClose {
  /** Set where the server sent something that breaks RFB or our bounds. */
  readonly error?: Error;
}

/** A text console's own knowledge of what it shows. It can send keys, but not hold one down. */
export interface SessionText {
  read(): ScreenText;
  /** Wipes what the last run wrote: on a line nothing else does. */
  clear(): void;
}
