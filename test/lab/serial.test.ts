import { describe, expect, test } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import { azureFake } from '../fakes/azure.ts';
import { catchTarget, story } from './catching.ts';
import { seededRandom } from './cloud/random.ts';
import { imageCache, surroundings } from './machine.ts';
import { serialMachine } from './providing.ts';
import { labMissing } from './tools.ts';
import { Truth } from './truth.ts';

describe.skipIf(labMissing !== '')('a real GRUB on a serial line', () => {
  test('is held over a console that drops, and its rescue entry boots', async () => {
    const truth = await Truth.listen(await obtainImage('serial', imageCache));
    const target = await startQemuTarget({ image: 'serial', cacheFolder: imageCache, gateway: 'websockify', downMs: 500, extraArguments: truth.machineArguments }, surroundings);
    try {
      truth.watch(target.machine);
      const caught = await catchTarget(target, truth, {}, 'rescue-entry');
      expect({ outcome: caught.result.outcome, mark: truth.lastMark?.mark }, story(caught)).toEqual({ outcome: 'held', mark: 'rescue' });
      expect(caught.events.some(({ event }) => event === 'drop')).toBe(true);
    } finally {
      await target.close();
      await truth.close();
    }
  });

  test('is held where it hides its menu, through Azure, whose console stays open over the reset', async () => {
    const behind = await serialMachine('serial-hidden-2');
    const { vm, truth } = behind;
    try {
      const azure = await azureFake.start({ vm, vncPassword: '', clock: systemClock, random: seededRandom(3), downMs: 500 });
      try {
        const provider = await createProvider({ name: 'main', provider: 'azure', settings: azure.settings }, azure.secrets, createNodePorts({}, () => undefined));
        const caught = await catchTarget(await provider.target('web-01', new AbortController().signal), truth);
        expect({ outcome: caught.result.outcome, key: caught.result.key, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', key: 'F4', truth: true });
        expect(azure.story).toEqual(['opened', 'admitted', 'reset']);
      } finally {
        azure.close();
      }
    } finally {
      await behind.close();
    }
  });
});
