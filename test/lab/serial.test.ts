import { describe, expect, test } from 'vitest';
import { obtainImage } from '../../core/practice/machine/images.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { startQemuTarget, type QemuTarget } from '../../core/practice/machine/target.ts';
import type { Target } from '../../core/providers/provider.ts';
import { catchTarget, story } from './catching.ts';
import { imageCache, surroundings } from './machine.ts';
import { labMissing } from './tools.ts';
import { Truth } from './truth.ts';

/** A GRUB that has nothing but its serial port, behind a real websockify. */
async function withSerialTarget(image: ImageName, use: (target: QemuTarget, truth: Truth) => Promise<void>): Promise<void> {
  const truth = await Truth.listen(await obtainImage(image, imageCache));
  const target = await startQemuTarget({ image, cacheFolder: imageCache, gateway: 'websockify', downMs: 500, extraArguments: truth.machineArguments }, surroundings);
  try {
    truth.watch(target.machine);
    await use(target, truth);
  } finally {
    await target.close();
    await truth.close();
  }
}

/** The same server behind a console that stays open over a reset, as Azure's does. */
function thatStays(target: QemuTarget): Target {
  return { ...target, consoleAtReboot: 'stays', reboot: () => target.machine.reset() };
}

describe.skipIf(labMissing !== '')('a real GRUB on a serial line', () => {
  test('is held over a console that drops, and its rescue entry boots', async () => {
    await withSerialTarget('serial', async (target, truth) => {
      const caught = await catchTarget(target, truth, {}, 'rescue-entry');
      expect({ outcome: caught.result.outcome, mark: truth.lastMark?.mark }, story(caught)).toEqual({ outcome: 'held', mark: 'rescue' });
      expect(caught.events.some(({ event }) => event === 'drop')).toBe(true);
    });
  });

  test('is held where it hides its menu and the console stays over the reset', async () => {
    await withSerialTarget('serial-hidden-2', async (target, truth) => {
      const caught = await catchTarget(thatStays(target), truth);
      expect({ outcome: caught.result.outcome, key: caught.result.key, truth: caught.truth.held }, story(caught)).toEqual({ outcome: 'held', key: 'F4', truth: true });
      expect(caught.events.some(({ event }) => event === 'drop')).toBe(false);
    });
  });
});
