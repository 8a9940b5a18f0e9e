import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { ConsoleSnapshot } from '../contract/consoles.ts';
import type { ServerList } from '../contract/servers.ts';
import type { Link } from '../link/link.ts';
import type { Target } from '../providers/provider.ts';
import { screenToPng } from '../screen/png.ts';
import { practiceKey, serverKey } from '../tuning/server-key.ts';
import { AccountBook } from './account-book.ts';
import { Acting } from './acting.ts';
import { CatchDesk } from './catch-desk.ts';
import type { EnginePorts } from './ports.ts';
import { RecordingDesk } from './recording-desk.ts';
import { practiceId, ServerBook, type KnownServer } from './server-book.ts';
import { ServerConsole } from './server-console.ts';
import { SettingsStore } from './settings-store.ts';
import { consoleSnapshot } from './snapshot.ts';
import { TuningDesk } from './tuning-desk.ts';
import { Viewers } from './viewers.ts';

/** How often the providers are asked for their servers while somebody looks at the list. */
const LIST_INTERVAL_MS = 20_000;

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
  readonly catches: CatchDesk;
  readonly #consoles = new Map<string, ServerConsole>();
  readonly #viewers = new Viewers();
  readonly #parts = new DisposableStore();
  readonly #listChanged = new Emitter<void>();
  readonly #closing = new AbortController();
  /** Fires when a server, its console's state, its catch or an account has changed. */
  readonly onListChanged = this.#listChanged.event;
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
      isPressing: (serverId) => this.catches.isPressing(serverId),
      leaveMenu: (serverId) => this.catches.leave(serverId),
      takeHands: (place) => this.#viewers.release(place),
      closing: this.#closing.signal,
    });
    this.catches = new CatchDesk({
      engine: ports,
      settings: () => this.settings.current,
      nameOf: (serverId) => this.servers.known(serverId).name,
      place: (serverId) => this.place(serverId),
      target: (place) => this.#target(place),
      attemptsKey: (serverId) => this.#attemptsKey(this.servers.known(serverId)),
      planOn: (serverId) => this.acting.planOn(serverId),
    });
    this.tuning = this.#parts.add(
      new TuningDesk({
        learning: ports.learning,
        scenarios: ports.practice.scenarios,
        servers: () => this.servers.servers,
        keyOf: (server) => this.#attemptsKey(server),
        targetOf: (serverId) => this.#consoles.get(serverId)?.target,
        timingOf: (serverId) => this.settings.current.timing[serverId] ?? {},
      }),
    );
    this.recordings = new RecordingDesk({
      dataFolder: ports.dataFolder,
      clock: ports.clock,
      recordings: ports.recordings,
      randomId: ports.randomId,
      showScreen: (screen, link, name) => this.#viewers.show(screen, link, name),
    });
    this.#parts.add(this.catches.onChanged((serverId) => this.#catchChanged(serverId)));
    this.#parts.add(this.settings.onChanged(() => this.tuning.changed()));
    this.#parts.add(this.accounts.onChanged(() => this.#listChanged.fire()));
    this.#parts.add(this.servers.onChanged(() => this.#listChanged.fire()));
    this.#parts.add(
      this.accounts.onReplaced((account) => {
        for (const [serverId, place] of this.#consoles) if (serverId.startsWith(`${account}/`) && !this.catches.isCatching(serverId)) place.forgetTarget();
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
    this.catches.stopAll();
    this.#viewers.dispose();
    this.#watching?.abort();
    for (const place of this.#consoles.values()) place.dispose();
    this.#parts.dispose();
    await this.catches.endRecordings();
    await this.servers.endPractice();
  }

  get list(): ServerList {
    const servers = this.servers.servers.map((server) => ({
      ...server,
      console: this.#consoles.get(server.id)?.connection ?? ('closed' as const),
      catch: this.catches.snapshot(server.id),
    }));
    return { servers, accounts: [...this.accounts.accounts] };
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
    return consoleSnapshot(this.place(serverId), { inputHeldBack: this.#isHeldBack(serverId), plan: this.acting.planOn(serverId), recordingForMs: this.catches.recordingForMs(serverId) });
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
    this.catches.refuseDuring(serverId);
    this.catches.leave(serverId);
    place.close();
  }

  /**
   * Reboots a server so many times, one lap each, to measure it; returns when it has begun.
   * @throws BootcatchError `tuning.cannotReboot`, `tuning.calibrationRuns`, `tuning.unavailable`, and what {@link CatchDesk.start} throws
   */
  async calibrate(serverId: string, times: number, agreedResets: number): Promise<void> {
    this.tuning.runCalibration(await this.catches.calibration(serverId, times, agreedResets, () => this.tuning.lapMs(this.#attemptsKey(this.servers.known(serverId)))));
  }

  /** @throws BootcatchError `engine.addressNotTaken`, `link.address…` */
  async pasteAddress(serverId: string, address: string): Promise<void> {
    await this.servers.replaceAddress(serverId, address);
    await this.#target(this.place(serverId));
  }

  /** @throws BootcatchError `engine.catchRuns`, `engine.serverUnknown` */
  async removeServer(serverId: string): Promise<void> {
    this.catches.refuseDuring(serverId);
    await this.servers.remove(serverId);
    await this.settings.setTiming(serverId, {});
    this.#forget(serverId);
  }

  /** @throws BootcatchError `engine.catchRuns`, `engine.scenarioUnknown` */
  async choosePractice(scenario: string): Promise<void> {
    this.catches.refuseDuring(practiceId);
    const wasOpen = this.#consoles.get(practiceId)?.connection !== 'closed';
    await this.servers.choosePractice(scenario);
    const place = this.#consoles.get(practiceId);
    if (!place) return;
    this.catches.leave(practiceId);
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

  /** The name under which a server's laps are kept. */
  #attemptsKey({ id, name, provider, account }: KnownServer): string {
    if (id === practiceId) return practiceKey(this.servers.scenario);
    return serverKey(this.#consoles.get(id)?.target ?? { provider, label: name }, account ?? undefined);
  }

  async #target(place: ServerConsole): Promise<Target> {
    if (place.target) return place.target;
    const { timeline } = place.story;
    const target = await this.servers.target(place.serverId, (message) => timeline.append({ event: 'notice', message }), this.#closing.signal);
    place.setTarget(target);
    return target;
  }

  #catchChanged(serverId: string): void {
    const place = this.#consoles.get(serverId);
    if (place) {
      // What a viewer's hand holds down must not get between the catch's keys.
      if (this.#isHeldBack(serverId)) this.#viewers.release(place);
      place.changed();
    }
    this.#listChanged.fire();
  }

  async #askForever(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.accounts.refresh();
      await sleep(this.ports.clock, LIST_INTERVAL_MS, signal).catch(() => undefined);
    }
  }

  #isHeldBack(serverId: string): boolean {
    return this.acting.planOn(serverId) !== null || this.catches.isPressing(serverId);
  }

  #forget(serverId: string): void {
    this.#consoles.get(serverId)?.dispose();
    this.#consoles.delete(serverId);
    this.catches.forget(serverId);
  }
}
