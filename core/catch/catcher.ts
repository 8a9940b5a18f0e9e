import { sleep, type Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { KeyScript } from '../keys/script.ts';
import { classifyProbeFailure } from '../link/failure.ts';
import type { Endpoint } from '../link/endpoint.ts';
import type { RebootKind, ReachProfile, Target } from '../providers/provider.ts';
import { isRetryable, retryAfterMs } from '../providers/retry.ts';
import type { Menu } from '../reading/reading.ts';
import type { CatchState, Outcome, TimelineEvent, TimelineMenu, TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import { standsStill } from './key-policy.ts';
import { isUncatchable, nextAutoKey, type Firmware, type HoldKey, type LapRecord } from './laps.ts';
import { transition, type CatchEvent } from './machine.ts';
import { narrate } from './narrate.ts';
import { awaitNewRun } from './new-run.ts';
import { firmwareSeen, isWorthKeeping } from './phases.ts';
import { firstKeys, press, PROOF_MS, type LapSight, type PressEnd } from './press.ts';
import { messageOf, reach, type ConsoleOpener } from './reach.ts';
import { firstOf } from './wait.ts';

export interface CatchOptions {
  /** `auto` changes its key by what each lap showed; `sequence` plays {@link script}. */
  readonly keys: 'auto' | HoldKey;
  readonly script?: KeyScript;
  readonly lapLimit: number;
  readonly reboot: RebootKind | 'manual';
  /** Reset even where the screen shows a login prompt, a file-system check, a relabel or a crash dump. */
  readonly force: boolean;
  /** The whole catch ends with `gaveUp` after this long. */
  readonly timeoutMs?: number;
  /** What the person or the tuning sets in place of the target's own numbers. */
  readonly profile?: Partial<ReachProfile>;
}

export interface CatchPorts {
  readonly target: Target;
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly openConsole: ConsoleOpener;
  /** Where the console is open already: the endpoint that it was reached through, which may well take it back after the reboot. */
  readonly lastEndpoint?: Endpoint | undefined;
  /**
   * Asked before a reset that could destroy work seen on the screen, with the sentence that says so. Absent: the answer is no.
   */
  readonly confirmReset?: (message: TimelineMessage) => Promise<boolean>;
}

interface HeldMenu {
  readonly menu: Menu;
  readonly key: string;
  readonly proof: string;
}

/** How a catch ended; the last event of its timeline. */
export type CatchResult = Extract<TimelineEvent, { event: 'result' }>;

/** Time between two key presses while nothing decisive is seen: five a second leave room in a BIOS buffer of 16 keys. */
const KEY_INTERVAL_MS = 100;
/** From the request to the console's end. A hard reboot behind a soft one waits for two minutes on OpenStack. */
const NEW_RUN_LIMIT_MS = 180_000;
/** For a person to do it in a control panel, or for a server that is away to come back. */
const MANUAL_LIMIT_MS = 600_000;
const REACH_LIMIT_MS = 120_000;
/** From the new run's console to the menu. Large machines spend minutes in their firmware. */
const PRESS_LIMIT_MS = 180_000;
const FIRST_PICTURE_LIMIT_MS = 3_000;
const PREPARE_ATTEMPTS = 3;
const REBOOT_ATTEMPTS = 6;
const RETRY_DELAY_MS = 2_000;
/** A guest that says it will reboot within this time is left to do so: a lap that costs no reset. */
const FREE_LAP_SECONDS = 10;

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
  #held: HeldMenu | undefined;

  constructor(options: CatchOptions, ports: CatchPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#profile = { ...ports.target.reach, ...options.profile };
    this.#firmware = ports.target.firmware;
    this.#endpoint = ports.lastEndpoint;
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
      return this.#finish(timeOver.signal.aborted ? 'timeOver' : 'failed', messageOf(error));
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
      const reached = await reach({ ...this.#reachRequest(signal), firstKeys: [], limitMs: REACH_LIMIT_MS }, this.#ports);
      this.#endpoint = reached.endpoint;
      console.adopt(reached.session);
      const menu = (await console.lookAgain())?.menu;
      if (!menu || !standsStill(menu)) {
        if (!console.connected) continue;
        timeline.append({ event: 'missed', message: { key: 'catch.heldGone', values: {} } });
        return 'lost';
      }
      timeline.append({ event: 'held', menu: timelineMenu(menu), proof: 'stillThereAfterReconnect', key: this.#held?.key ?? '' });
    }
  }

  async #runLaps(signal: AbortSignal): Promise<CatchResult> {
    await this.#prepare(signal);
    const standing = await this.#menuThatStands(signal);
    if (standing) return this.#finishHeld(standing);
    this.#go('prepared');
    for (;;) {
      const end = await this.#lap(signal);
      if (end.kind === 'held') return this.#finishHeld(end);
      this.#go('lapLost');
      this.#ports.timeline.append({ event: 'missed', message: end.message });
      if (isUncatchable(this.#laps, this.#firmware)) return this.#finish('noKeyHolds', { key: 'catch.uncatchable', values: { laps: this.#lapCount } });
      if (this.#lapCount >= this.#options.lapLimit) return this.#finish('lapsOver', { key: 'catch.gaveUp', values: { laps: this.#lapCount, keys: [...new Set(this.#laps.map(({ key }) => key))].join(', ') } });
      this.#go('nextLap');
    }
  }

  /** A menu that somebody holds already, found before the first reset: resetting it would only throw it away. */
  async #menuThatStands(signal: AbortSignal): Promise<HeldMenu | undefined> {
    const { clock, console } = this.#ports;
    if (!console.reading?.menu || !standsStill(console.reading.menu)) return undefined;
    await sleep(clock, PROOF_MS, signal);
    const menu = (await console.lookAgain())?.menu;
    return menu && standsStill(menu) ? { menu, key: '', proof: 'stoodAlready' } : undefined;
  }

  #finishHeld(held: HeldMenu): CatchResult {
    this.#held = held;
    this.#ports.timeline.append({ event: 'held', menu: timelineMenu(held.menu), proof: held.proof, key: held.key });
    return this.#finish('menuHeld', { key: 'catch.held', values: {} });
  }

  /** Opens the console as it is now, so that its drop can be seen and its screen can forbid a reset. */
  async #prepare(signal: AbortSignal): Promise<void> {
    const { clock, console, target, timeline } = this.#ports;
    if (console.connected) return;
    for (let attempt = 1; attempt <= PREPARE_ATTEMPTS; attempt++) {
      try {
        await this.#connectOnce(signal);
        return await this.#awaitPicture(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (isHopeless(error)) throw error;
        timeline.append({ event: 'notice', message: messageOf(error) });
        if (attempt < PREPARE_ATTEMPTS) await sleep(clock, retryAfterMs(error) ?? RETRY_DELAY_MS / 4, signal);
      }
    }
    timeline.append({ event: 'notice', message: { key: 'catch.noConsoleYet', values: { target: target.label } } });
  }

  async #connectOnce(signal: AbortSignal): Promise<void> {
    const { clock, console, openConsole, target, timeline } = this.#ports;
    const askedAtMs = clock.now();
    timeline.append({ event: 'endpointAsked', why: 'first' });
    const endpoint = await target.endpoint(signal);
    timeline.append({ event: 'endpointAnswered', tookMs: clock.now() - askedAtMs });
    this.#endpoint = endpoint;
    const handshake = endpoint.handshake ?? this.#profile.handshake;
    console.adopt(await openConsole(endpoint, { handshake, firstKeys: [], timeoutMs: Math.max(this.#profile.probeTimeoutMs, 5_000), signal }));
  }

  async #awaitPicture(signal: AbortSignal): Promise<void> {
    const { clock, console } = this.#ports;
    if (console.reading) return;
    await firstOf<void>(signal, (done, parts) => {
      parts.add(console.onReading(() => done()));
      parts.add(console.onGone(() => done()));
      parts.add(clock.setTimeout(() => done(), FIRST_PICTURE_LIMIT_MS));
    });
  }

  /** One lap, from the reboot to a held or lost menu. */
  async #lap(signal: AbortSignal): Promise<Exclude<PressEnd, { kind: 'gone' }>> {
    const { console, timeline } = this.#ports;
    const key = this.#options.keys === 'auto' ? nextAutoKey(this.#laps, this.#firmware) : this.#options.keys;
    const sight: LapSight = { menuSeen: false, kernelCame: false, keysWereEarly: false, blackReconnects: 0 };
    this.#lapCount++;
    timeline.append({ event: 'lapStarted', lap: this.#lapCount, key, reason: this.#reasonFor(key) });
    const oldText = console.reading?.text.lines.join('\n');
    try {
      const start = await this.#startNewRun(signal);
      if (start === 'over') return { kind: 'lost', message: { key: 'catch.missed.nothingHappened', values: {} } };
      let away = start === 'gone';
      if (!away) this.#go('guestReset');
      for (;;) {
        if (away) await this.#comeBack(key, signal);
        const end = await press(
          {
            key,
            chosen: this.#options.keys !== 'auto',
            script: this.#options.script,
            keyIntervalMs: KEY_INTERVAL_MS,
            oldText: oldText || undefined,
            sight,
            limitMs: PRESS_LIMIT_MS,
            signal,
          },
          this.#ports,
        );
        if (end.kind !== 'gone') return end;
        away = true;
      }
    } catch (error) {
      if (error instanceof BootcatchError && error.code === 'catch.notReached') return { kind: 'lost', message: messageOf(error) };
      throw error;
    } finally {
      this.#laps.push({ key, menuSeen: sight.menuSeen, kernelCame: sight.kernelCame, keysWereEarly: sight.keysWereEarly });
    }
  }

  /** Asks for the reboot, or leaves it to the person or the guest, and waits until the new run begins. */
  async #startNewRun(signal: AbortSignal): Promise<'gone' | 'reset' | 'over'> {
    const { clock, console, target, timeline } = this.#ports;
    const seconds = console.reading?.panic?.rebootInSeconds;
    if (seconds !== undefined && seconds > 0 && seconds <= FREE_LAP_SECONDS) {
      timeline.append({ event: 'notice', message: { key: 'catch.guestRebootsItself', values: { seconds } } });
      const start = await awaitNewRun({ console, clock, timeline, asked: true, limitMs: (seconds + FREE_LAP_SECONDS) * 1_000, signal });
      if (start !== 'over') return start;
    }
    const kind = this.#options.reboot;
    if (kind === 'manual' || !target.reboot) {
      timeline.append({ event: 'rebootAsked', kind: 'manual' });
      return awaitNewRun({ console, clock, timeline, asked: false, limitMs: MANUAL_LIMIT_MS, signal });
    }
    await this.#guardReset();
    const begun = new AbortController();
    const asked = this.#askReboot(kind, begun.signal, signal);
    // While the console is away there is no drop to see: the provider's answer is what begins the new run.
    if (!console.connected) {
      await asked;
      return 'gone';
    }
    try {
      const newRun = awaitNewRun({ console, clock, timeline, asked: true, limitMs: NEW_RUN_LIMIT_MS, signal: AbortSignal.any([signal, begun.signal]) });
      // The one that loses the race may still reject; by then nobody waits for it.
      newRun.catch(() => undefined);
      asked.catch(() => undefined);
      return await Promise.race([newRun, asked.then(() => newRun)]);
    } finally {
      begun.abort();
    }
  }

  /** @param begun aborted once the new run has begun: a call that is under way goes on, but no further one may reset it again */
  async #askReboot(kind: RebootKind, begun: AbortSignal, signal: AbortSignal): Promise<void> {
    const { clock, target, timeline } = this.#ports;
    for (let attempt = 1; ; attempt++) {
      const askedAtMs = clock.now();
      timeline.append({ event: 'rebootAsked', kind });
      try {
        await target.reboot?.(kind, signal);
        return timeline.append({ event: 'rebootAnswered', tookMs: clock.now() - askedAtMs });
      } catch (error) {
        signal.throwIfAborted();
        timeline.append({ event: 'rebootRefused', message: messageOf(error) });
        if (!isRetryable(error) || attempt >= REBOOT_ATTEMPTS || begun.aborted) throw error;
        await sleep(clock, retryAfterMs(error) ?? RETRY_DELAY_MS, AbortSignal.any([signal, begun]));
      }
    }
  }

  /** Stops before a reset that would destroy what the screen shows in progress. */
  async #guardReset(): Promise<void> {
    const { console, confirmReset, target, timeline } = this.#ports;
    const phase = console.reading?.phase;
    if (phase === undefined || !isWorthKeeping(phase) || this.#options.force) return;
    const message: TimelineMessage = { key: `catch.stop.${phase}`, values: { target: target.label } };
    timeline.append({ event: 'stopNeeded', message });
    if (await confirmReset?.(message)) return;
    throw new BootcatchError(`catch.stop.${phase}` as 'catch.stop.login', { target: target.label });
  }

  /** From a console that is gone to one that is open, with the first keys already sent. */
  async #comeBack(key: HoldKey, signal: AbortSignal): Promise<void> {
    const { clock, console } = this.#ports;
    this.#go('consoleGone');
    if (this.#profile.firstDelayMs > 0) await sleep(clock, this.#profile.firstDelayMs, signal);
    this.#go('firstDelayOver');
    const keys = firstKeys(key);
    const limitMs = this.#options.reboot === 'manual' ? MANUAL_LIMIT_MS : REACH_LIMIT_MS;
    const reached = await reach({ ...this.#reachRequest(signal), firstKeys: keys, limitMs }, this.#ports);
    this.#endpoint = reached.endpoint;
    this.#profile = { ...this.#profile, handshake: reached.handshake };
    this.#go('connected');
    console.adopt(reached.session, keys.length > 0 ? clock.now() : undefined);
  }

  #reachRequest(signal: AbortSignal) {
    return { target: this.#ports.target, lastEndpoint: this.#endpoint, profile: this.#profile, signal };
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
    const { timeline } = this.#ports;
    this.#go(event);
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

/** True where no further try can help: a wrong password, an untrusted certificate, a refused sign-in, a wrong setting. */
function isHopeless(error: unknown): boolean {
  const failure = classifyProbeFailure(error);
  if (failure === 'authentication' || failure === 'tls') return true;
  return error instanceof BootcatchError && error.code.startsWith('provider.') && !isRetryable(error);
}

/** The menu as the timeline carries it. */
export function timelineMenu(menu: Menu): TimelineMenu {
  return { kind: menu.kind, title: menu.title, entries: [...menu.entries], selected: menu.selectedIndex ?? null };
}
