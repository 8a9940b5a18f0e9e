import { fileURLToPath } from 'node:url';
import { systemClock } from '../../core/base/clock.ts';
import { obtainImage, type Image } from '../../core/practice/machine/images.ts';
import { createMachine, type MachineSurroundings } from '../../core/practice/machine/machine.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import type { MachineOptions, PracticeMachine } from '../../core/practice/machine/types.ts';
import { Truth } from './truth.ts';

/** Images and kernel, built once and kept between runs. */
export const imageCache = fileURLToPath(new URL('../../.cache/practice', import.meta.url));

export const surroundings: MachineSurroundings = { clock: systemClock, random: Math.random };

/** A machine that tells the truth about itself. */
export interface LabMachine {
  readonly machine: PracticeMachine;
  readonly truth: Truth;
  readonly image: Image;
  close(): Promise<void>;
}

/** A machine of its own, still off. Must be closed. */
export async function labMachine(what: ImageName | Image, options: MachineOptions = {}): Promise<LabMachine> {
  const image = typeof what === 'string' ? await obtainImage(what, imageCache) : what;
  const truth = await Truth.listen(image);
  const machine = await createMachine(image, surroundings, {
    ...options,
    extraArguments: [...truth.machineArguments, ...(options.extraArguments ?? [])],
  });
  truth.watch(machine);
  return {
    machine,
    truth,
    image,
    close: async () => {
      await machine.close();
      await truth.close();
    },
  };
}

/** Runs `use` with a machine that is on, and leaves nothing behind, whatever happens. */
export async function withMachine<T>(what: ImageName | Image, options: MachineOptions, use: (lab: LabMachine) => Promise<T>): Promise<T> {
  const lab = await labMachine(what, options);
  try {
    await lab.machine.start();
    return await use(lab);
  } finally {
    await lab.close();
  }
}
