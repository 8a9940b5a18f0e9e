import { describe, expect, test } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { startQemuTarget, type PracticeGateway, type QemuTarget } from '../../core/practice/machine/target.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import { azureFake } from '../fakes/azure.ts';
import { catchTarget, story } from './catching.ts';
import { seededRandom } from './cloud/random.ts';
import { imageCache, surroundings } from './machine.ts';
import { labMissing } from './tools.ts';
import { Truth } from './truth.ts';

/** A GRUB that has nothing but its serial port. */
async function withSerialTarget(image: ImageName, gateway: PracticeGateway, use: (target: QemuTarget, truth: Truth) => Promise<void>): Promise<void> {
  const truth = await Truth.listen(await obtainImage(image, imageCache));
  const target = await startQemuTarget({ image, cacheFolder: imageCache, gateway, downMs: 500, extraArguments: truth.machineArguments }, surroundings);
  try {
    truth.watch(target.machine);
    await use(target, truth);
  } finally {
    await target.close();
    await truth.close();
  }
}

describe.skipIf(labMissing !== '')('a real GRUB on a serial line', () => {
  test('is held over a console that drops, and its rescue entry boots', async () => {
    await withSerialTarget('serial', 'websockify', async (target, truth) => {
      const caught = await catchTarget(target, truth, {}, 'rescue-entry');
      expect({ outcome: caught.result.outcome, mark: truth.lastMark?.mark }, story(caught)).toEqual({ outcome: 'held', mark: 'rescue' });
      expect(caught.events.some(({ event }) => event === 'drop')).toBe(true);
    });
  });

  test('is held where it hides its menu, through Azure, whose console stays open over the reset', async () => {
    await withSerialTarget('serial-hidden-2', 'tcp', async (machine, truth) => {
      const line = await machine.endpoint(new AbortController().signal);
      const vm = { vncPort: line.kind === 'tcp' ? line.port : 0, start: () => machine.machine.start(), stop: () => machine.machine.stop(), command: (name: string) => machine.machine.command(name) };
      const azure = await azureFake.start({ vm, vncPassword: '', clock: systemClock, random: seededRandom(3), downMs: 500 });
      try {
        const provider = await createProvider({ name: 'main', provider: 'azure', settings: azure.settings }, azure.secrets, createNodePorts({}, () => undefined));
        const caught = await catchTarget(await provider.target('web-01', new AbortController().signal), truth);
        expect({ outcome: caught.result.outcome, key: caught.result.key, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', key: 'F4', truth: true });
        expect(azure.story).toEqual(['opened', 'admitted', 'reset']);
      } finally {
        azure.close();
      }
    });
  });
});
