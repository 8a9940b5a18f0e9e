import { expect, test } from 'vitest';
import { seededRandom } from '../../../core/practice/simulated/random.ts';
import { unknownProviderProfile } from '../../../core/providers/provider.ts';
import { adviseFrom } from '../../../core/tuning/advice.ts';
import { evidenceOf, freeProbes } from '../../../core/tuning/evidence.ts';
import type { LapRecord } from '../../../core/tuning/lap-record.ts';
import { mergeProfiles, parseProfiles, profilesOf, writeProfiles } from '../../../core/tuning/shared-profile.ts';
import { turnbull } from '../../../core/tuning/turnbull.ts';
import { heldLap } from './laps.ts';
import { costs, isCaught, lapOf, shareCaught, simulatedProvider } from './simulated-providers.ts';

const nothing = { own: [], others: [], known: [], knownEvidence: undefined };
const ban = { ...unknownProviderProfile, earlyProbe: costs.ban };
const agreeing = Array.from({ length: 4 }, (_, index) => heldLap({ lap: index + 1 }));

test('a lap tells bounds of the return and of the menu’s end, since the console was gone', () => {
  expect(evidenceOf(heldLap(), freeProbes)).toEqual({ down: { afterMs: 1_750, byMs: 2_100 }, end: { afterMs: 6_600, byMs: 8_000 } });
  expect(evidenceOf(heldLap({ goneMs: null }), freeProbes)).toBeUndefined();
  // Within a ban the later refusals say nothing.
  expect(evidenceOf(heldLap(), costs.ban)?.down.afterMs).toBe(1_500);
});

test('where early probes are free no delay is advised, and dense probing only where laps agree', () => {
  expect(adviseFrom({ ...nothing, reach: unknownProviderProfile }).profile).toEqual({ firstDelayMs: 0 });
  const { profile, chance } = adviseFrom({ ...nothing, reach: unknownProviderProfile, own: agreeing });
  expect(profile.firstDelayMs).toBe(0);
  expect(profile.denseWindow?.intervalMs).toBe(50);
  expect(profile.denseWindow?.fromMs).toBeLessThan(1_750);
  expect(profile.denseWindow?.toMs).toBeGreaterThan(2_000);
  expect(chance).toBeGreaterThan(0.95);
  const hanging = agreeing.map((lap) => ({ ...lap, probes: lap.probes.map((probe) => (probe.result === 'refused' ? { ...probe, endedMs: probe.startedMs + 2_000 } : probe)) }));
  expect(adviseFrom({ ...nothing, reach: unknownProviderProfile, own: hanging }).profile.denseWindow).toBeUndefined();
});

test('where early probes are punished the first one waits, and the chance grows surer with the laps', () => {
  const before = adviseFrom({ ...nothing, reach: ban });
  const after = adviseFrom({ ...nothing, reach: ban, own: agreeing });
  expect(after.policy.firstDelayMs).toBeGreaterThan(2_000);
  expect(after.policy.firstDelayMs).toBeLessThan(6_000);
  expect(after.policy.intervalMs).toBeGreaterThanOrEqual(10_000);
  const width = ([low, high]: readonly [number, number]): number => high - low;
  expect(width(after.chanceRange)).toBeLessThan(width(before.chanceRange));
});

test('the provider’s other servers stand in where a server has no laps, and give way to its own', () => {
  const others = agreeing.map((lap) => ({ ...lap, server: 'main/2' }));
  expect(adviseFrom({ ...nothing, reach: ban, others })).toMatchObject({ source: 'provider', otherLaps: 4, ownLaps: 0 });
  const random = seededRandom(3);
  const slow = Array.from({ length: 6 }, (_, index) => lapOf({ downMs: 14_000 + 100 * random(), windowMs: 6_000 }, { firstDelayMs: 15_000, intervalMs: 10_100 }, index + 1));
  const { source, policy } = adviseFrom({ ...nothing, reach: ban, others, own: slow });
  expect(source).toBe('server');
  expect(isCaught({ downMs: 14_050, windowMs: 6_000 }, policy)).toBe(true);
});

test('a change of behaviour is noticed, and the laps before it no longer count', () => {
  const draw = (downMs: number, lap: number) => ({ ...lapOf({ downMs, windowMs: 6_000 }, { firstDelayMs: 0, intervalMs: 250 }, lap), startedAt: `2026-11-${String(lap).padStart(2, '0')}T00:00:00.000Z` });
  const own = [...[1, 2, 3, 4, 5, 6].map((lap) => draw(2_000 + lap, lap)), ...[7, 8, 9, 10].map((lap) => draw(20_000 + lap, lap))];
  const { changedSince, downMs } = adviseFrom({ ...nothing, reach: unknownProviderProfile, own });
  expect(changedSince).toBe('2026-11-07T00:00:00.000Z');
  expect(downMs[1]).toBeGreaterThan(18_000);
  expect(adviseFrom({ ...nothing, reach: unknownProviderProfile, own: own.slice(0, 6) }).changedSince).toBeUndefined();
});

test('a steady provider that bans early probes is caught after five laps', () => {
  const random = seededRandom(11);
  const provider = simulatedProvider('steady', costs.ban, random);
  const own: LapRecord[] = [];
  for (let lap = 1; lap <= 5; lap++) own.push(lapOf(provider.draw(lap, random), adviseFrom({ ...nothing, reach: ban, own }).policy, lap));
  const draws = Array.from({ length: 300 }, () => provider.draw(6, random));
  expect(shareCaught(draws, adviseFrom({ ...nothing, reach: ban, own }).policy)).toBeGreaterThan(0.9);
});

test('Turnbull’s estimate puts the mass where the intervals meet', () => {
  expect(turnbull([{ afterMs: 0, byMs: 2 }, { afterMs: 1, byMs: 3 }])).toEqual([{ afterMs: 1, byMs: 2, share: 1 }]);
  const steps = turnbull([{ afterMs: 0, byMs: 1 }, { afterMs: 5, byMs: 6 }, { afterMs: 5, byMs: Infinity }]);
  expect(steps.map(({ share }) => Math.round(share * 100))).toEqual([33, 67]);
  expect(turnbull([])).toEqual([]);
});

test('a profile holds times alone, and of two the one with more laps stays', () => {
  const text = writeProfiles(profilesOf([...agreeing, heldLap({ provider: 'practice' })]));
  expect(text).not.toMatch(/main|2026|practice|catch-1/);
  const [profile] = parseProfiles(text, 'file');
  expect(profile).toMatchObject({ provider: 'openstack', lapCount: 4 });
  if (!profile) return;
  expect(mergeProfiles([{ ...profile, lapCount: 9 }], [profile])[0]?.lapCount).toBe(9);
  expect(mergeProfiles([profile], [{ ...profile, lapCount: 9 }])[0]?.lapCount).toBe(9);
  expect(() => parseProfiles('{"profiles": "none"}', 'some.json')).toThrow(/some\.json/);
});
