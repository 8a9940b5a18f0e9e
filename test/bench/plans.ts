import { parseArgs } from 'node:util';
import type { MachineOptions } from '../../core/practice/machine/types.ts';
import { labMachine } from '../lab/machine.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { holdAndOpen, keysOf } from '../lab/planning.ts';
import type { BootMark } from '../../core/practice/machine/recipes.ts';

/**
 * How often a plan comes to its end on real machines, told by the machine itself: the entry that GRUB says it boots, and the kernel's
 * own command line. By hand: `node test/bench/plans.ts [--count 20] [--only <name>]`; a round takes ten seconds to a minute.
 */

interface Trial {
  readonly image: ImageName;
  readonly plan: string;
  readonly machine: MachineOptions;
  /** The mark that GRUB must write, and what the kernel's command line must end with. */
  readonly mark: BootMark;
  readonly ends: string;
}

const singleUser = 'select /\\(rescue\\)/; single-user';
const trials: Readonly<Record<string, Trial>> = {
  text: { image: 'text', plan: 'rescue-entry', machine: {}, mark: 'rescue', ends: 'console=tty0' },
  graphical: { image: 'graphical', plan: 'rescue-entry', machine: {}, mark: 'rescue', ends: 'console=tty0' },
  uefi: { image: 'uefi', plan: 'rescue-entry', machine: {}, mark: 'rescue', ends: 'console=tty0' },
  submenu: { image: 'text', plan: 'previous-kernel', machine: {}, mark: 'previous', ends: 'console=tty0' },
  'edit-us': { image: 'text', plan: singleUser, machine: {}, mark: 'rescue', ends: 'console=tty0 systemd.unit=rescue.target' },
  'edit-ja': { image: 'text', plan: singleUser, machine: { keyboardLayout: 'ja' }, mark: 'rescue', ends: 'console=tty0 systemd.unit=rescue.target' },
  'edit-graphical': { image: 'graphical', plan: singleUser, machine: { keyboardLayout: 'ja' }, mark: 'rescue', ends: 'console=tty0 systemd.unit=rescue.target' },
};

const { values } = parseArgs({ options: { count: { type: 'string', default: '20' }, only: { type: 'string' } } });
let failures = 0;
for (const [name, trial] of Object.entries(trials)) {
  if (values.only !== undefined && values.only !== name) continue;
  let right = 0;
  const seconds: number[] = [];
  for (let round = 1; round <= Number(values.count); round++) {
    const lab = await labMachine(trial.image, trial.machine);
    try {
      await lab.machine.start();
      const held = await holdAndOpen(lab);
      const outcome = await held.carryOut(trial.plan);
      const commandLine = outcome === 'done' ? await held.commandLine() : '';
      const isRight = outcome === 'done' && lab.truth.lastMark?.mark === trial.mark && commandLine.endsWith(trial.ends) && held.console.reading?.phase === 'rescueShell';
      if (isRight) right++;
      else console.log(`${name} ${round}: ${outcome}, mark ${lab.truth.lastMark?.mark ?? 'none'}, “${commandLine}”, keys ${keysOf(held.timeline.events).join(' ')}`);
      seconds.push(held.timeline.elapsedMs / 1_000);
      held.console.dispose();
    } finally {
      await lab.close();
    }
  }
  failures += Number(values.count) - right;
  seconds.sort((one, other) => one - other);
  console.log(`${name}: ${right} of ${values.count} right, median ${seconds[seconds.length >> 1]?.toFixed(1) ?? '-'} s from the held menu to the shell`);
}
process.exit(failures === 0 ? 0 : 1);
