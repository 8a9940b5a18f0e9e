import { every, type Clock } from '../base/clock.ts';
import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import { chord } from '../keys/chord.ts';
import { playKeyScript } from '../keys/player.ts';
import type { KeyScript } from '../keys/script.ts';
import type { Menu, Reading } from '../reading/reading.ts';
import type { KeyStroke } from '../rfb/session.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import { noteDrop } from './drop.ts';
import { echoTest, isUnread, unreadMenu } from './echo-test.ts';
import { keyFor, standsStill, type KeyAction } from './key-policy.ts';
import type { HoldKey } from './laps.ts';
import { answersAsMenu, askForRedraw, isTorn, isUndecided, redrawThroughShell } from './line-menu.ts';
import { isBeforeChoice, isPastLoader } from './phases.ts';
import { firstOf } from './wait.ts';

/** A menu is held only if it still stands this long after the last key: longer than one tick of any countdown. */
export const PROOF_MS = 1_500;
/** Beyond the line's round trip, keys must have been flowing this long before the kernel came to have had their chance. */
const EARLY_MS = 100;
/** A console that draws nothing for this long is asked for a full picture. */
const SILENCE_MS = 2_000;
/** A black picture for this long after connecting is most likely a dead one (seen on VMware): connect again. */
const BLACK_MS = 10_000;
const MAX_BLACK_RECONNECTS = 2;
/** A picture without words is asked for its bar after this long, and as often; in between the lap's key is pressed. */
const ECHO_TEST_MS = 4_000;
const MAX_ECHO_TESTS = 10;
/** A line that came back is asked for its menu once it has been still for this long; the next time after twice as long as before, up to the limit. */
const LINE_QUIET_MS = 1_000;
const LINE_ASK_LIMIT_MS = 16_000;
/** A menu that stays incomplete however often it is drawn is written in words that are not known. */
const MAX_TORN_ASKS = 2;

/** What a lap shows; it grows over all the connections of that lap. */
export interface LapSight {
  menuSeen: boolean;
  kernelCame: boolean;
  keysWereEarly: boolean;
  /** How often a black picture was the reason to connect again. */
  blackReconnects: number;
}

export type PressEnd =
  | { readonly kind: 'held'; readonly menu: Menu; readonly key: string; readonly proof: string }
  | { readonly kind: 'lost'; readonly message: TimelineMessage }
  | { readonly kind: 'gone' };

export interface PressRequest {
  readonly key: HoldKey;
  /** True where the person named the key. */
  readonly chosen: boolean;
  readonly script: KeyScript | undefined;
  readonly keyIntervalMs: number;
  /** True where the console was away: on a line, a menu that was written meanwhile is not seen. */
  readonly cameBack: boolean;
  /** The text of the last run's final picture: as long as it stands, the old run is still there. */
  readonly oldText: string | undefined;
  readonly sight: LapSight;
  /** Ends the lap where nothing decisive was seen for this long. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface PressPorts {
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
}

/** The keys that may go out with the handshake, before anything can be seen. */
export function firstKeys(key: HoldKey): readonly KeyStroke[] {
  const action = keyFor(undefined, key, true, 0);
  if (action.kind === 'tap') return action.keysyms.flatMap((keysym) => chord(keysym));
  return action.kind === 'hold' ? [{ keysym: action.keysym, down: true }] : [];
}

/**
 * Presses keys, guided by each new picture, until the menu is proved to be held, the lap is lost, or the console goes.
 * @throws the signal's reason
 */
export function press(request: PressRequest, ports: PressPorts): Promise<PressEnd> {
  const { connected, lastClose } = ports.console;
  if (!connected) {
    // It ended as soon as it had opened.
    if (lastClose) noteDrop(ports.timeline, lastClose);
    return Promise.resolve({ kind: 'gone' });
  }
  return firstOf(request.signal, (done, parts) => parts.add(new Presser(request, ports, done)));
}

class Presser implements Disposable {
  readonly #request: PressRequest;
  readonly #ports: PressPorts;
  readonly #done: (end: PressEnd) => void;
  readonly #parts = new DisposableStore();
  readonly #ended = new AbortController();
  readonly #startedAtMs: number;
  #echoTesting = false;
  #echoTests = 0;
  #askingLine = false;
  #lineAsks = 0;
  #tornAsks = 0;
  #nextLineAskMs: number;
  /** A menu is drawing itself anew by way of its command line: no key may disturb it, and what shows in between means nothing. */
  #redrawing = false;
  #proof: Disposable | undefined;
  #held: number | undefined;
  #sequence: AbortController | undefined;
  #beforeChoiceSeen = false;
  #tapsOnMenu = 0;
  #keysSent = 0;
  #lastKeyName: string;

