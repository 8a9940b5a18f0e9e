import { expect, test } from 'vitest';
import { seededRandom } from '../../../core/practice/simulated/random.ts';
import { unknownProviderProfile } from '../../../core/providers/provider.ts';
import { adviseFrom, chanceAt, chanceRangeAt, thinnedAdvice, type Advice } from '../../../core/tuning/advice.ts';
import { freeProbes } from '../../../core/tuning/evidence.ts';
import type { LapRecord } from '../../../core/tuning/lap-record.ts';
import { asLetIn } from '../../../core/tuning/policy.ts';
import { gatewayLap } from './gateway-laps.ts';
import { heldLap } from './laps.ts';
import { costs } from './simulated-providers.ts';

const advised = (own: readonly LapRecord[]): Advice => adviseFrom({ reach: unknownProviderProfile, own, others: [], known: [], knownEvidence: undefined });
/** One lap that was lost to a connection that hung: free probes and a short menu, or a cost? */
const doubtful = advised([gatewayLap({ downMs: 6_800, windowMs: 1_500 }, { firstDelayMs: 0, intervalMs: 250 }, costs.hang, { lateMs: 0, unpunished: 0 }, seededRandom(3))]);

test('where it is unsure what an early try costs, the chance and its range hold both', () => {
  const shares = doubtful.outlooks.map(({ share }) => share);
  expect(shares.length).toBeGreaterThan(1);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  const [acted] = doubtful.outlooks;
  // By what is acted on alone, hardly a lap would be lost.
  expect(doubtful.cost).toEqual(freeProbes);
  expect(acted.prediction.chance(doubtful.policy, doubtful.handshakeMs)).toBeGreaterThan(doubtful.chance + 0.1);
  expect(doubtful.chanceRange[0]).toBeLessThan(0.3);
  expect(doubtful.chanceRange[1]).toBeGreaterThan(0.7);
  expect(chanceAt(doubtful, 0, 250).chance).toBeCloseTo(doubtful.chance);
  const [low, high] = chanceRangeAt(thinnedAdvice(doubtful, 128), 0, 250);
  expect(low).toBeLessThan(0.3);
  expect(high).toBeGreaterThan(0.7);
});

test('a probe that got in at once after others rules costs out, and the chance is that of free ones', () => {
  const { outlooks, chance } = advised([heldLap(), heldLap({ lap: 2 }), heldLap({ lap: 3 })]);
  expect(outlooks.map(({ cost, share }) => ({ cost, share }))).toEqual([{ cost: freeProbes, share: 1 }]);
  expect(chance).toBeGreaterThan(0.95);
});

test('of probes that are denser than the punishment, those after it get in, or none where each begins it anew', () => {
  const dense = { firstDelayMs: 500, intervalMs: 300 };
  expect(asLetIn(dense, freeProbes)).toEqual(dense);
  expect(asLetIn(dense, costs.ban)).toEqual({ firstDelayMs: 500, intervalMs: 10_200 });
  expect(asLetIn({ firstDelayMs: 500, intervalMs: 10_100 }, costs.ban).intervalMs).toBe(10_100);
  expect(asLetIn(dense, { blindMs: 10_000, restarts: true }).intervalMs).toBeGreaterThan(600_000);
});
