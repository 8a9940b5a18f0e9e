import { randomBytes, randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { systemClock, type Clock } from '../base/clock.ts';
import { cacheFolder, dataFolder } from '../base/data-folder.ts';
import { BootcatchError } from '../base/error.ts';
import { createDialer } from '../link/dial.ts';
import { practiceSource } from '../practice/scenarios.ts';
import { createNodePorts } from '../providers/node/ports.ts';
import { guesserCommand, guesserFolder, guessText } from '../reading/node/guess.ts';
import { nodeRecordingFiles } from '../recording/node-files.ts';
import { createConsoleOpener } from '../rfb/open-console.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import { openTunerIfPossible } from '../tuning/node/open-tuner.ts';
import { Engine } from './engine.ts';
import type { EnginePorts } from './ports.ts';
import { realProviders } from './provider-registry.ts';

export interface MachineOptions extends Pick<EnginePorts, 'keychain' | 'secretCommand'> {
  readonly environment: NodeJS.ProcessEnv;
  /** Told what a person should know and no window shows. */
  readonly report: (message: TimelineMessage) => void;
}

/** An engine on this machine's clock, sockets, files and environment, for a host to hold. Not loaded yet. */
export function createMachineEngine({ environment, report, ...secrets }: MachineOptions): Engine {
  const clock = systemClock;
  const surroundings = { platform: process.platform, homeFolder: homedir(), environment };
  const providerPorts = createNodePorts(environment, report);
  // Closed with the process: each lap is safe in the file as soon as it is kept.
  const learning = openTunerIfPossible(dataFolder(surroundings), report);
  if (learning) inTheBackground(clock, learning.tuner.preparation());
  return new Engine({
    clock,
    openConsole: createConsoleOpener(createDialer(clock), clock),
    providerPorts,
    dataFolder: dataFolder(surroundings),
    randomId: randomUUID,
    practice: practiceSource({ clock, random: Math.random, randomBytes, cacheFolder: cacheFolder(surroundings) }),
    providers: realProviders(providerPorts),
    recordings: nodeRecordingFiles,
    guess: (png) => guessOrTell(png, guesserFolder(dataFolder(surroundings))),
    ...(learning && { learning }),
    ...secrets,
  });
}

/** Leaves this much to everything else between two steps. */
const BETWEEN_STEPS_MS = 5;

/** Takes a work's steps one by one. One that fails ends it: whoever needs the work then does it, and tells why it fails. */
function inTheBackground(clock: Clock, steps: Generator<void, void>): void {
  clock.setTimeout(() => {
    try {
      if (steps.next().done !== true) inTheBackground(clock, steps);
    } catch {
      steps.return();
    }
  }, BETWEEN_STEPS_MS);
}

async function guessOrTell(png: Uint8Array, folder: string): Promise<string> {
  const text = await guessText(png, folder);
  if (text === undefined) throw new BootcatchError('reading.noGuesser', { command: guesserCommand(folder) });
  return text;
}
