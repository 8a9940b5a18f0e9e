import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { CatchOptions } from '../catch/options.ts';
import type { CatchSnapshot, CatchStart } from '../contract/catches.ts';
import type { ConsoleSnapshot } from '../contract/consoles.ts';
import type { ServerList } from '../contract/servers.ts';
import { parseKeyScript } from '../keys/script.ts';
import { keysymOf } from '../keys/keysyms.ts';
import type { Link } from '../link/link.ts';
import { parsePlan } from '../plans/grammar.ts';
import type { Target } from '../providers/provider.ts';
import { screenToPng } from '../screen/png.ts';
import { practiceKey, serverKey } from '../tuning/server-key.ts';
import { AccountBook } from './account-book.ts';
import { Acting } from './acting.ts';
import { Calibration } from './calibration.ts';
import { withoutUndefined } from './objects.ts';
import type { EnginePorts } from './ports.ts';
import { RecordingDesk } from './recording-desk.ts';
import { RunningCatch } from './running-catch.ts';
import { practiceId, ServerBook, type KnownServer } from './server-book.ts';
import { ServerConsole } from './server-console.ts';
import { SettingsStore } from './settings-store.ts';
import { consoleSnapshot, rebootsOf } from './snapshot.ts';
import { TuningDesk } from './tuning-desk.ts';
import { Viewers } from './viewers.ts';

/** How often the providers are asked for their servers while somebody looks at the list. */
const LIST_INTERVAL_MS = 20_000;
const ENTER = keysymOf('\n');

/**
 * The engine as a host holds it: every console, catch and viewer, whatever windows there are. One file a concern stands behind it; here they meet.
 */
export class Engine {
  readonly settings: SettingsStore;
  readonly accounts: AccountBook;
  readonly servers: ServerBook;
  readonly ports: EnginePorts;
  /** What a person does on an open console. */
  readonly acting: Acting;
  /** What was learnt of the servers' timing. */
  readonly tuning: TuningDesk;
  readonly recordings: RecordingDesk;
  readonly #consoles = new Map<string, ServerConsole>();
  readonly #catches = new Map<string, RunningCatch>();
  readonly #viewers = new Viewers();
  readonly #parts = new DisposableStore();
  readonly #listChanged = new Emitter<void>();
  readonly #catchesChanged = new Emitter<void>();
  readonly #closing = new AbortController();
  /** Fires when a server, its console's state, its catch or an account has changed. */
  readonly onListChanged = this.#listChanged.event;
  /** Fires when a catch has started, moved on, asked or ended. */
  readonly onCatchesChanged = this.#catchesChanged.event;
  #watchers = 0;
  #watching: AbortController | undefined;

