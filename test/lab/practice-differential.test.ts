import { describe, expect, it } from 'vitest';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { describeSequence, realOutcome, simulatedOutcome, type KeySequence } from './differential.ts';
import { withMachine } from './machine.ts';
import { labMissing } from './tools.ts';

/** The ones that a catch depends on; `test/bench/practice-differential.ts` has a hundred. */
const sequences: readonly KeySequence[] = [
  { image: 'text', moment: 'late', keys: [] },
  { image: 'text', moment: 'late', keys: ['left'] },
  { image: 'text', moment: 'late', keys: ['f4'] },
  { image: 'text', moment: 'late', keys: ['down', 'up'] },
  { image: 'text', moment: 'late', keys: ['right'] },
  { image: 'text', moment: 'late', keys: ['e', 'ctrl-c', 'escape'] },
  { image: 'text', moment: 'late', keys: ['c'] },
  { image: 'text', moment: 'late', keys: ['down', 'enter', 'escape'] },
  { image: 'text', moment: 'early', keys: ['down', 'e'] },
  { image: 'hidden-0', moment: 'early', keys: ['f4', 'left'] },
  { image: 'hidden-0', moment: 'early', keys: ['left', 'f4'] },
  { image: 'hidden-0', moment: 'early', keys: ['left'], shift: true },
];

describe.skipIf(labMissing !== '')('the simulated GRUB and the real one', () => {
  it.each([...new Set(sequences.map(({ image }) => image))])('do the same at the same keys: %s', async (image: ImageName) => {
    await withMachine(image, {}, async (lab) => {
      const told: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const sequence of sequences.filter((one) => one.image === image)) {
        const simulated = simulatedOutcome(sequence);
        wanted[describeSequence(sequence)] = simulated;
        told[describeSequence(sequence)] = await realOutcome(lab, sequence, simulated);
      }
      expect(told).toEqual(wanted);
    });
  });

  it('come to every kind of outcome, so that the comparison can fail', () => {
    const outcomes = sequences.map(simulatedOutcome);
    expect(new Set(outcomes)).toEqual(new Set(['menu, line 0, counting', 'menu, line 0, held', 'booted broken', 'editor', 'shell']));
  });
});