  constructor(request: PressRequest, ports: PressPorts, done: (end: PressEnd) => void) {
    this.#request = request;
    this.#ports = ports;
    this.#done = done;
    this.#startedAtMs = ports.clock.now();
    this.#nextLineAskMs = this.#startedAtMs + LINE_QUIET_MS;
    const opening = keyFor(undefined, request.key, request.chosen, 0);
    this.#lastKeyName = 'name' in opening ? opening.name : (request.script?.source ?? '');
    if (opening.kind === 'hold' && ports.console.keyTimes) this.#held = opening.keysym;

    const { console, clock } = ports;
    this.#parts.add(console.onReading((reading) => this.#look(reading)));
    this.#parts.add(
      console.onGone((close) => {
        noteDrop(ports.timeline, close);
        done({ kind: 'gone' });
      }),
    );
    this.#parts.add(clock.setTimeout(() => done({ kind: 'lost', message: { key: 'catch.missed.nothingDecisive', values: { seconds: Math.round(request.limitMs / 1000) } } }), request.limitMs));
    if (console.reading) this.#look(console.reading);
    this.#tick();
    this.#parts.add(every(clock, () => request.keyIntervalMs, () => this.#tick()));
    this.#parts.add(every(clock, () => SILENCE_MS, () => this.#watchSilence()));
  }

  dispose(): void {
    this.#parts.dispose();
    this.#ended.abort(new DOMException('The lap has ended', 'AbortError'));
    this.#rest();
    this.#proof?.dispose();
  }

  #look(reading: Reading): void {
    const { sight, oldText } = this.#request;
    if (this.#redrawing) return;
    if (oldText !== undefined && reading.text.lines.join('\n') === oldText) return;
    const { menu, phase } = reading;
    if (menu && standsStill(menu)) {
      sight.menuSeen = true;
      this.#rest();
      this.#proof ??= this.#ports.clock.setTimeout(() => void this.#prove(), PROOF_MS);
      return;
    }
    this.#proof?.dispose();
    this.#proof = undefined;
    if (menu?.view === 'menu' && menu.kind !== 'firmware') sight.menuSeen = true;
    if (isBeforeChoice(phase)) this.#beforeChoiceSeen = true;
    if (isPastLoader(phase)) this.#lose(reading);
  }

  #lose(reading: Reading): void {
    const { sight } = this.#request;
    const keyTimes = this.#ports.console.keyTimes;
    sight.kernelCame = true;
    const flowedMs = keyTimes ? this.#ports.clock.now() - keyTimes.firstMs : 0;
    if (this.#beforeChoiceSeen && flowedMs >= EARLY_MS + this.#ports.console.firstPictureMs) sight.keysWereEarly = true;
    const key = sight.menuSeen ? 'catch.missed.menuPassed' : sight.keysWereEarly ? 'catch.missed.noMenu' : 'catch.missed.tooLate';
    this.#done({ kind: 'lost', message: { key, values: { phase: reading.phase, key: this.#lastKeyName } } });
  }

  async #prove(): Promise<void> {
    const reading = await this.#ports.console.lookAgain();
    if (this.#parts.disposed || !this.#proof) return;
    const menu = reading?.menu;
    if (!menu || !standsStill(menu)) return;
    this.#done({ kind: 'held', menu, key: this.#lastKeyName, proof: 'standsWithoutCountdown' });
  }

