import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../core/base/clock.ts';
import { Catcher } from '../../core/catch/catcher.ts';
import { Console } from '../../core/catch/console.ts';
import { createDialer } from '../../core/link/dial.ts';
import { parsePlan } from '../../core/plans/grammar.ts';
import { runPlan } from '../../core/plans/run.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import type { BootMark, ImageName } from '../../core/practice/machine/recipes.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import { imageCache, surroundings } from '../lab/machine.ts';
import { keysOf } from '../lab/planning.ts';
import { Truth } from '../lab/truth.ts';
import { median, table, type Section } from './numbers.ts';

interface Trial {
  readonly image: ImageName;
  readonly plan: string;
  readonly keyboardLayout?: string;
  /** The mark that GRUB must write, and what the kernel's command line must end with. */
  readonly mark: BootMark;
  readonly ends: string;
}

// The default entry panics whatever is added to its line, so the line of the one that boots is edited.
const singleUser = { plan: 'select /\\(rescue\\)/; single-user', mark: 'rescue', ends: 'console=tty0 systemd.unit=rescue.target' } as const;
const rescueEntry = { plan: 'rescue-entry', mark: 'rescue', ends: 'console=tty0' } as const;

/** By the name that `--plans` takes. */
const trials: Readonly<Record<string, Trial>> = {
  'rescue-entry': { image: 'text', ...rescueEntry },
  'rescue-entry-graphical': { image: 'graphical', ...rescueEntry },
  'rescue-entry-uefi': { image: 'uefi', ...rescueEntry },
  'previous-kernel': { image: 'text', plan: 'previous-kernel', mark: 'previous', ends: 'console=tty0' },
  'single-user': { image: 'text', ...singleUser },
  'single-user-ja': { image: 'text', keyboardLayout: 'ja', ...singleUser },
  'single-user-uefi': { image: 'uefi', ...singleUser },
  'single-user-graphical-ja': { image: 'graphical', keyboardLayout: 'ja', ...singleUser },
};

interface Round {
  readonly right: boolean;
  /** From the reboot to the end of the plan. */
  readonly seconds: number;
  /** In words, for one that went wrong. */
  readonly seen: string;
}

/**
 * How often a catch with a plan ends where it should: a hard reboot of a panicked machine, the menu caught over the console, the plan carried
 * out. The machine itself tells which entry was booted, and the kernel with which words.
 */
export async function plans(rounds: number, names: readonly string[] | undefined, log: (line: string) => void): Promise<Section> {
  const rows: string[][] = [];
  for (const [name, trial] of Object.entries(trials)) {
    if (names !== undefined && !names.includes(name)) continue;
    const done: Round[] = [];
    for (let index = 1; index <= rounds; index++) {
      const round = await runRound(trial);
      done.push(round);
      log(`${name} ${index}: ${round.right ? 'right' : 'WRONG'}, ${round.seconds.toFixed(1)} s${round.right ? '' : `, ${round.seen}`}`);
    }
    const right = done.filter((round) => round.right).length;
    rows.push([trial.image, `\`${trial.plan}\``, trial.keyboardLayout ?? 'US', `${right} of ${rounds}`, `${median(done.map(({ seconds }) => seconds)).toFixed(1)} s`]);
  }
  return { name: 'plans', title: `Plans, ${rounds} catches each`, body: table(['image', 'plan', 'console’s layout', 'right', 'reboot → shell, median'], rows) };
}

async function runRound(trial: Trial): Promise<Round> {
  const truth = await Truth.listen(await obtainImage(trial.image, imageCache));
  const { keyboardLayout } = trial;
  const target = await startQemuTarget(
    { image: trial.image, cacheFolder: imageCache, ...(keyboardLayout !== undefined && { keyboardLayout }), extraArguments: truth.machineArguments },
    surroundings,
  );
  truth.watch(target.machine);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const timeline = new Timeline(systemClock);
  const ports = { target, console, clock: systemClock, timeline };
  const openConsole = createConsoleOpener(createDialer(systemClock), systemClock);
  const catcher = new Catcher(
    { keys: 'auto', lapLimit: 1, reboot: 'hard', force: false },
    { ...ports, openConsole, then: (hold) => runPlan(parsePlan(trial.plan), { ...ports, ...hold }) },
  );
  try {
    await truth.waitForSerial('end Kernel panic');
    const { outcome, message } = await catcher.run(new AbortController().signal);
    const seconds = timeline.elapsedMs / 1_000;
    // The serial line may be a moment behind the screen.
    await wait(500);
    const commandLine = [...truth.serial.matchAll(/Command line: (.*?)\r?\n/g)].at(-1)?.[1] ?? '';
    const right = outcome === 'held' && truth.lastMark?.mark === trial.mark && commandLine.endsWith(trial.ends) && console.reading?.phase === 'rescueShell';
    const serial = truth.serial.trimEnd().split(/\r?\n/).slice(-12).join('\n  ');
    return { right, seconds, seen: `${outcome} (${message.key} ${JSON.stringify(message.values)}), mark ${truth.lastMark?.mark ?? 'none'}, “${commandLine}”, ${console.reading?.phase ?? 'nothing read'}, keys ${keysOf(timeline.events).join(' ')}, on the serial line:\n  ${serial}` };
  } finally {
    console.dispose();
    await target.close();
    await truth.close();
  }
}
