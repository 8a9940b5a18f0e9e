import { describeSequence, realOutcome, simulatedOutcome, type KeySequence } from '../lab/differential.ts';
import { labMachine } from '../lab/machine.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';

/**
 * Every key sequence of the differential test and more, on the real machine and on the simulation. By hand: it takes minutes.
 * Prints one line a sequence; the exit code says whether all agree.
 */

const visibleKeys: readonly (readonly string[])[] = [
  [], ['left'], ['up'], ['down'], ['down', 'down', 'down'], ['down', 'up'], ['f1'], ['f4'], ['f8'], ['escape'], ['escape', 'escape'], ['right'], ['enter'], ['ctrl-f'],
  ['home'], ['end'], ['end', 'home'], ['pageDown'], ['pageUp'], ['insert'], ['delete'], ['tab'], ['backspace'], [' '], ['x'], ['v'], ['v', '^'], ['1'],
  ['ctrl-n'], ['ctrl-n', 'ctrl-p'], ['ctrl-a'], ['ctrl-e'], ['ctrl-g'], ['ctrl-c'], ['ctrl-x'], ['ctrl-d'], ['shift-f4'],
  ['e'], ['e', 'escape'], ['e', 'ctrl-x'], ['e', 'f10'], ['e', 'ctrl-c'], ['e', 'f2'], ['e', 'enter'], ['e', 'ctrl-c', 'escape'], ['c'], ['c', 'escape'], ['c', 'e'],
  ['down', 'enter'], ['down', 'enter', 'escape'], ['down', 'enter', 'left'], ['down', 'right', 'down', 'down', 'enter'], ['down', 'enter', 'enter'], ['down', 'e'], ['end', 'enter'], ['end', 'e', 'ctrl-x'],
];

const sequences: readonly KeySequence[] = [
  ...visibleKeys.map((keys) => ({ image: 'text', moment: 'late', keys }) as const),
  ...[['left'], ['f4'], ['escape'], ['enter'], ['down'], ['down', 'down'], ['e'], ['c'], ['left', 'e']].map((keys) => ({ image: 'text', moment: 'early', keys }) as const),
  ...[['f4'], ['escape'], ['left'], ['enter'], ['left', 'f4'], ['up', 'down', 'escape'], ['f4', 'down'], ['escape', 'escape'], ['f8'], ['left', 'left', 'left', 'left', 'f4']].map(
    (keys) => ({ image: 'hidden-2', moment: 'early', keys }) as const,
  ),
  ...[['f4'], ['escape'], ['left'], ['enter'], ['right'], ['x'], ['shift-f4'], ['left', 'f4'], ['f4', 'end']].map((keys) => ({ image: 'hidden-2', moment: 'late', keys }) as const),
  { image: 'hidden-2', moment: 'late', keys: [], shift: true },
  { image: 'hidden-2', moment: 'early', keys: [], shift: true },
  { image: 'hidden-2', moment: 'late', keys: ['left'], untilTimeout: true },
  ...[[], ['f4'], ['escape'], ['left'], ['left', 'f4'], ['f4', 'left'], ['f4', 'f4'], ['f8'], ['escape', 'down']].map((keys) => ({ image: 'hidden-0', moment: 'early', keys }) as const),
  { image: 'hidden-0', moment: 'early', keys: [], shift: true },
  { image: 'hidden-0', moment: 'early', keys: ['left'], shift: true },
  ...[['f4'], ['escape'], ['left', 'left']].map((keys) => ({ image: 'visible-0', moment: 'early', keys }) as const),
  { image: 'visible-0', moment: 'early', keys: [], shift: true },
  { image: 'text-1', moment: 'late', keys: [], untilTimeout: true },
];

const only = process.argv[2] as ImageName | undefined;
let differences = 0;
for (const image of new Set(sequences.map((sequence) => sequence.image))) {
  if (only !== undefined && only !== image) continue;
  const lab = await labMachine(image);
  await lab.machine.start();
  for (const sequence of sequences.filter((one) => one.image === image)) {
    const simulated = simulatedOutcome(sequence);
    const real = await realOutcome(lab, sequence, simulated);
    if (simulated !== real) differences++;
    console.log(`${simulated === real ? 'same' : 'DIFFERS'}  ${describeSequence(sequence)} → ${real}${simulated === real ? '' : ` (simulated: ${simulated})`}`);
  }
  await lab.close();
}
console.log(differences === 0 ? 'No differences.' : `${differences} differences.`);
process.exitCode = differences === 0 ? 0 : 1;
