import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { catchTarget, type LabCatch } from './catching.ts';
import type { Hypervisor } from './cloud/hypervisor.ts';
import { seededRandom } from './cloud/random.ts';
import { imageCache, labMachine, surroundings } from './machine.ts';
import { Truth } from './truth.ts';

export interface ProviderLaps {
  readonly image: ImageName;
  readonly laps: number;
  readonly seed: number;
  /** From the end of the machine to its new start, where a reboot is one. */
  readonly downMs: number;
}

/** VNC reads eight characters of it. */
const vncPassword = 'first-pw';

/** A machine as a fake stands before it; it runs. Must be closed. */
export interface MachineBehind {
  readonly vm: Hypervisor;
  readonly truth: Truth;
  close(): Promise<void>;
}

/** A machine whose console is its picture. */
async function pictureMachine(image: ImageName, vncAuth: boolean): Promise<MachineBehind> {
  const lab = await labMachine(image, vncAuth ? { vncPassword: new Secret(vncPassword) } : {});
  try {
    await lab.machine.start();
  } catch (error) {
    await lab.close();
    throw error;
  }
  return { vm: lab.machine, truth: lab.truth, close: () => lab.close() };
}

/** A machine whose console is its serial line: the port of that stands where the picture's would. */
export async function serialMachine(image: ImageName): Promise<MachineBehind> {
  const truth = await Truth.listen(await obtainImage(image, imageCache));
  try {
    const target = await startQemuTarget({ image, cacheFolder: imageCache, gateway: 'tcp', extraArguments: truth.machineArguments }, surroundings);
    const { machine } = target;
    truth.watch(machine);
    const line = await target.endpoint(new AbortController().signal);
    if (line.kind !== 'tcp') throw new Error('The serial line has no port of its own.');
    const vm = { vncPort: line.port, start: () => machine.start(), stop: () => machine.stop(), command: (name: string) => machine.command(name) };
    return {
      vm,
      truth,
      close: async () => {
        await target.close();
        await truth.close();
      },
    };
  } catch (error) {
    await truth.close();
    throw error;
  }
}

/** Catches a real machine lap after lap through the product's own provider and the fake of its company. Each lap begins at a menu that stands, the first at one that counts down. */
export async function catchOnProvider(kind: ProviderFake, { image, laps, seed, downMs }: ProviderLaps): Promise<readonly LabCatch[]> {
  const behind = await (kind.console === 'text' ? serialMachine(image) : pictureMachine(image, kind.vncAuth));
  const { vm, truth } = behind;
  try {
    await truth.waitForMark('menu');
    const fake = await kind.start({ vm, vncPassword, clock: systemClock, random: seededRandom(seed), downMs });
    try {
      const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...fake.settings } }, fake.secrets, createNodePorts({}, () => undefined));
      const target = await provider.target('web-01', new AbortController().signal);
      const caught: LabCatch[] = [];
      while (caught.length < laps) caught.push(await catchTarget(target, truth));
      return caught;
    } finally {
      fake.close();
    }
  } finally {
    await behind.close();
  }
}
