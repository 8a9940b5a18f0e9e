import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDialer } from '../../core/link/dial.ts';
import type { Target } from '../../core/providers/provider.ts';
import { createProvider } from '../../core/providers/index.ts';
import { seededRandom } from '../lab/cloud/random.ts';
import { StubMachine } from '../lab/cloud/stub-machine.ts';
import { calm, createWorld, type World } from '../unit/providers/world.ts';
import { ManualClock } from '../unit/support/manual-clock.ts';
import { linodeFake, type LinodeFake } from './linode.ts';

const machine = new StubMachine();
let world: World;
let fake: LinodeFake;
beforeEach(async () => {
  await machine.start();
  world = createWorld();
});
afterEach(async () => {
  fake.close();
  await machine.stop();
});

async function startTarget(region: 'core' | 'distributed'): Promise<Target> {
  fake = await linodeFake({ region }).start({ vm: machine, vncPassword: '', clock: world.clock, random: seededRandom(11), downMs: 0 });
  const provider = await createProvider({ name: 'main', provider: 'linode', settings: { ...fake.settings } }, fake.secrets, world);
  return await provider.target('web-01', calm);
}

test.each(['core', 'distributed'] as const)('the session of an open console outlives its five minutes in a %s region, because it is renewed', async (region) => {
  const target = await startTarget(region);
  const clock = new ManualClock();
  const dial = createDialer(clock);
  const endpoint = await target.endpoint(calm);
  const link = await dial(endpoint, { timeoutMs: 5_000, signal: calm });
  world.clock.pass(200_000);
  await clock.advance(30_000);
  await expect.poll(() => fake.monitored).toEqual(['{"action":"renew"}']);
  // Without the renewal it would have ended 100 s ago.
  world.clock.pass(200_000);
  const again = await dial(endpoint, { timeoutMs: 5_000, signal: calm });
  const greeted = new Promise<string>((resolve) => again.onData((bytes) => resolve(new TextDecoder().decode(bytes))));
  expect(await greeted).toMatch(/^RFB 003/);
  again.dispose();
  link.dispose();
});

test('a session that has ended is told in Linode’s own words', async () => {
  const target = await startTarget('core');
  const endpoint = await target.endpoint(calm);
  world.clock.pass(300_000);
  const link = await createDialer(new ManualClock())(endpoint, { timeoutMs: 5_000, signal: calm });
  expect(await new Promise((resolve) => link.onClose(resolve))).toEqual({ kind: 'closed', code: 1008, reason: 'Your session has expired. (grn-0001)' });
});
