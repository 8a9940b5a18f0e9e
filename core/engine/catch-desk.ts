import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import type { CatchOptions } from '../catch/options.ts';
import type { CatchSnapshot, CatchStart } from '../contract/catches.ts';
import type { Settings } from '../contract/settings.ts';
import { chord } from '../keys/chord.ts';
import { keysymOf } from '../keys/keysyms.ts';
import { parseKeyScript } from '../keys/script.ts';
import { parsePlan } from '../plans/grammar.ts';
import type { Target } from '../providers/provider.ts';
import { Calibration } from './calibration.ts';
import { withoutUndefined } from './objects.ts';
import type { EnginePorts } from './ports.ts';
import { RunningCatch } from './running-catch.ts';
import type { ServerConsole } from './server-console.ts';
import { rebootsOf } from './snapshot.ts';

/** What the desk needs of the engine. */
export interface CatchDeskPorts {
  readonly engine: EnginePorts;
  readonly settings: () => Settings;
  /** @throws BootcatchError `engine.serverUnknown` */
  readonly nameOf: (serverId: string) => string;
  /** @throws BootcatchError `engine.serverUnknown` */
  readonly place: (serverId: string) => ServerConsole;
  /** The server behind a console, asked for where it is not known yet. */
  readonly target: (place: ServerConsole) => Promise<Target>;
  /** The name under which a server's laps are kept. */
  readonly attemptsKey: (serverId: string) => string;
  /** The plan that a person has running on a server. */
  readonly planOn: (serverId: string) => string | null;
}

const ENTER = keysymOf('\n');

/** The catches: the one that runs, or the last one, of each server. */
export class CatchDesk {
  readonly #ports: CatchDeskPorts;
  readonly #catches = new Map<string, RunningCatch>();
  readonly #changed = new Emitter<string>();
  /** Fires with the server's id when its catch has started, moved on, asked or ended. */
  readonly onChanged = this.#changed.event;

  constructor(ports: CatchDeskPorts) {
    this.#ports = ports;
  }

