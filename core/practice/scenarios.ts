import type { Clock } from '../base/clock.ts';
import type { MessageKey } from '../messages/index.ts';
import type { Target } from '../providers/provider.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import { startQemuTarget } from './machine/target.ts';
import { findTool } from './machine/tools.ts';
import { openConsolePort } from './simulated/console-port.ts';
import { startPracticeServer } from './simulated/practice-server.ts';
import { practiceTarget } from './simulated/practice-target.ts';
import { defaultPracticeSettings, type PracticeSettings } from './simulated/settings.ts';

export interface PracticeSurroundings {
  readonly clock: Clock;
  /** For timings. */
  readonly random: () => number;
  /** Unguessable bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** For what a real machine needs and can be made again. */
  readonly cacheFolder: string;
}

/** A practice server that runs. */
export interface RunningPractice {
  readonly target: Target;
  close(): Promise<void>;
}

/** What is played where no scenario is named. */
export const defaultScenario = 'usual';

const { boot } = defaultPracticeSettings;

const simulated = {
  usual: defaultPracticeSettings,
  short: { ...defaultPracticeSettings, boot: { ...boot, timeoutSeconds: 1 } },
  hidden: { ...defaultPracticeSettings, boot: { ...boot, style: 'hidden', timeoutSeconds: 0 } },
  uefi: { ...defaultPracticeSettings, boot: { ...boot, firmware: 'uefi', output: 'graphical', nested: true, firmwareMs: 2_000 } },
  cloud: { ...defaultPracticeSettings, refusal: 'hangThenCut', token: 'diesAtReboot', handshake: 'nova', drop: 'cut', consoleCallMs: 400, roundTripMs: 40 },
  oldLoader: { ...defaultPracticeSettings, boot: { ...boot, grub: 'grub-2.04', style: 'hidden', timeoutSeconds: 1 } },
  uncatchable: { ...defaultPracticeSettings, boot: { ...boot, timeoutSeconds: 0 } },
} as const satisfies Record<string, PracticeSettings>;

type Simulated = keyof typeof simulated;
const isSimulated = (name: string): name is Simulated => Object.hasOwn(simulated, name);

/** What the practice server can play: simulations for each lesson and, where QEMU is installed, a real virtual machine. */
export function practiceSource(surroundings: PracticeSurroundings) {
  const names: readonly (Simulated | 'qemu')[] = [...(Object.keys(simulated) as Simulated[]), ...(findTool('qemu-system-x86_64') === undefined ? [] : (['qemu'] as const))];
  return {
    defaultScenario,
    scenarios: names.map((name): { readonly name: string; readonly title: MessageKey } => ({ name, title: `practice.scenario.${name}` })),
    start: (name: string, tell: (message: TimelineMessage) => void): Promise<RunningPractice> => (isSimulated(name) ? startSimulated(simulated[name], surroundings) : startReal(surroundings, tell)),
  };
}

async function startSimulated(settings: PracticeSettings, { clock, random, randomBytes }: PracticeSurroundings): Promise<RunningPractice> {
  const server = await startPracticeServer(settings, { clock, random, randomBytes, openPort: openConsolePort });
  return { target: practiceTarget(server), close: () => server.close() };
}

async function startReal({ clock, random, cacheFolder }: PracticeSurroundings, onNotice: (message: TimelineMessage) => void): Promise<RunningPractice> {
  const target = await startQemuTarget({ image: 'text', cacheFolder, onNotice }, { clock, random });
  return { target, close: () => target.close() };
}
