import { fileURLToPath } from 'node:url';
import { systemClock } from '../../core/base/clock.ts';
import { obtainImage, type Image } from '../../core/practice/machine/images.ts';
import { createMachine, type MachineSurroundings } from '../../core/practice/machine/machine.ts';
import { freePort } from '../../core/practice/machine/ports.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { serialLineArguments } from '../../core/practice/machine/target.ts';
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
  /** The port on 127.0.0.1 that is the serial line, where the image has nothing else. One client at a time is served. */
  readonly serialPort: number | undefined;
  close(): Promise<void>;
}

/** A machine of its own, still off. Must be closed. */
export async function labMachine(what: ImageName | Image, options: MachineOptions = {}): Promise<LabMachine> {
  const image = typeof what === 'string' ? await obtainImage(what, imageCache) : what;
  const truth = await Truth.listen(image);
  const serialPort = image.recipe.output === 'serial' ? await freePort(surroundings.random) : undefined;
  const machine = await createMachine(image, surroundings, {
    ...options,
    extraArguments: [...(serialPort === undefined ? [] : serialLineArguments(serialPort)), ...truth.machineArguments, ...(options.extraArguments ?? [])],
  });
  truth.watch(machine);
  return {
    machine,
    truth,
    image,
    serialPort,
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