  #tick(): void {
    const { key, chosen, oldText } = this.#request;
    const reading = this.#ports.console.reading;
    const isOldRun = oldText !== undefined && reading?.text.lines.join('\n') === oldText;
    if (!isOldRun && reading && isUnread(reading) && this.#echoTests < MAX_ECHO_TESTS) void this.#testEcho();
    if (!isOldRun && reading) void this.#askLine(reading);
    // An ESC right before an arrow's bytes would make other keys of them.
    const isAskingWithEscape = this.#askingLine && key === 'esc';
    if (this.#echoTesting || this.#redrawing || isAskingWithEscape) return this.#act({ kind: 'rest' });
    if (!isOldRun) this.#act(keyFor(reading, key, chosen, this.#tapsOnMenu));
  }

  /** Where a picture can't be read, its bar may still tell that a menu stands. No other key is pressed meanwhile. */
  async #testEcho(): Promise<void> {
    if (this.#echoTesting || this.#ports.clock.now() - this.#startedAtMs < (this.#echoTests + 1) * ECHO_TEST_MS) return;
    this.#echoTesting = true;
    this.#echoTests++;
    // It can only fail by the end of the lap, and then nobody asks any more.
    const moved = await echoTest(this.#ports, this.#ended.signal).catch(() => false);
    this.#echoTesting = false;
    if (!moved || this.#parts.disposed) return;
    this.#request.sight.menuSeen = true;
    this.#done({ kind: 'held', menu: unreadMenu, key: this.#lastKeyName, proof: 'echo' });
  }

  /** Where a line came back and nothing tells what stands on it, a menu may have been written before. The lap's key is pressed all the while: the boot loader may also be still to come. */
  async #askLine(reading: Reading): Promise<void> {
    const { console, clock, timeline } = this.#ports;
    const torn = reading.menu !== undefined && isTorn(reading.menu);
    const isStill = torn || clock.now() - console.lastFrameAtMs >= LINE_QUIET_MS;
    // The person's own sequence is not to be mixed with other keys.
    if (!console.isText || !this.#request.cameBack || this.#request.key === 'sequence' || this.#askingLine || clock.now() < this.#nextLineAskMs || !isStill || !isUndecided(reading)) return;
    if (torn && this.#tornAsks++ >= MAX_TORN_ASKS) return;
    this.#askingLine = true;
    if (this.#lineAsks++ === 0) timeline.append({ event: 'notice', message: { key: 'catch.silentLine', values: {} } });
    // It can only fail by the end of the lap, and then nobody asks any more.
    await this.#recoverMenu(torn).catch(() => undefined);
    this.#askingLine = this.#redrawing = false;
    this.#nextLineAskMs = clock.now() + Math.min(LINE_QUIET_MS * 2 ** this.#lineAsks, LINE_ASK_LIMIT_MS);
    if (!this.#parts.disposed && console.reading) this.#look(console.reading);
  }

  async #recoverMenu(torn: boolean): Promise<void> {
    const { signal } = this.#ended;
    const answered = await askForRedraw(this.#ports, signal);
    if (torn ? this.#isWhole() : answered || !(await answersAsMenu(this.#ports, signal))) return;
    this.#redrawing = true;
    this.#rest();
    await redrawThroughShell(this.#ports, signal);
  }

  #isWhole(): boolean {
    return this.#ports.console.reading?.menu?.complete === true;
  }

  #act(action: KeyAction): void {
    if (action.kind !== 'hold') this.#letGo();
    if (action.kind !== 'sequence') this.#stopSequence();
    switch (action.kind) {
      case 'rest':
        return;
      case 'hold':
        this.#held = action.keysym;
        this.#ports.console.send({ keysym: action.keysym, down: true });
        return this.#note(action.name, action.why);
      case 'tap':
        if (action.why === 'menuSeen') this.#tapsOnMenu++;
        this.#ports.console.send(...action.keysyms.flatMap((keysym) => chord(keysym)));
        return this.#note(action.name, action.why);
      case 'sequence':
        return this.#playSequence(action.why);
    }
  }

  #note(key: string, why: 'nothingSeen' | 'menuSeen'): void {
    this.#lastKeyName = key;
    this.#ports.timeline.append({ event: 'keySent', key, count: ++this.#keysSent, why });
  }

  #playSequence(why: 'nothingSeen' | 'menuSeen'): void {
    const { script, keyIntervalMs } = this.#request;
    if (this.#sequence || !script) return;
    const controller = (this.#sequence = new AbortController());
    this.#note(script.source, why);
    const { clock, console } = this.#ports;
    void playKeyScript(script, { clock, keyIntervalMs, signal: controller.signal, send: (stroke) => console.send(stroke) })
      // The only way it can fail is our own abort, which #stopSequence has already dealt with.
      .catch(() => undefined)
      .finally(() => {
        if (this.#sequence === controller) this.#sequence = undefined;
      });
  }

  #rest(): void {
    this.#letGo();
    this.#stopSequence();
  }

  #letGo(): void {
    if (this.#held === undefined) return;
    this.#ports.console.send({ keysym: this.#held, down: false });
    this.#held = undefined;
  }

  #stopSequence(): void {
    this.#sequence?.abort(new DOMException('The menu stands', 'AbortError'));
    this.#sequence = undefined;
  }

  #watchSilence(): void {
    const { console, clock } = this.#ports;
    // A line is blank until somebody writes on it.
    const isBlack = !console.isText && (console.reading === undefined || console.reading.phase === 'blank');
    if (isBlack && clock.now() - this.#startedAtMs >= BLACK_MS && this.#request.sight.blackReconnects < MAX_BLACK_RECONNECTS) {
      this.#request.sight.blackReconnects++;
      console.release();
      this.#ports.timeline.append({ event: 'notice', message: { key: 'catch.blackPicture', values: { seconds: BLACK_MS / 1000 } } });
      return this.#done({ kind: 'gone' });
    }
    if (clock.now() - console.lastFrameAtMs >= SILENCE_MS) void console.lookAgain();
  }
}
