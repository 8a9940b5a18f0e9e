import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import { understand } from '../reading/meaning/understand.ts';
import type { Reading } from '../reading/reading.ts';
import type { KeyStroke, RfbSession, SessionClose } from '../rfb/session.ts';
import type { Screen } from '../screen/screen.ts';

/** Reads the screen as it is now; `core/reading` has the real one. */
export interface Reader {
  read(): Reading;
}

/** Longest wait for the answer to a full update request; a server that is silent for longer is taken as gone. */
const REFRESH_LIMIT_MS = 4_000;

/**
 * One server's console over all of its connections: the SCREEN, what is read on it, and the session that is open now, if any.
 * The screen keeps its last picture while the console is away; {@link reading} is only ever about the session that is open.
 */
export class Console implements Disposable {
  readonly screen: Screen;
  readonly #reader: Reader;
  readonly #clock: Clock;
  readonly #onReading = new Emitter<Reading>();
  readonly #onGone = new Emitter<SessionClose>();
  #session: RfbSession | undefined;
  #sessionParts = new DisposableStore();
  #lastClose: SessionClose | undefined;
  #isText = false;
  #reading: Reading | undefined;
  #lastReading: Reading | undefined;
  #lastFrameAtMs = 0;
  #firstPictureMs = 0;
  #firstKeyAtMs: number | undefined;
  #lastKeyAtMs: number | undefined;

  /** Fires after each complete frame, once the session's first full picture has come. */
  readonly onReading = this.#onReading.event;
  /** Fires when the open session ends by itself; not when {@link release} closes it. */
  readonly onGone = this.#onGone.event;

  constructor(screen: Screen, reader: Reader, clock: Clock) {
    this.screen = screen;
    this.#reader = reader;
    this.#clock = clock;
  }

  get connected(): boolean {
    return this.#session !== undefined;
  }

  /** How the newest session ended, where it ended by itself: it may do so before anybody listens to {@link onGone}. */
  get lastClose(): SessionClose | undefined {
    return this.#lastClose;
  }

  /** True where the console that is open, or was open last, is a line of text: it can't hold a key down, and what it wrote before it was opened is not seen. */
  get isText(): boolean {
    return this.#isText;
  }

  /** The latest look at this session's screen; undefined before its first full picture. */
  get reading(): Reading | undefined {
    return this.#reading;
  }

  /** The latest look at the screen of the session before: what stood there when the console went. */
  get lastReading(): Reading | undefined {
    return this.#lastReading;
  }

  /** When this session last drew something, monotonic. */
  get lastFrameAtMs(): number {
    return this.#lastFrameAtMs;
  }

  /** How long this session's first full picture took to come: no less than a round trip on the line. */
  get firstPictureMs(): number {
    return this.#firstPictureMs;
  }

  /** When the first and the latest key of this session were sent, monotonic. */
  get keyTimes(): { readonly firstMs: number; readonly lastMs: number } | undefined {
    return this.#firstKeyAtMs === undefined || this.#lastKeyAtMs === undefined ? undefined : { firstMs: this.#firstKeyAtMs, lastMs: this.#lastKeyAtMs };
  }

  /**
   * Takes over an open session: it draws into the screen from now on.
   * @param keysSentAtMs when its handshake carried keys, if it did
   */
  adopt(session: RfbSession, keysSentAtMs?: number): void {
    this.release();
    this.#session = session;
    this.#lastClose = undefined;
    this.#isText = session.text !== undefined;
    this.#firstKeyAtMs = this.#lastKeyAtMs = keysSentAtMs;
    const adoptedAtMs = (this.#lastFrameAtMs = this.#clock.now());
    const parts = (this.#sessionParts = new DisposableStore());
    let pictureIsWhole = false;
    parts.add(
      this.screen.onFrame((frame) => {
        this.#lastFrameAtMs = frame.atMs;
        if (!pictureIsWhole && !frame.full) return;
        if (!pictureIsWhole) this.#firstPictureMs = frame.atMs - adoptedAtMs;
        pictureIsWhole = true;
        this.#reading = session.text ? { frame: frame.number, ...understand(session.text.read()) } : this.#reader.read();
        this.#onReading.fire(this.#reading);
      }),
    );
    parts.add(
      session.onClose((close) => {
        if (this.#session !== session) return;
        this.#forget();
        this.#lastClose = close;
        this.#onGone.fire(close);
      }),
    );
    session.attach(this.screen);
  }

  /** Sends key events at once. Does nothing while the console is away: a key has no meaning for a later picture. */
  send(...strokes: readonly KeyStroke[]): void {
    if (!this.#session) return;
    this.#lastKeyAtMs = this.#clock.now();
    this.#firstKeyAtMs ??= this.#lastKeyAtMs;
    for (const stroke of strokes) this.#session.sendKey(stroke);
  }

  /** Sends the pointer's place and buttons. */
  sendPointer(x: number, y: number, buttons: number): void {
    this.#session?.sendPointer(x, y, buttons);
  }

  /**
   * Asks for the whole picture and gives what is read from it. A console that does not answer is given up: {@link onGone} fires.
   * @returns undefined where the console is away or was given up
   */
  async lookAgain(): Promise<Reading | undefined> {
    const session = this.#session;
    if (!session) return undefined;
    const limit = new AbortController();
    const timer = this.#clock.setTimeout(() => limit.abort(), REFRESH_LIMIT_MS);
    try {
      await session.refresh(limit.signal);
      return this.#reading;
    } catch {
      if (this.#session === session) {
        this.release();
        this.#onGone.fire({ kind: 'cut' });
      }
      return undefined;
    } finally {
      timer.dispose();
    }
  }

  /** Wipes what the last run wrote on a line of text; a picture wipes itself. */
  clearText(): void {
    this.#session?.text?.clear();
  }

  /** Closes the open session, if any, without a word. */
  release(): void {
    const session = this.#session;
    this.#forget();
    session?.dispose();
  }

  dispose(): void {
    this.release();
    this.#onReading.dispose();
    this.#onGone.dispose();
  }

  #forget(): void {
    this.#session = undefined;
    this.#lastReading = this.#reading ?? this.#lastReading;
    this.#reading = undefined;
    this.#sessionParts.dispose();
  }
}
