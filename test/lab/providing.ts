import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';
import { createProvider } from '../../core/providers/index.ts';
import { createNodePorts } from '../../core/providers/node/ports.ts';
import type { ProviderPorts } from '../../core/providers/ports.ts';
import type { Provider, Target } from '../../core/providers/provider.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { pasteFrom, type Panel } from '../fakes/panel.ts';
import { FakeServer } from '../fakes/server.ts';
import { startWebMks } from '../fakes/webmks.ts';
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
    const server = await openTarget(await createProvider({ name: 'main', provider: kind.name, settings: { ...fake.settings } }, fake.secrets, ports), ports);
    return await catchLaps(lab, laps, options, server, fake.panel);
  } finally {
    fake.close();
  }
}

/** From bootcatch's "your turn" to the click in the panel. */
const clickMs = 500;

/**
 * Catches a machine lap after lap by nothing but pasted WebMKS tickets, as a person in front of vCenter does: where it is their turn they press its reset button, or switch it off and on.
 * @param atReboot `stays`: reset; `drops`: off and on
 */
export async function catchByTicket(atReboot: ProviderFake['hardReboot'], lab: LabMachine, { laps, seed, downMs, options = {} }: Omit<ProviderLaps, 'openTarget'>): Promise<readonly LabCatch[]> {
  await lab.machine.start();
  await lab.truth.waitForMark('menu');
  const vm = hypervisorOf(lab);
  const person = new FakeServer({ vm, vncPassword, clock: systemClock, random: seededRandom(seed), downMs });
  const esxi = await startWebMks(vm, seededRandom(seed));
  const onEvent: NonNullable<LabCatchOptions['onEvent']> = ({ event }) => {
    if (event === 'rebootAsked') setTimeout(() => (atReboot === 'stays' ? person.reset() : person.powerCycle()), clickMs);
  };
  try {
    return await catchLaps(lab, laps, { reboot: 'manual', onEvent, ...options }, undefined, { address: () => esxi.ticket(), pinSha256: esxi.pinSha256 });
  } finally {
    esxi.close();
  }
}

/** One of both is given. From the panel a person pastes the console's address before each lap, and another one whenever the machine has started anew. */
async function catchLaps(lab: LabMachine, laps: number, options: LabCatchOptions, server: Target | undefined, panel: Panel | undefined): Promise<readonly LabCatch[]> {
  const caught: LabCatch[] = [];
  while (caught.length < laps) {
    const pasted = panel && pasteFrom(panel, server);
    const again = pasted && lab.machine.onStarted(() => pasted.replaceAddress(panel.address()));
    const target = pasted ?? server;
    if (!target) throw new Error('There is neither a server nor a console.');
    caught.push(await catchTarget(target, lab.truth, { evenIfHeld: true, ...options }).finally(() => again?.dispose()));
  }
  return caught;
}
