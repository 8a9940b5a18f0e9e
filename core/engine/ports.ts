import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { ConsoleOpener } from '../catch/reach.ts';
import type { MessageKey } from '../messages/index.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import type { Target } from '../providers/provider.ts';
import type { RecordingFiles } from '../recording/files.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Attempts } from '../tuning/attempts.ts';
import type { SharedProfile } from '../tuning/shared-profile.ts';
import type { Tuner } from '../tuning/tuner.ts';
import type { ProviderRegistry } from './provider-registry.ts';

/** A store of secrets that outlives the program, where the host has a safe one. */
export interface Keychain {
  read(account: string, field: string): Promise<Secret | undefined>;
  write(account: string, field: string, value: Secret): Promise<void>;
  remove(account: string, field: string): Promise<void>;
}

/** The practice server, and what it can play. */
export interface PracticeSource {
  readonly scenarios: readonly { readonly name: string; readonly title: MessageKey }[];
  readonly defaultScenario: string;
  /** Starts a server with this scenario; it runs until it is closed. @param tell told what takes its time: a real machine is built the first time */
  start(scenario: string, tell: (message: TimelineMessage) => void): Promise<{ readonly target: Target; close(): Promise<void> }>;
}

/** The kept laps, and what is learnt from them. */
export interface Learning {
  readonly attempts: Attempts;
  readonly tuner: Tuner;
  /** Takes over the text of a profile file. @throws BootcatchError `tuning.profile*` */
  importProfiles(text: string, file: string): readonly SharedProfile[];
}

/** The outside world as the engine sees it; made by the hosts, and by tests. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly openConsole: ConsoleOpener;
  /** Files, HTTP, environment: what the providers need, and the data folder's files. */
  readonly providerPorts: ProviderPorts;
  readonly dataFolder: string;
  /** A new name that nobody guesses. */
  readonly randomId: () => string;
  readonly practice: PracticeSource;
  readonly providers: ProviderRegistry;
  /** Where recordings are written; without it nothing is recorded. */
  readonly recordings?: RecordingFiles;
  /** Keeps every lap and advises on the next; absent where nothing can be kept. */
  readonly learning?: Learning;
  /** Guesses the text of a picture (PNG) in no known font; takes seconds. Absent where nothing can. @throws BootcatchError `reading.noGuesser` */
  readonly guess?: (png: Uint8Array) => Promise<string>;
  readonly keychain?: Keychain;
  /** The person's own command that prints a secret; undefined where it prints none. */
  readonly secretCommand?: (account: string, field: string) => Promise<Secret | undefined>;
}
