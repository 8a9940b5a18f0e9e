import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unknownProviderProfile, type ReachProfile } from '../../../core/providers/provider.ts';
import { adviseFrom } from '../../../core/tuning/advice.ts';
import { estimateFrom, METHOD } from '../../../core/tuning/estimate.ts';
import { estimateFromKept, inputsOf, keptFrom } from '../../../core/tuning/kept-estimate.ts';
import { openTuner, type OpenTuner } from '../../../core/tuning/node/open-tuner.ts';
import { openDatabase } from '../../../core/tuning/node/sqlite.ts';
import { heldLap } from './laps.ts';
import { costs, lapOf } from './simulated-providers.ts';

const own = Array.from({ length: 4 }, (_, at) => heldLap({ lap: at + 1 }));
const nothing = { own: [], others: [], known: [], knownEvidence: undefined, earlyProbe: undefined };
const imported = '{"bootcatchProfiles":1,"profiles":[{"provider":"openstack","lapCount":1,"laps":[[1000,1200,6000,null]]}]}';
/** Four laps that were lost to a ban of ten seconds, as it seems, without any certainty. */
const banned = Array.from({ length: 4 }, (_, at) => lapOf({ downMs: 10_000 + at, windowMs: 200 }, { firstDelayMs: 0, intervalMs: 250 }, at + 1));
let folder: string;
let opened: OpenTuner;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-estimate-'));
  opened = openTuner(folder, () => undefined);
  for (const lap of own) opened.attempts.add(lap);
});
afterEach(() => {
  opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const lapsToldOf = (reach: ReachProfile = unknownProviderProfile): number => opened.tuner.advise('main/1', 'openstack', reach).ownLaps;
/** Makes what is kept tell of itself: an advice from it says that it rests on 99 laps. */
function mark(): void {
  const database = openDatabase(join(folder, 'attempts.sqlite'), 1_000);
  database.exec(`UPDATE estimates SET told = replace(told, '"ownLaps":4', '"ownLaps":99')`);
  database.close();
}

test('an advice from a kept estimate is the same as one from the laps', () => {
  for (const laps of [own, banned]) {
    const estimate = estimateFrom({ ...nothing, own: laps });
    const again = estimateFromKept(keptFrom(estimate));
    expect(again).toEqual(estimate);
    expect(adviseFrom({ ...nothing, own: laps, reach: unknownProviderProfile }, again)).toEqual(adviseFrom({ ...nothing, own: laps, reach: unknownProviderProfile }));
  }
});

test('what was worked out once is used again, by the next process too', () => {
  expect(lapsToldOf()).toBe(4);
  mark();
  expect(lapsToldOf()).toBe(99);
  opened.close();
  opened = openTuner(folder, () => undefined);
  expect(lapsToldOf()).toBe(99);
  // How densely is probed is no matter of the estimate.
  expect(lapsToldOf({ ...unknownProviderProfile, intervalMs: 400 })).toBe(99);
});

test.each<[string, () => number]>([
  ['a new lap', () => (opened.attempts.add(heldLap({ lap: 5 })), lapsToldOf() - 1)],
  ['a lap that is told otherwise', () => (opened.attempts.add(heldLap({ lap: 4, connectedMs: 2_400 })), lapsToldOf())],
  ['other settings of a lap', () => (opened.attempts.add(heldLap({ lap: 4, settings: { ...heldLap().settings, intervalMs: 300 } })), lapsToldOf())],
  ['a lap of another server', () => (opened.attempts.add(heldLap({ catchId: 'other', server: 'main/2' })), lapsToldOf())],
  ['a provider that tells what an early try costs', () => lapsToldOf({ ...unknownProviderProfile, earlyProbe: costs.ban })],
  ['an imported profile', () => (opened.importProfiles(imported, 'shared.json'), lapsToldOf())],
])('a kept estimate is not used after %s', (_what, changed) => {
  lapsToldOf();
  mark();
  expect(lapsToldOf()).toBe(99);
  expect(changed()).toBe(4);
});

test('a kept estimate of another version of the method is not used', () => {
  expect(JSON.parse(inputsOf({ ...nothing, own }))).toEqual([METHOD, null, own, [], [], null]);
  // Where these numbers change, METHOD must be raised, and then stand here.
  const { actedOn, alternatives } = estimateFrom({ ...nothing, own: banned });
  const numbers = [METHOD, ...[actedOn, ...alternatives].flatMap(({ cost, share, belief }) => [cost.blindMs, Number(share.toFixed(4)), Number(belief.logEvidence.toFixed(3)), Number(Math.max(...belief.weights).toFixed(5))])];
  expect(numbers).toMatchInlineSnapshot(`
    [
      4,
      10000,
      1,
      -0.874,
      0.00057,
    ]
  `);
});

test('a kept estimate that is damaged is worked out anew', () => {
  lapsToldOf();
  for (const damage of [`told = 'x'`, `told = '{}'`, `weights = x'00'`, `weights = x'0000000000000000'`]) {
    const database = openDatabase(join(folder, 'attempts.sqlite'), 1_000);
    database.exec(`UPDATE estimates SET ${damage}`);
    database.close();
    expect(lapsToldOf()).toBe(4);
  }
});
