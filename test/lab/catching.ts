import { systemClock } from '../../core/base/clock.ts';
import { Catcher, type CatchOptions, type CatchResult, type Hold } from '../../core/catch/catcher.ts';
import { Console } from '../../core/catch/console.ts';
import { createDialer } from '../../core/link/dial.ts';
import { parsePlan } from '../../core/plans/grammar.ts';
import { runPlan } from '../../core/plans/run.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import { openOpenStack } from '../../core/providers/openstack/openstack.ts';
import { hardestReboot, type Target } from '../../core/providers/provider.ts';
import { startRecording } from '../../core/recording/library.ts';
import { nodeRecordingFiles } from '../../core/recording/node-files.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import type { TimelineEvent } from '../../core/timeline/events.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import { startOpenStackLab, type OpenStackLab, type OpenStackLabOptions } from './cloud/openstack-lab.ts';
import type { Truth } from './truth.ts';

/** What a catch on the lab came to, beside what truly happened. */
export interface LabCatch {
  readonly result: CatchResult;
  readonly events: readonly TimelineEvent[];
  /** From the machine itself: whether the menu stands. Asked only where something was said about it. */
  readonly truth: { readonly held: boolean; readonly why: string };
}

/** Which of the truth's proofs of a held menu a test wants: the one that waits for the end of the timeout, or the quick one. */
export type Proof = 'menuHeld' | 'countdownStopped';

export interface LabCatchOptions extends Partial<CatchOptions> {
  /** What to do with the held menu, in the words of `--then`. */
  readonly plan?: string;
  /** Default: `menuHeld`. */
  readonly proof?: Proof;
  /** A file for a recording of all of it. */
  readonly recordTo?: string;
  /** Told of each event as it comes: whoever plays the person acts on it. */
  readonly onEvent?: (event: TimelineEvent) => void;
}

/**
 * For a catch that has to end with a held menu. A menu of a second is missed where the machine itself stands still for as long, as a busy one does: then the
 * catch takes a further lap, as it does for a person. How many first laps hold is for the benchmark.
 */
export const furtherLaps = { lapLimit: 3 } as const;

const defaults = { keys: 'auto', lapLimit: 1, force: false } as const;

/** Catches a target with the product's own parts, as the command line does. */
export async function catchTarget(target: Target, truth: Truth, { plan, proof = 'menuHeld', recordTo, onEvent, ...options }: LabCatchOptions = {}): Promise<LabCatch> {
  const timeline = new Timeline(systemClock);
  if (onEvent) timeline.onAppend(onEvent);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const ports = { target, console, clock: systemClock, timeline };
  const recording =
    recordTo === undefined
      ? undefined
      : await startRecording({ screen, onReading: console.onReading, timeline, clock: systemClock, files: nodeRecordingFiles, place: { file: recordTo }, about: { target: target.label, provider: target.provider, endpoint: '', locale: 'en' } });
  const catcher = new Catcher(
    { ...defaults, reboot: hardestReboot(target), ...options },
    {
      ...ports,
      openConsole: createConsoleOpener(createDialer(systemClock), systemClock),
      ...(plan !== undefined && { then: (hold: Hold) => runPlan(parsePlan(plan), { ...hold, ...ports, saveScreenshot: (file = '') => Promise.resolve(file) }) }),
    },
  );
  try {
    const result = await catcher.run(new AbortController().signal);
    return { result, events: timeline.events, truth: await truth[proof]() };
  } finally {
    await recording?.recorder.end();
    console.dispose();
  }
}

/** Catches the lab's cloud server through Keystone, Nova and a console proxy. */
export async function catchOnCloud(setup: OpenStackLabOptions, options: LabCatchOptions = {}): Promise<LabCatch> {
  const openStack = await startOpenStackLab(setup);
  try {
    return await catchTarget(await cloudTarget(openStack), openStack.lab.truth, options);
  } finally {
    await openStack.close();
  }
}

/** The lab's server as the product's own OpenStack client sees it. */
export async function cloudTarget({ environment, serverName, lab }: OpenStackLab): Promise<Target> {
  await lab.truth.waitForMark('menu');
  const provider = await openOpenStack('env', createNodePorts(environment, () => undefined));
  return provider.target(serverName, new AbortController().signal);
}

/** The timeline in short, for a failing test. */
export function story({ events, truth }: LabCatch): string {
  const lines = events
    .filter(({ event }) => event !== 'keySent' && event !== 'probeStarted')
    .map(({ atMs, wallTime: _wallTime, ...rest }) => `${atMs.toFixed(0).padStart(7)} ${JSON.stringify(rest)}`);
  return [...lines, `truth: ${truth.why}`].join('\n');
}
