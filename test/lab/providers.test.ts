import { describe, expect, test } from 'vitest';
import { providerFakes } from '../fakes/all.ts';
import { story } from './catching.ts';
import { catchOnProvider } from './providing.ts';
import { labMissing } from './tools.ts';

/** OpenStack has catches of its own beside this file; as a catch, the older Proxmox is the one of today with another password. */
const asAnother = new Set(['openstack', 'proxmox of before 2020']);

describe.skipIf(labMissing !== '')('a real GRUB is held through the console of', () => {
  test.for(Object.entries(providerFakes).filter(([name]) => !asAnother.has(name)))('%s', async ([, kind]) => {
    const [caught] = await catchOnProvider(kind, { image: 'text-1', laps: 1, seed: 23, downMs: 500 });
    if (!caught) throw new Error('There was no lap.');
    expect({ outcome: caught.result.outcome, truth: caught.truth.held, drops: caught.events.some(({ event }) => event === 'drop') }, story(caught)).toEqual({
      outcome: 'held', truth: true, drops: kind.hardReboot === 'drops',
    });
  });
});
