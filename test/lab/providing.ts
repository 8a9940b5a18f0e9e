import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { catchTarget, type LabCatch } from './catching.ts';
import { seededRandom } from './cloud/random.ts';
import { labMachine } from './machine.ts';

export interface ProviderLaps {
  readonly image: ImageName;
  readonly laps: number;
  readonly seed: number;
  /** From the end of the machine to its new start, where a reboot is one. */
  readonly downMs: number;
}

/** VNC reads eight characters of it. */
const vncPassword = 'first-pw';

/** Catches a real machine lap after lap through the product's own provider and the fake of its company. Each lap begins at a menu that stands, the first at one that counts down. */
export async function catchOnProvider(kind: ProviderFake, { image, laps, seed, downMs }: ProviderLaps): Promise<readonly LabCatch[]> {
  const lab = await labMachine(image, kind.vncAuth ? { vncPassword: new Secret(vncPassword) } : {});
  try {
    await lab.machine.start();
    await lab.truth.waitForMark('menu');
    const fake = await kind.start({ vm: lab.machine, vncPassword, clock: systemClock, random: seededRandom(seed), downMs });
    try {
      const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...fake.settings } }, fake.secrets, createNodePorts({}, () => undefined));
      const target = await provider.target('web-01', new AbortController().signal);
      const caught: LabCatch[] = [];
      while (caught.length < laps) caught.push(await catchTarget(target, lab.truth));
      return caught;
    } finally {
      fake.close();
    }
  } finally {
    await lab.close();
  }
}
