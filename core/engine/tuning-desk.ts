import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import type { Timing } from '../contract/catches.ts';
import type { CalibrationSnapshot, TunedDetail, TunedServer } from '../contract/tuning.ts';
import { unknownProviderProfile, type Target } from '../providers/provider.ts';
import type { Advice } from '../tuning/advice.ts';
import { usualLapMs } from '../tuning/calibration.ts';
import { evidenceOf } from '../tuning/evidence.ts';
import { reachOfLap } from '../tuning/lap-reach.ts';
import { practiceKey } from '../tuning/server-key.ts';
import { profilesOf, tellsOfOthers, writeProfiles } from '../tuning/shared-profile.ts';
import { turnbull } from '../tuning/turnbull.ts';
import type { Calibration } from './calibration.ts';
import { withoutUndefined } from './objects.ts';
import type { EnginePorts, Learning } from './ports.ts';
import type { KnownServer } from './server-book.ts';
import { adviceView, curveOf, curvePoint, lapView, settingsInUse } from './tuning-view.ts';

/** What the desk needs of the engine. */
export interface TuningDeskPorts {
  readonly learning: Learning | undefined;
  readonly scenarios: EnginePorts['practice']['scenarios'];
  readonly servers: () => readonly KnownServer[];
  /** The name under which a server's laps are kept. */
  readonly keyOf: (server: KnownServer) => string;
  /** The server as the catcher knows it, once it was opened or caught. */
  readonly targetOf: (serverId: string) => Target | undefined;
  readonly timingOf: (serverId: string) => Timing;
}

/** Laps and days that a page shows; the database holds all. */
const SHOWN_LAPS = 30;
const SHOWN_DAYS = 30;
const ALL = Number.MAX_SAFE_INTEGER;

/** What was learnt, as windows are told of it: read from the kept laps at each question. Methods throw BootcatchError `tuning.unavailable` where none are kept. */
export class TuningDesk implements Disposable {
  readonly #ports: TuningDeskPorts;
  readonly #parts = new DisposableStore();
  readonly #changed = new Emitter<void>();
  /** Fires when something that is told here may have changed. */
  readonly onChanged = this.#changed.event;
  #revision = 0;
  #calibration: Calibration | undefined;

  constructor(ports: TuningDeskPorts) {
    this.#ports = ports;
    if (ports.learning) this.#parts.add(ports.learning.tuner.onLearnt(() => this.changed()));
  }

  get revision(): number {
    return this.#revision;
  }

  get calibration(): CalibrationSnapshot | null {
    return this.#calibration?.snapshot ?? null;
  }

  /** Something beside the laps has changed, such as a setting. */
  changed(): void {
    this.#revision++;
    this.#changed.fire();
  }

