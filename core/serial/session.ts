import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Link } from '../link/link.ts';
import type { KeyStroke, RfbSession, SessionClose, SessionText } from '../rfb/session.ts';
import type { Screen } from '../screen/screen.ts';
import { TextPainter, vgaTextMode, type TextMode } from '../screen/text-painter.ts';
import { KeyEncoder } from './key-bytes.ts';
import { LinePieces } from './line-pieces.ts';
import { lineColumns, lineRows, TextTerminal } from './text-terminal.ts';

/** A serial line writes some kilobytes a second; who is this far ahead of the terminal is none. */
const waitingLimitBytes = 4 << 20;
/** Who is this far ahead is not looked at line by line any more: what stands there now counts for more than what passed. */
const hurryBytes = 1 << 20;
/** Rows between two looks at the terminal: few enough that each line is on two of them, as the transcript wants it. */
const rowsBetweenLooks = 8;

/** VGA's letters on the 80×24 of a terminal. One row less than VGA has, so nobody takes the picture for a PC's own. */
const lineMode: TextMode = { ...vgaTextMode, screen: { width: lineColumns * vgaTextMode.cellWidth, height: lineRows * 16 }, columns: lineColumns, rows: lineRows };

/**
 * A text console past its admission. It does what an RFB session does: its text is painted into the screen, for the window, screenshots
 * and recordings, and key events leave as a terminal's bytes. Characters need not be read from pixels: {@link text} has them.
 */
export class SerialSession implements RfbSession {
  readonly name = '';
  readonly size = lineMode.screen;
  readonly text: SessionText = {
    read: () => this.#terminal.text(),
    clear: () => {
      this.#terminal.clear();
      this.#paint(true);
    },
  };
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #terminal = new TextTerminal();
  readonly #pieces = new LinePieces(lineColumns, rowsBetweenLooks);
  readonly #keys = new KeyEncoder();
  readonly #subscriptions = new DisposableStore();
  readonly #closed = new Emitter<SessionClose>();
  readonly onClose = this.#closed.event;
  #waitingBytes = 0;
  #ended = false;
  #screen: Screen | undefined;
  #painter: TextPainter | undefined;

  /** @param first what the line has said already */
  constructor(link: Link, clock: Clock, first?: Uint8Array) {
    this.#link = link;
    this.#clock = clock;
    if (first) this.#receive(first);
    this.#subscriptions.add(link.onData((bytes) => this.#receive(bytes)));
    this.#subscriptions.add(link.onClose((close) => this.#end(close)));
  }

  attach(screen: Screen): void {
    this.#screen = screen;
    this.#painter = new TextPainter(screen, lineMode);
    this.#paint(true);
  }

  sendKey(stroke: KeyStroke): void {
    const bytes = this.#keys.encode(stroke);
    if (bytes.length > 0) this.#link.send(bytes);
  }

  /** A line has no pointer. */
  sendPointer(): void {}

  /** A line cannot be asked for what it wrote before, so this ends the frame with what is known. */
  refresh(): Promise<void> {
    if (this.#ended) return Promise.reject(new BootcatchError('link.aborted'));
    this.#paint(true);
    return Promise.resolve();
  }

  dispose(): void {
    this.#end({ kind: 'local' });
  }

  #receive(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.length > waitingLimitBytes) {
      return this.#end({ kind: 'local', error: new BootcatchError('link.tooLong', { what: 'text', bytes: this.#waitingBytes + bytes.length, limit: waitingLimitBytes }) });
    }
    for (const piece of this.#pieces.cut(bytes)) {
      this.#waitingBytes += piece.bytes.length;
      this.#terminal.write(piece.bytes, () => {
        this.#waitingBytes -= piece.bytes.length;
        // A frame for each other small piece would only keep the readers busy: it is painted with the next one.
        const look = this.#waitingBytes === 0 || (piece.look && this.#waitingBytes < hurryBytes);
        if (!this.#ended && look) this.#paint(false);
      });
    }
  }

  #paint(whole: boolean): void {
    if (this.#screen) this.#painter?.paint(this.#terminal, this.#clock.now(), whole);
  }

  #end(close: SessionClose): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#subscriptions.dispose();
    this.#link.dispose();
    this.#terminal.dispose();
    this.#closed.fire(close);
    this.#closed.dispose();
  }
}