  constructor(ports: EnginePorts) {
    this.ports = ports;
    this.settings = new SettingsStore(`${ports.dataFolder}/settings.json`, ports.providerPorts.files);
    this.accounts = new AccountBook(ports);
    this.servers = new ServerBook(ports, this.accounts);
    this.acting = new Acting({
      clock: ports.clock,
      place: (serverId) => this.place(serverId),
      nameOf: (serverId) => this.servers.known(serverId).name,
      isPressing: (serverId) => this.#isPressing(serverId),
      leaveMenu: (serverId) => this.#catches.get(serverId)?.leave(),
      takeHands: (place) => this.#viewers.release(place),
      closing: this.#closing.signal,
    });
    this.tuning = this.#parts.add(
      new TuningDesk({
        learning: ports.learning,
        scenarios: ports.practice.scenarios,
        servers: () => this.servers.servers,
        keyOf: (server) => this.#attemptsKey(server, this.#consoles.get(server.id)?.target),
        targetOf: (serverId) => this.#consoles.get(serverId)?.target,
        timingOf: (serverId) => this.settings.current.timing[serverId] ?? {},
      }),
    );
    this.recordings = new RecordingDesk({
      dataFolder: ports.dataFolder,
      recordings: ports.recordings,
      randomId: ports.randomId,
      showScreen: (screen, link, name) => this.#viewers.show(screen, link, name),
    });
    this.#parts.add(this.settings.onChanged(() => this.tuning.changed()));
    this.#parts.add(this.accounts.onChanged(() => this.#listChanged.fire()));
    this.#parts.add(this.servers.onChanged(() => this.#listChanged.fire()));
    this.#parts.add(
      this.accounts.onReplaced((account) => {
        for (const [serverId, place] of this.#consoles) if (serverId.startsWith(`${account}/`) && !this.#isCatching(serverId)) place.forgetTarget();
      }),
    );
  }

  /** Reads the data folder. @throws BootcatchError `engine.fileWrong`, `provider.fileWrong` */
  async load(): Promise<void> {
    await Promise.all([this.settings.load(), this.accounts.load(), this.servers.load()]);
  }

  /** Ends every catch, console and viewer. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException('The engine has ended', 'AbortError'));
    for (const running of this.#catches.values()) {
      running.stop();
      running.leave();
    }
    this.#viewers.dispose();
    this.#watching?.abort();
    for (const place of this.#consoles.values()) place.dispose();
    this.#parts.dispose();
    await Promise.all([...this.#catches.values()].map((running) => running.endRecording()));
    await this.servers.endPractice();
  }

  get list(): ServerList {
    const servers = this.servers.servers.map((server) => ({
      ...server,
      console: this.#consoles.get(server.id)?.connection ?? ('closed' as const),
      catch: this.#catches.get(server.id)?.snapshot ?? null,
    }));
    return { servers, accounts: [...this.accounts.accounts] };
  }

  /** Every catch that runs, and the last one of each server. */
  get catches(): CatchSnapshot[] {
    return [...this.#catches.values()].map(({ snapshot }) => snapshot);
  }

  /** Asks the providers for their servers now and from time to time, as long as somebody looks. */
  watchList(): Disposable {
    // The first to look asks for all of them.
    if (this.#watchers++ === 0) {
      this.#watching = new AbortController();
      void this.#askForever(this.#watching.signal);
    }
    return toDisposable(() => {
      if (--this.#watchers === 0) this.#watching?.abort();
    });
  }

  /** @throws BootcatchError `engine.serverUnknown` */
  place(serverId: string): ServerConsole {
    const known = this.#consoles.get(serverId);
    if (known) return known;
    this.servers.known(serverId);
    const place = new ServerConsole(serverId, this.ports);
    this.#consoles.set(serverId, place);
    let shown = place.connection;
    place.onChanged(() => {
      if (place.connection !== shown) this.#listChanged.fire();
      shown = place.connection;
    });
    return place;
  }

  snapshot(serverId: string): ConsoleSnapshot {
    return consoleSnapshot(this.place(serverId), { inputHeldBack: this.#isHeldBack(serverId), plan: this.acting.planOn(serverId), recordingForMs: this.#catches.get(serverId)?.recordingForMs ?? null });
  }

  /** @throws BootcatchError `engine.serverUnknown`, `engine.addressNeeded`, `provider.*`, `practice.*` */
  async openConsole(serverId: string): Promise<void> {
    const place = this.place(serverId);
    await this.#target(place);
    place.keepOpen();
  }

  /** @throws BootcatchError `engine.catchRuns` */
  closeConsole(serverId: string): void {
    const place = this.place(serverId);
    this.#refuseDuringCatch(serverId);
    this.#catches.get(serverId)?.leave();
    place.close();
  }

  /**
   * Starts a catch.
   * @throws BootcatchError `engine.serverUnknown`, `engine.addressNeeded`, `engine.catchRuns`, `engine.cannotReboot`, `engine.consentNeeded`, `keys.*`, `provider.*`
   */
  async startCatch(start: CatchStart): Promise<string> {
    return (await this.#beginCatch(start)).catchId;
  }

  /**
   * Reboots a server so many times, one lap each, to measure it; returns when it has begun.
   * @throws BootcatchError `tuning.cannotReboot`, `tuning.calibrationRuns`, `tuning.unavailable`, and what {@link startCatch} throws
   */
  async calibrate(serverId: string, times: number, agreedResets: number): Promise<void> {
    const server = this.servers.known(serverId);
    this.#refuseDuringCatch(serverId);
    const place = this.place(serverId);
    const target = await this.#target(place);
    const reboot = rebootsOf(target).find((kind) => kind !== 'manual');
    if (!reboot) throw new BootcatchError('tuning.cannotReboot', { target: server.name });
    if (!target.harmless && agreedResets < times) throw new BootcatchError('engine.consentNeeded', { server: server.name, laps: times });
    const request = { serverId, serverName: server.name, times, lapMs: this.tuning.lapMs(this.#attemptsKey(server, target)) };
    const runLap = async (signal: AbortSignal) => {
      const running = await this.#beginCatch({ serverId, reboot, keys: 'auto', lapLimit: 1, agreedResets: 1 }, { evenIfHeld: true });
      if (signal.aborted) running.stop();
      signal.addEventListener('abort', () => running.stop(), { once: true });
      const result = await running.ended;
      running.leave();
      if (result.outcome === 'held') place.console.send({ keysym: ENTER, down: true }, { keysym: ENTER, down: false });
      return result;
    };
    this.tuning.runCalibration(new Calibration(request, { clock: this.ports.clock, runLap }));
  }

  async #beginCatch(start: CatchStart, more: Partial<CatchOptions> = {}): Promise<RunningCatch> {
    const { serverId, reboot, lapLimit, agreedResets = 0 } = start;
    const server = this.servers.known(serverId).name;
    this.#refuseDuringCatch(serverId);
    const place = this.place(serverId);
    const options = { ...this.#catchOptions(start), ...more };
    const plan = start.plan === undefined ? undefined : parsePlan(start.plan);
    const target = await this.#target(place);
    if (!rebootsOf(target).includes(reboot)) throw new BootcatchError('engine.cannotReboot', { server });
    if (!target.harmless && reboot !== 'manual' && agreedResets < lapLimit) throw new BootcatchError('engine.consentNeeded', { server, laps: lapLimit });
    // Another window may have been quicker while the target was looked up.
    this.#refuseDuringCatch(serverId);
    this.#catches.get(serverId)?.leave();
    const running = new RunningCatch({ catchId: this.ports.randomId(), serverName: server, attemptsKey: this.#attemptsKey(this.servers.known(serverId), target), target, place, options, plan }, { ...this.ports, recording: this.settings.current.recording });
    this.#catches.set(serverId, running);
    running.onChanged(() => this.#catchChanged(serverId, running));
    this.#catchChanged(serverId, running);
    void running.run();
    return running;
  }

  stopCatch(serverId: string): void {
    this.#catches.get(serverId)?.stop();
  }

  /** @throws BootcatchError `engine.noQuestion` */
  answer(serverId: string, goOn: boolean): void {
    if (this.#catches.get(serverId)?.answer(goOn) !== true) throw new BootcatchError('engine.noQuestion');
  }

  /** Lets viewers' keys through during a catch, or holds them back again. */
  takeOver(serverId: string, on: boolean): void {
    const running = this.#catches.get(serverId);
    if (running?.running !== true) return;
    running.takenOver = on;
    this.#catchChanged(serverId, running);
  }

  /** @throws BootcatchError `engine.addressNotTaken`, `link.address…` */
  async pasteAddress(serverId: string, address: string): Promise<void> {
    await this.servers.replaceAddress(serverId, address);
    await this.#target(this.place(serverId));
  }

  /** @throws BootcatchError `engine.catchRuns`, `engine.serverUnknown` */
  async removeServer(serverId: string): Promise<void> {
    this.#refuseDuringCatch(serverId);
    await this.servers.remove(serverId);
    await this.settings.setTiming(serverId, {});
    this.#forget(serverId);
  }

  /** @throws BootcatchError `engine.catchRuns`, `engine.scenarioUnknown` */
  async choosePractice(scenario: string): Promise<void> {
    this.#refuseDuringCatch(practiceId);
    const wasOpen = this.#consoles.get(practiceId)?.connection !== 'closed';
    await this.servers.choosePractice(scenario);
    const place = this.#consoles.get(practiceId);
    if (!place) return;
    this.#catches.get(practiceId)?.leave();
    place.close();
    place.forgetTarget();
    if (wasOpen) await this.openConsole(practiceId);
  }

  /** @throws BootcatchError `engine.noPicture` */
  screenshot(serverId: string): Uint8Array {
    const { screen } = this.place(serverId);
    if (screen.width === 0) throw new BootcatchError('engine.noPicture', { server: this.servers.known(serverId).name });
    return screenToPng(screen);
  }

  /** Whether {@link attachView} has something to show under this id. */
  hasView(id: string): boolean {
    return this.recordings.hasView(id) || this.servers.servers.some((server) => server.id === id);
  }

  /**
   * Lets a viewer look at a console through RFB, for as long as the link lasts: over every reboot, whether the console is open or not;
   * or at an open recording.
   * Disposing what is returned ends the link.
   * @throws BootcatchError `engine.serverUnknown`
   */
  attachView(serverId: string, link: Link, { readOnly }: { readonly readOnly: boolean }): Disposable {
    const recorded = this.recordings.attachView(serverId, link);
    if (recorded) return recorded;
    const mayPress = readOnly ? undefined : () => !this.#isHeldBack(serverId);
    return this.#viewers.attach(this.place(serverId), link, this.servers.known(serverId).name, mayPress);
  }

  #catchOptions({ serverId, reboot, keys, script, lapLimit, timeoutMs, timing }: CatchStart): CatchOptions {
    if (keys === 'sequence') {
      const parsed = parseKeyScript(script ?? '');
      if (parsed.unknownNames.length > 0) throw new BootcatchError('keys.unknownName', { names: parsed.unknownNames.join(', ') });
      return { ...this.#catchOptions({ serverId, reboot, keys: 'auto', lapLimit, timeoutMs, timing }), keys, script: parsed };
    }
    const profile = withoutUndefined({ ...this.settings.current.timing[serverId], ...timing });
    return { keys, lapLimit, reboot, force: false, profile, ...withoutUndefined({ timeoutMs }) };
  }

  /** The name under which a server's laps are kept. */
  #attemptsKey({ id, name, provider, account }: KnownServer, target: Target | undefined): string {
    return id === practiceId ? practiceKey(this.servers.scenario) : serverKey(target ?? { provider, label: name }, account ?? undefined);
  }

  async #target(place: ServerConsole): Promise<Target> {
    if (place.target) return place.target;
    const { timeline } = place.story;
    const target = await this.servers.target(place.serverId, (message) => timeline.append({ event: 'notice', message }), this.#closing.signal);
    place.setTarget(target);
    return target;
  }

  #catchChanged(serverId: string, running: RunningCatch): void {
    if (this.#catches.get(serverId) !== running) return;
    // What a viewer's hand holds down must not get between the catch's keys.
    const place = this.place(serverId);
    if (this.#isHeldBack(serverId)) this.#viewers.release(place);
    place.changed();
    this.#catchesChanged.fire();
    this.#listChanged.fire();
  }

  async #askForever(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.accounts.refresh();
      await sleep(this.ports.clock, LIST_INTERVAL_MS, signal).catch(() => undefined);
    }
  }

  #isCatching(serverId: string): boolean {
    return this.#catches.get(serverId)?.running === true;
  }

  /** True while a catch presses keys and the person has not taken over. */
  #isPressing(serverId: string): boolean {
    const running = this.#catches.get(serverId);
    return running?.pressing === true && !running.takenOver;
  }

  #isHeldBack(serverId: string): boolean {
    return this.acting.planOn(serverId) !== null || this.#isPressing(serverId);
  }

  #refuseDuringCatch(serverId: string): void {
    if (this.acting.planOn(serverId) !== null) throw new BootcatchError('engine.planRuns', { server: this.servers.known(serverId).name });
    if (this.#isCatching(serverId)) throw new BootcatchError('engine.catchRuns', { server: this.servers.known(serverId).name });
  }

  #forget(serverId: string): void {
    this.#catches.delete(serverId);
    this.#consoles.get(serverId)?.dispose();
    this.#consoles.delete(serverId);
    this.#listChanged.fire();
    this.#catchesChanged.fire();
  }
}
