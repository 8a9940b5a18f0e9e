import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../core/base/clock.ts';
import { Engine } from '../../../core/engine/engine.ts';
import type { Keychain, Learning, PracticeSource } from '../../../core/engine/ports.ts';
import type { ProviderRegistry } from '../../../core/engine/provider-registry.ts';
import { createDialer } from '../../../core/link/dial.ts';
import type { ConsoleOpener } from '../../../core/catch/reach.ts';
import { openConsolePort } from '../../../core/practice/simulated/console-port.ts';
import { startPracticeServer, type PracticeServer } from '../../../core/practice/simulated/practice-server.ts';
import { practiceTarget } from '../../../core/practice/simulated/practice-target.ts';
import { seededRandom } from '../../../core/practice/simulated/random.ts';
import { defaultPracticeSettings, type PracticeSettings } from '../../../core/practice/simulated/settings.ts';
import type { RecordingFiles } from '../../../core/recording/files.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { createWorld, type World } from '../providers/world.ts';
import { fastClock } from '../support/fast-clock.ts';

/** A practice server that boots as fast as it can and waits long on its menu. */
export const quick: PracticeSettings = {
  ...defaultPracticeSettings,
  rebootCallMs: 10,
  consoleCallMs: 10,
  dropMs: [20, 20],
  downMs: [200, 200],
  cpuDelayMs: 0,
  boot: { ...defaultPracticeSettings.boot, firmwareMs: 100, keyboardReadyMs: 10, loaderMs: 100, kernelLoadMs: 100, kernelMs: 200, timeoutSeconds: 60 },
};

/** Starts practice servers on real loopback sockets; `servers` are those that were started. */
export class PracticeWorkbench implements PracticeSource {
  readonly scenarios = [
    { name: 'quick', title: 'practice.scenario.usual' },
    { name: 'uncatchable', title: 'practice.scenario.uncatchable' },
  ] as const;
  readonly defaultScenario = 'quick';
  readonly servers: PracticeServer[] = [];
  readonly #clock: Clock;
  /** What the next server is like. */
  settings = quick;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async start(): ReturnType<PracticeSource['start']> {
    const server = await startPracticeServer(this.settings, { clock: this.#clock, random: seededRandom(1), randomBytes, openPort: openConsolePort });
    this.servers.push(server);
    return { target: practiceTarget(server), close: () => server.close() };
  }
}

export const noProviders: ProviderRegistry = {
  kinds: [],
  create: () => Promise.reject(new Error('there is no provider')),
  clouds: () => Promise.resolve([]),
  openCloud: () => Promise.reject(new Error('there is no cloud')),
};

export interface WorkbenchOptions {
  readonly clock?: Clock;
  readonly openConsole?: ConsoleOpener;
  readonly practice?: PracticeSource;
  readonly providers?: ProviderRegistry;
  readonly keychain?: Keychain;
  readonly recordings?: RecordingFiles;
  readonly learning?: Learning;
  readonly world?: World;
}

/** An engine with its files in memory and, unless told otherwise, a practice server on real sockets and a clock that runs six times as fast. */
export function createWorkbench(options: WorkbenchOptions = {}) {
  const clock = options.clock ?? fastClock(6);
  const world = options.world ?? createWorld();
  const practice = new PracticeWorkbench(clock);
  const engine = new Engine({
    clock,
    openConsole: options.openConsole ?? createConsoleOpener(createDialer(clock), clock),
    providerPorts: world,
    dataFolder: '/data',
    randomId: randomUUID,
    practice: options.practice ?? practice,
    providers: options.providers ?? noProviders,
    ...(options.keychain && { keychain: options.keychain }),
    ...(options.recordings && { recordings: options.recordings }),
    ...(options.learning && { learning: options.learning }),
  });
  return { clock, engine, practice, world };
}

/** The first value of a stream that fits; the stream is then left. */
export async function firstThat<T>(stream: AsyncIterable<T>, fits: (value: T) => boolean): Promise<T> {
  for await (const value of stream) if (fits(value)) return value;
  throw new Error('the stream ended without it');
}
