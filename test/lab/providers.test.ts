import { afterAll, describe, expect, test } from 'vitest';
import { providerFakes } from '../fakes/all.ts';
import type { ProviderFake } from '../fakes/fake.ts';
import { furtherLaps, story } from './catching.ts';
import type { LabMachine } from './machine.ts';
import { catchOnProvider, providerMachine } from './providing.ts';
import { labMissing } from './tools.ts';

/** OpenStack has catches of its own beside this file; as a catch, the older Proxmox is the one of today with another password, a console that is kept is Proxmox's too, and Linode's session is one wherever it stands. */
const asAnother = new Set(['openstack', 'proxmox of before 2020', 'hetzner that keeps its console', 'linode in a distributed region']);

/** One machine for all whose console asks for a password, one for the others. */
const machines = new Map<boolean, LabMachine>();
async function machineFor(kind: ProviderFake): Promise<LabMachine> {
  const lab = machines.get(kind.vncAuth) ?? (await providerMachine(kind, 'text-1'));
  machines.set(kind.vncAuth, lab);
  return lab;
}
afterAll(() => Promise.all([...machines.values()].map((lab) => lab.close())));

describe.skipIf(labMissing !== '')('a real GRUB is held through the console of', () => {
  test.for(Object.entries(providerFakes).filter(([name]) => !asAnother.has(name)))('%s, twice', async ([, kind]) => {
    for (const caught of await catchOnProvider(kind, await machineFor(kind), { laps: 2, seed: 23, downMs: 500, options: { ...furtherLaps, proof: 'countdownStopped' } })) {
      expect({ outcome: caught.result.outcome, truth: caught.truth.held, drops: caught.events.some(({ event }) => event === 'drop') }, story(caught)).toEqual({ outcome: 'held', truth: true, drops: kind.hardReboot === 'drops' });
    }
  });
});
