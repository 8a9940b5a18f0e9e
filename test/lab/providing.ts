import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import type { ProviderPorts } from '../../core/providers/ports.ts';
import type { Provider, Target } from '../../core/providers/provider.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { catchTarget, type LabCatch, type LabCatchOptions } from './catching.ts';
import type { Hypervisor } from './cloud/hypervisor.ts';
import { seededRandom } from './cloud/random.ts';
import { labMachine, type LabMachine } from './machine.ts';

export interface ProviderLaps {
  readonly laps: number;
  readonly seed: number;
  /** From the end of the machine to its new start, where a reboot is one. */
  readonly downMs: number;
  readonly options?: LabCatchOptions;
  /** Default: the provider's server by its name. */
  readonly openTarget?: (provider: Provider, ports: ProviderPorts) => Promise<Target>;
}

/** VNC reads eight characters of it. */
const vncPassword = 'first-pw';

/** A machine as the provider has it, still off: its console asks for a password where theirs does, and has their keyboard. Must be closed. */
export const providerMachine = ({ vncAuth, keymap }: Pick<ProviderFake, 'vncAuth' | 'keymap'>, image: ImageName): Promise<LabMachine> =>
  labMachine(image, { ...(vncAuth && { vncPassword: new Secret(vncPassword) }), ...(keymap && { keyboardLayout: keymap }) });

/** The machine for a fake, whose console is the serial line where the machine has nothing else. */
export function hypervisorOf({ machine, serialPort }: LabMachine): Hypervisor {
  if (serialPort === undefined) return machine;
  return { vncPort: serialPort, start: () => machine.start(), stop: () => machine.stop(), command: (name, values) => machine.command(name, values) };
}

/** Catches a machine lap after lap through the product's own provider and the fake of its company. Each lap reboots; all but the first of a machine begin at a menu that stands. */
export async function catchOnProvider(kind: ProviderFake, lab: LabMachine, { laps, seed, downMs, options = {}, openTarget = (provider) => provider.target('web-01', new AbortController().signal) }: ProviderLaps): Promise<readonly LabCatch[]> {
  await lab.machine.start();
  await lab.truth.waitForMark('menu');
  // Another fake may have given it one of its own since its start.
  if (kind.vncAuth) await lab.machine.command('set_password', { protocol: 'vnc', password: vncPassword });
  const fake = await kind.start({ vm: hypervisorOf(lab), vncPassword, clock: systemClock, random: seededRandom(seed), downMs });
  try {
    const ports = createNodePorts({}, () => undefined);
    const target = await openTarget(await createProvider({ name: 'main', provider: kind.name, settings: { ...fake.settings } }, fake.secrets, ports), ports);
    const caught: LabCatch[] = [];
    while (caught.length < laps) caught.push(await catchTarget(target, lab.truth, { evenIfHeld: true, ...options }));
    return caught;
  } finally {
    fake.close();
  }
}
