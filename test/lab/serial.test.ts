import { describe, expect, test } from 'vitest';
import { Secret } from '../../core/base/secret.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { startQemuTarget, type PracticeGateway, type QemuTarget } from '../../core/practice/machine/target.ts';
import type { Account } from '../../core/providers/accounts.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import { startAzureFake } from '../fakes/azure.ts';
import { catchTarget, story } from './catching.ts';
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
      const azure = await startAzureFake({ serialPort: line.kind === 'tcp' ? line.port : 0, reset: () => machine.machine.reset() });
      try {
        const account: Account = { name: 'main', provider: 'azure', settings: { subscription: 's1', tenant: 't1', client: 'c1', url: azure.url, loginUrl: azure.url } };
        const provider = await createProvider(account, { clientSecret: new Secret('hush') }, createNodePorts({}, () => undefined));
        const caught = await catchTarget(await provider.target('web-01', new AbortController().signal), truth);
        expect({ outcome: caught.result.outcome, key: caught.result.key, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', key: 'F4', truth: true });
        expect(azure.story).toEqual(['opened', 'admitted', 'reset']);
      } finally {
        await azure.close();
      }
    });
  });
});
