import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Endpoint, HandshakeShape } from '../link/endpoint.ts';
import { withoutDenseSpells, type ReachProfile } from '../providers/provider.ts';
import type { Menu } from '../reading/reading.ts';
import type { RfbSession } from '../rfb/session.ts';
import type { CatchState, Outcome, TimelineEvent, TimelineMessage } from '../timeline/events.ts';
import { beginRun, MANUAL_LIMIT_MS } from './begin-run.ts';
import { echoTest, isUnread, unreadMenu } from './echo-test.ts';
import { standsStill } from './key-policy.ts';
import { isUncatchable, nextAutoKey, type Firmware, type HoldKey, type LapRecord } from './laps.ts';
import { answersAsMenu, askForRedraw, redrawThroughShell } from './line-menu.ts';
import { transition, type CatchEvent } from './machine.ts';
import { narrate, timelineMenu } from './narrate.ts';
import { openAsItIs } from './open-as-it-is.ts';
import type { CatchOptions, CatchPorts } from './options.ts';
import { firmwareSeen, isPastLoader } from './phases.ts';
import { firstKeys, press, PROOF_MS, type LapSight, type PressEnd } from './press.ts';
import { messageOf, reach, type ConsoleOpener, type OpenOptions } from './reach.ts';
import { firstOf } from './wait.ts';

export type { CatchOptions, CatchPorts, Hold } from './options.ts';

/** What was proved to stand. */
interface Proof {
  readonly menu: Menu;
  readonly key: string;
  readonly proof: string;
}

/** How a catch ended; the last event of its timeline. */
export type CatchResult = Extract<TimelineEvent, { event: 'result' }>;

/** Time between two key presses while nothing decisive is seen. */
const KEY_INTERVAL_MS = 100;
const REACH_LIMIT_MS = 120_000;
/** From the new run's console to the menu. Large machines spend minutes in their firmware. */
const PRESS_LIMIT_MS = 180_000;
/** However late in that time the console came back, it gets this long to show something. */
const LAST_LOOK_MS = 10_000;
/** A held menu runs away from nobody: a console that keeps ending is dialled no oftener than this. */
const HELD_PAUSE_MS = 1_000;

/**
 * One catch: laps of reboot, reach and press until the menu is held or the options say to stop. Everything that happens goes to
 * the timeline; the console stays open at the end.
 */
export class Catcher {
  readonly #options: CatchOptions;
  readonly #ports: CatchPorts;
  readonly #laps: LapRecord[] = [];
  #state: CatchState = 'preparing';
  #profile: ReachProfile;
  #endpoint: Endpoint | undefined;
  #firmware: Firmware;
  #lapCount = 0;
  #held: Proof | undefined;
  /** When the console was opened last, monotonic. */
  #openedAtMs = -Infinity;
  /** The longest that opening it has taken. */
  #openTookMs: number | undefined;
  /** The shapes in which it has opened. */
  readonly #provenHandshakes = new Set<HandshakeShape>();

  constructor(options: CatchOptions, ports: CatchPorts) {
    this.#options = options;
    this.#ports = { ...ports, openConsole: (endpoint, how) => this.#openTimed(endpoint, how, ports.openConsole) };
    this.#profile = this.#profileWith({});
    this.#firmware = ports.target.firmware;
    this.#endpoint = ports.lastEndpoint;
    if (ports.lastEndpoint && ports.console.connected) this.#provenHandshakes.add(ports.lastEndpoint.handshake ?? ports.target.reach.handshake);
  }

  /** Where the catch is now. */
  get state(): CatchState {
    return this.#state;
  }