  /** Servers with laps, the most recently caught first, then the others of the list. */
  servers(): TunedServer[] {
    const known = this.#known();
    const kept = this.#learning.attempts.summaries();
    const keys = new Set(kept.map(({ server }) => server));
    const withLaps = kept.map(({ server: key, ...counts }) => ({ ...this.#named(key, known.get(key)), ...counts }));
    return [...withLaps, ...[...known].filter(([key]) => !keys.has(key)).map(([key, server]) => this.#withoutLaps(key, server))];
  }

  /** @throws BootcatchError `engine.serverUnknown` */
  detail(key: string): TunedDetail {
    const { attempts, tuner } = this.#learning;
    const server = this.#server(key);
    const laps = attempts.laps({ server: key, limit: SHOWN_LAPS });
    const last = laps.at(-1);
    const target = server.serverId === null ? undefined : this.#ports.targetOf(server.serverId);
    const reach = target?.reach ?? (last ? reachOfLap(last) : unknownProviderProfile);
    const own = server.serverId === null ? {} : this.#ports.timingOf(server.serverId);
    const advice: Advice = tuner.advise(key, server.provider, { ...reach, ...withoutUndefined(own) });
    const settings = settingsInUse({ advice, reach, isLastLaps: !target && last !== undefined, own, known: tuner.profileOf(server.provider) });
    const valueOf = (name: 'firstDelayMs' | 'intervalMs'): number => settings.find((setting) => setting.name === name)?.value ?? 0;
    const [inUseMs, intervalMs] = [valueOf('firstDelayMs'), valueOf('intervalMs')];
    const downs = laps.flatMap((lap) => evidenceOf(lap, advice.cost)?.down ?? []);
    return {
      server,
      laps: laps.map(lapView),
      advice: adviceView(advice),
      settings,
      curve: curveOf(advice, intervalMs, inUseMs),
      inUse: curvePoint(advice, inUseMs, intervalMs),
      downSteps: turnbull(downs).map(({ afterMs, byMs, share }) => ({ afterMs, byMs: byMs === Infinity ? null : byMs, share })),
      days: attempts.days(key, SHOWN_DAYS),
      canExport: tellsOfOthers(server.provider) && advice.ownLaps + advice.otherLaps > 0,
      calibration: {
        canReboot: server.serverId === null ? false : target ? target.reboot !== undefined : null,
        harmless: target?.harmless ?? server.provider === 'practice',
        lapMs: usualLapMs(attempts, key),
      },
    };
  }

  /** The text of a provider's profile file. @throws BootcatchError `tuning.nothingToExport` */
  exportProfile(provider: string): string {
    const profiles = profilesOf(this.#learning.attempts.laps({ provider, limit: ALL }));
    if (profiles.length === 0) throw new BootcatchError('tuning.nothingToExport');
    return writeProfiles(profiles);
  }

  /** @returns the providers in the file. @throws BootcatchError `tuning.profile*` */
  importProfile(text: string, file: string): string[] {
    return this.#learning.importProfiles(text, file).map(({ provider }) => provider);
  }

  /** About how long one lap of a server takes. */
  lapMs(key: string): number {
    return usualLapMs(this.#learning.attempts, key);
  }

  /** Shows and runs a calibration. @throws BootcatchError `tuning.calibrationRuns` */
  runCalibration(calibration: Calibration): void {
    const running = this.#calibration?.snapshot;
    if (running?.running === true) throw new BootcatchError('tuning.calibrationRuns', { server: running.serverName });
    this.#calibration = calibration;
    calibration.onChanged(() => this.changed());
    void calibration.run();
    this.changed();
  }

  stopCalibration(): void {
    this.#calibration?.stop();
  }

  dispose(): void {
    this.stopCalibration();
    this.#parts.dispose();
  }

  get #learning(): Learning {
    const { learning } = this.#ports;
    if (!learning) throw new BootcatchError('tuning.unavailable');
    return learning;
  }

  /** The servers of the list, by the name under which their laps are kept. */
  #known(): Map<string, KnownServer> {
    return new Map(this.#ports.servers().map((server) => [this.#ports.keyOf(server), server]));
  }

  #server(key: string): TunedServer {
    const known = this.#known().get(key);
    const [kept] = this.#learning.attempts.summaries(key);
    if (kept) {
      const { server, ...counts } = kept;
      return { ...this.#named(server, known), ...counts };
    }
    if (!known) throw new BootcatchError('engine.serverUnknown');
    return this.#withoutLaps(key, known);
  }

  #withoutLaps(key: string, server: KnownServer): TunedServer {
    return { ...this.#named(key, server), provider: server.provider, laps: 0, held: 0, missed: 0, lastAt: null };
  }

  #named(key: string, server: KnownServer | undefined): Pick<TunedServer, 'key' | 'serverId' | 'name' | 'scenario'> {
    const scenario = this.#ports.scenarios.find(({ name }) => practiceKey(name) === key)?.title ?? null;
    return { key, serverId: server?.id ?? null, name: server?.name ?? key, scenario };
  }
}