  /** Every catch that runs, and the last one of each server. */
  get snapshots(): CatchSnapshot[] {
    return [...this.#catches.values()].map(({ snapshot }) => snapshot);
  }

  snapshot(serverId: string): CatchSnapshot | null {
    return this.#catches.get(serverId)?.snapshot ?? null;
  }

  recordingForMs(serverId: string): number | null {
    return this.#catches.get(serverId)?.recordingForMs ?? null;
  }

  isCatching(serverId: string): boolean {
    return this.#catches.get(serverId)?.running === true;
  }

  /** True while a catch presses keys and the person has not taken over. */
  isPressing(serverId: string): boolean {
    const running = this.#catches.get(serverId);
    return running?.pressing === true && !running.takenOver;
  }

  /** @throws BootcatchError `engine.catchRuns`, `engine.planRuns` */
  refuseDuring(serverId: string): void {
    if (this.#ports.planOn(serverId) !== null) throw new BootcatchError('engine.planRuns', { server: this.#ports.nameOf(serverId) });
    if (this.isCatching(serverId)) throw new BootcatchError('engine.catchRuns', { server: this.#ports.nameOf(serverId) });
  }

  /**
   * Starts a catch.
   * @throws BootcatchError `engine.serverUnknown`, `engine.addressNeeded`, `engine.catchRuns`, `engine.cannotReboot`, `engine.consentNeeded`, `keys.*`, `provider.*`
   */
  async start(start: CatchStart): Promise<string> {
    return (await this.#begin(start)).catchId;
  }

  /**
   * Reboots a server so many times, one lap each, to measure it; what is returned has not begun yet.
   * @param lapMs about how long one lap takes
   * @throws BootcatchError `tuning.cannotReboot`, and what {@link start} throws
   */
  async calibration(serverId: string, times: number, agreedResets: number, lapMs: () => number): Promise<Calibration> {
    const serverName = this.#ports.nameOf(serverId);
    this.refuseDuring(serverId);
    const place = this.#ports.place(serverId);
    const target = await this.#ports.target(place);
    const reboot = rebootsOf(target).find((kind) => kind !== 'manual');
    if (!reboot) throw new BootcatchError('tuning.cannotReboot', { target: serverName });
    if (!target.harmless && agreedResets < times) throw new BootcatchError('engine.consentNeeded', { server: serverName, laps: times });
    const runLap = async (signal: AbortSignal) => {
      const running = await this.#begin({ serverId, reboot, keys: 'auto', lapLimit: 1, agreedResets: 1 }, { evenIfHeld: true });
      if (signal.aborted) running.stop();
      signal.addEventListener('abort', () => running.stop(), { once: true });
      const result = await running.ended;
      running.leave();
      if (result.outcome === 'held') place.console.send(...chord(ENTER));
      return result;
    };
    return new Calibration({ serverId, serverName, times, lapMs: lapMs() }, { clock: this.#ports.engine.clock, runLap });
  }

  stop(serverId: string): void {
    this.#catches.get(serverId)?.stop();
  }

  /** Lets a held menu go on purpose. */
  leave(serverId: string): void {
    this.#catches.get(serverId)?.leave();
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
    this.#tell(serverId, running);
  }

  /** Forgets the last catch of a server that is there no more. */
  forget(serverId: string): void {
    this.#catches.delete(serverId);
    this.#changed.fire(serverId);
  }

  /** Stops every catch and leaves every held menu. */
  stopAll(): void {
    for (const running of this.#catches.values()) {
      running.stop();
      running.leave();
    }
  }

  /** Resolves when every recording's file is closed. */
  async endRecordings(): Promise<void> {
    await Promise.all([...this.#catches.values()].map((running) => running.endRecording()));
  }

  async #begin(start: CatchStart, more: Partial<CatchOptions> = {}): Promise<RunningCatch> {
    const { engine, settings, nameOf, place: placeOf, target: targetOf, attemptsKey } = this.#ports;
    const { serverId, reboot, lapLimit, agreedResets = 0 } = start;
    const serverName = nameOf(serverId);
    this.refuseDuring(serverId);
    const place = placeOf(serverId);
    const options = { ...this.#options(start), ...more };
    const plan = start.plan === undefined ? undefined : parsePlan(start.plan);
    const target = await targetOf(place);
    if (!rebootsOf(target).includes(reboot)) throw new BootcatchError('engine.cannotReboot', { server: serverName });
    if (!target.harmless && reboot !== 'manual' && agreedResets < lapLimit) throw new BootcatchError('engine.consentNeeded', { server: serverName, laps: lapLimit });
    // Another window may have been quicker while the target was looked up.
    this.refuseDuring(serverId);
    this.leave(serverId);
    const running = new RunningCatch({ catchId: engine.randomId(), serverName, attemptsKey: attemptsKey(serverId), target, place, options, plan }, { ...engine, recording: settings().recording });
    this.#catches.set(serverId, running);
    running.onChanged(() => this.#tell(serverId, running));
    this.#tell(serverId, running);
    void running.run();
    return running;
  }

  #options({ serverId, reboot, keys, script, lapLimit, timeoutMs, timing }: CatchStart): CatchOptions {
    if (keys === 'sequence') {
      const parsed = parseKeyScript(script ?? '');
      if (parsed.unknownNames.length > 0) throw new BootcatchError('keys.unknownName', { names: parsed.unknownNames.join(', ') });
      return { ...this.#options({ serverId, reboot, keys: 'auto', lapLimit, timeoutMs, timing }), keys, script: parsed };
    }
    const profile = withoutUndefined({ ...this.#ports.settings().timing[serverId], ...timing });
    return { keys, lapLimit, reboot, force: false, profile, ...withoutUndefined({ timeoutMs }) };
  }

  #tell(serverId: string, running: RunningCatch): void {
    // A catch that another has replaced says nothing any more.
    if (this.#catches.get(serverId) === running) this.#changed.fire(serverId);
  }
}