  /** The endpoint through which the console was reached last. */
  get lastEndpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  /** Runs the catch to its end. Never throws: each way to fail is an outcome with its message. */
  async run(signal: AbortSignal): Promise<CatchResult> {
    const { clock, console, timeline, target } = this.#ports;
    const { keys, lapLimit, reboot, script, timeoutMs } = this.#options;
    timeline.append({ event: 'catchStarted', target: target.label, provider: target.provider, reboot, lapLimit, keys: script?.source ?? keys });
    const timeOver = new AbortController();
    const timer = timeoutMs === undefined ? undefined : clock.setTimeout(() => timeOver.abort(new BootcatchError('catch.timeOver', { seconds: Math.round(timeoutMs / 1000) })), timeoutMs);
    const narration = narrate(console, timeline, clock);
    const learning = console.onReading((reading) => {
      if (this.#firmware === 'unknown') this.#firmware = firmwareSeen(reading, console.screen);
    });
    try {
      return await this.#runLaps(AbortSignal.any([signal, timeOver.signal]));
    } catch (error) {
      if (signal.aborted) return this.#finish('cancelled', { key: 'catch.cancelled', values: {} });
      if (timeOver.signal.aborted) return this.#finish('timeOver', messageOf(error));
      return this.#finish(this.#held ? 'planFailed' : 'failed', messageOf(error));
    } finally {
      timer?.dispose();
      narration.dispose();
      learning.dispose();
    }
  }

  /**
   * Stays with a held menu: where its console is lost, comes back without a reboot and looks again.
   * @returns `lost` where the menu was gone when the console came back
   * @throws the signal's reason
   */
  async keepHeld(signal: AbortSignal): Promise<'lost'> {
    const { console, timeline } = this.#ports;
    for (;;) {
      if (console.connected) await firstOf<void>(signal, (done, parts) => parts.add(console.onGone(() => done())));
      timeline.append({ event: 'heldLost' });
      await this.#reconnect(signal);
      const reading = await console.lookAgain();
      const menu = reading && isUnread(reading) && (await echoTest(this.#ports, signal)) ? unreadMenu : reading?.menu;
      if (!menu || !standsStill(menu)) {
        if (!console.connected) continue;
        timeline.append({ event: 'missed', message: { key: 'catch.heldGone', values: {} } });
        return 'lost';
      }
      timeline.append({ event: 'held', menu: timelineMenu(menu), proof: 'stillThereAfterReconnect', key: this.#held?.key ?? '' });
    }
  }

  async #reconnect(signal: AbortSignal): Promise<void> {
    await this.#pauseSinceOpened(HELD_PAUSE_MS, signal);
    const reached = await reach({ ...this.#reachRequest(signal), firstKeys: [], limitMs: REACH_LIMIT_MS }, this.#ports);
    this.#endpoint = reached.endpoint;
    this.#openedAtMs = this.#ports.clock.now();
    this.#ports.console.adopt(reached.session);
    await this.#askLine(signal);
  }

  /** A line repeats nothing, so what stood on it is asked for. On anything but a menu an arrow could spoil what was typed. */
  async #askLine(signal: AbortSignal): Promise<void> {
    const { console } = this.#ports;
    const view = console.lastReading?.menu?.view;
    if (!console.isText || console.reading?.phase !== 'blank' || (view !== 'menu' && view !== 'editor')) return;
    if ((await askForRedraw(this.#ports, signal)) || view !== 'menu') return;
    if (await answersAsMenu(this.#ports, signal)) await redrawThroughShell(this.#ports, signal);
  }

  async #runLaps(signal: AbortSignal): Promise<CatchResult> {
    this.#endpoint = (await openAsItIs(this.#profile, this.#ports, signal)) ?? this.#endpoint;
    if (this.#options.keys === 'shift' && this.#ports.console.isText) throw new BootcatchError('catch.lineHoldsNoKey');
    const standing = this.#options.evenIfHeld ? undefined : await this.#menuThatStands(signal);
    if (standing) return await this.#finishHeld(standing, signal);
    this.#go('prepared');
    for (;;) {
      const end = await this.#lap(signal);
      if (end.kind === 'held') return await this.#finishHeld(end, signal);
      this.#go('lapLost');
      this.#ports.timeline.append({ event: 'missed', message: end.message });
      if (isUncatchable(this.#laps, this.#firmware, this.#ports.console.isText)) return this.#finish('noKeyHolds', { key: 'catch.uncatchable', values: { laps: this.#lapCount } });
      if (this.#lapCount >= this.#options.lapLimit) return this.#finish('lapsOver', { key: 'catch.gaveUp', values: { laps: this.#lapCount, keys: [...new Set(this.#laps.map(({ key }) => key))].join(', ') } });
      this.#go('nextLap');
    }
  }

  /** A menu that somebody holds already, found before the first reset: resetting it would only throw it away. */
  async #menuThatStands(signal: AbortSignal): Promise<Proof | undefined> {
    const { clock, console } = this.#ports;
    if (!console.reading?.menu || !standsStill(console.reading.menu)) return undefined;
    await sleep(clock, PROOF_MS, signal);
    const menu = (await console.lookAgain())?.menu;
    return menu && standsStill(menu) ? { menu, key: '', proof: 'stoodAlready' } : undefined;
  }

  async #finishHeld(held: Proof, signal: AbortSignal): Promise<CatchResult> {
    this.#held = held;
    this.#ports.timeline.append({ event: 'held', menu: timelineMenu(held.menu), proof: held.proof, key: held.key });
    const { then } = this.#ports;
    if (!then) return this.#finish('menuHeld', { key: 'catch.held', values: {} });
    this.#go('menuHeld');
    await then({ signal, reconnect: (ended) => this.#reconnect(ended) });
    return this.#finish('planDone', { key: 'plan.done', values: {} });
  }

  /** One lap, from the reboot to a held or lost menu. */
  async #lap(signal: AbortSignal): Promise<Exclude<PressEnd, { kind: 'gone' }>> {
    const { clock, console, timeline } = this.#ports;
    const key = this.#options.keys === 'auto' ? nextAutoKey(this.#laps, this.#firmware, console.isText) : this.#options.keys;
    const sight: LapSight = { menuSeen: false, kernelCame: false, keysWereEarly: false, blackReconnects: 0 };
    this.#lapCount++;
    timeline.append({ event: 'lapStarted', lap: this.#lapCount, key, reason: this.#reasonFor(key) });
    const { handshake } = this.#profile;
    this.#profile = { ...this.#profileWith(this.#options.advise?.()), handshake };
    // Only a boot that went on can be mistaken for a lost lap; menus and firmware look alike in every run.
    const oldText = console.reading && isPastLoader(console.reading.phase) ? console.reading.text.lines.join('\n') : undefined;
    try {
      const start = await beginRun(this.#options, this.#ports, signal);
      if (start === 'over') return { kind: 'lost', message: { key: 'catch.missed.nothingHappened', values: {} } };
      let away = start === 'gone';
      if (!away) this.#go('guestReset');
      let pressingSinceMs: number | undefined;
      for (let times = 1; ; times++) {
        if (away) await this.#comeBack(key, signal);
        pressingSinceMs ??= clock.now();
        const end = await press(
          {
            key,
            chosen: this.#options.keys !== 'auto',
            script: this.#options.script,
            keyIntervalMs: KEY_INTERVAL_MS,
            cameBack: away,
            // An empty screen tells no old run from a new one.
            oldText,
            sight,
            limitMs: Math.max(pressingSinceMs + PRESS_LIMIT_MS - clock.now(), LAST_LOOK_MS),
            signal,
          },
          this.#ports,
        );
        if (end.kind !== 'gone') return end;
        const seconds = Math.round((clock.now() - pressingSinceMs) / 1_000);
        if (seconds * 1_000 >= PRESS_LIMIT_MS) return { kind: 'lost', message: { key: 'catch.missed.consoleKeepsEnding', values: { times, seconds } } };
        away = true;
      }
    } catch (error) {
      if (error instanceof BootcatchError && error.code === 'catch.notReached') return { kind: 'lost', message: messageOf(error) };
      throw error;
    } finally {
      this.#laps.push({ key, menuSeen: sight.menuSeen, kernelCame: sight.kernelCame, keysWereEarly: sight.keysWereEarly });
    }
  }

  /** From a console that is gone to one that is open, with the first keys already sent. */
  async #comeBack(key: HoldKey, signal: AbortSignal): Promise<void> {
    const { clock, console } = this.#ports;
    this.#go('consoleGone');
    await this.#pauseSinceOpened(this.#profile.intervalMs, signal);
    if (this.#profile.firstDelayMs > 0) await sleep(clock, this.#profile.firstDelayMs, signal);
    this.#go('firstDelayOver');
    const keys = firstKeys(key);
    const limitMs = this.#options.reboot === 'manual' ? MANUAL_LIMIT_MS : REACH_LIMIT_MS;
    const reached = await reach({ ...this.#reachRequest(signal), firstKeys: keys, limitMs }, this.#ports);
    this.#endpoint = reached.endpoint;
    this.#profile = { ...this.#profile, handshake: reached.handshake };
    this.#openedAtMs = clock.now();
    this.#go('connected');
    console.adopt(reached.session, keys.length > 0 ? clock.now() : undefined);
  }

  /** A console that ends as soon as it opens is tried again at the pace of probes, not as fast as the line allows. */
  async #pauseSinceOpened(leastMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#ports;
    const leftMs = this.#openedAtMs + leastMs - clock.now();
    if (leftMs > 0) await sleep(clock, leftMs, signal);
  }

  async #openTimed(endpoint: Endpoint, how: OpenOptions, openConsole: ConsoleOpener): Promise<RfbSession> {
    const startedAtMs = this.#ports.clock.now();
    const session = await openConsole(endpoint, how);
    this.#openTookMs = Math.max(this.#openTookMs ?? 0, this.#ports.clock.now() - startedAtMs);
    this.#provenHandshakes.add(how.handshake);
    return session;
  }

  /** What the person sets goes before what was learnt, and that before the target's own. Who sets an interval wants no other. */
  #profileWith(advice: Partial<ReachProfile> | undefined): ReachProfile {
    const { profile } = this.#options;
    const whole = { ...this.#ports.target.reach, ...advice, ...profile };
    return profile?.intervalMs === undefined ? whole : withoutDenseSpells(whole);
  }

  #reachRequest(signal: AbortSignal) {
    return { target: this.#ports.target, lastEndpoint: this.#endpoint, profile: this.#profile, openTookMs: this.#openTookMs, provenHandshakes: this.#provenHandshakes, signal };
  }

  #reasonFor(key: HoldKey): TimelineMessage {
    if (this.#options.keys !== 'auto') return { key: 'catch.reason.chosen', values: { key } };
    const isFirstTry = !this.#laps.some((lap) => lap.key === key);
    if (key === 'f4' && !isFirstTry) return { key: 'catch.reason.f4Again', values: {} };
    return { key: `catch.reason.${key}`, values: {} };
  }

  #go(event: CatchEvent): void {
    const to = transition(this.#state, event);
    if (!to) throw new BootcatchError('catch.unexpected', { error: `${event} in ${this.#state}` });
    this.#ports.timeline.append({ event: 'state', from: this.#state, to });
    this.#state = to;
  }

  #finish(event: CatchEvent, message: TimelineMessage): CatchResult {
    this.#go(event);
    return this.#conclude(message);
  }

  #conclude(message: TimelineMessage): CatchResult {
    const { timeline } = this.#ports;
    timeline.append({
      event: 'result',
      outcome: this.#state as Outcome,
      laps: this.#lapCount,
      key: this.#held?.key || null,
      proof: this.#held?.proof ?? null,
      menu: this.#held ? timelineMenu(this.#held.menu) : null,
      message,
      elapsedMs: timeline.elapsedMs,
    });
    return timeline.events.at(-1) as CatchResult;
  }
}
