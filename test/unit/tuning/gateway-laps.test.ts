import { expect, test } from 'vitest';
import { seededRandom, type Random } from '../../../core/practice/simulated/random.ts';
import { unknownProviderProfile, type EarlyProbeCost } from '../../../core/providers/provider.ts';
import { adviseFrom, type Advice } from '../../../core/tuning/advice.ts';
import { evidenceOf, freeProbes } from '../../../core/tuning/evidence.ts';
import type { LapRecord } from '../../../core/tuning/lap-record.ts';
import { gatewayLap, type Jitter } from './gateway-laps.ts';
import { costs, normal, shareCaught, type Draw } from './simulated-providers.ts';

/** The benchmark's machine: back after some 6.5 s, and GRUB waits one second. */
const drawLab = (random: Random): Draw => ({ downMs: 6_500 * Math.exp(0.12 * normal(random)), windowMs: 1_900 });
const advised = (own: readonly LapRecord[]): Advice => adviseFrom({ reach: unknownProviderProfile, own, others: [], known: [], knownEvidence: undefined });

/** The laps of a catcher that nobody tells what an early probe costs. */
function learn(laps: number, cost: EarlyProbeCost, jitter: Jitter, draw: (random: Random) => Draw, seed: number): LapRecord[] {
  const random = seededRandom(seed);
  const own: LapRecord[] = [];
  for (let lap = 1; lap <= laps; lap++) own.push({ ...gatewayLap(draw(random), { firstDelayMs: 0, intervalMs: 250, ...advised(own).profile }, cost, jitter, random), lap });
  return own;
}

test.each([
  ['on a quiet machine', { lateMs: 2, unpunished: 0 }],
  ['that counts from a late arrival', { lateMs: 60, unpunished: 0 }],
  ['whose first probe still met the old console', { lateMs: 2, unpunished: 1 }],
  ['whose first two probes still met the old console, on a busy machine', { lateMs: 60, unpunished: 2 }],
])('a ban is learnt behind a gateway %s', (_, jitter) => {
  const SEEDS = 2;
  const random = seededRandom(99);
  let caught = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { cost, costSource, policy } = advised(learn(6, costs.ban, jitter, drawLab, seed));
    expect({ seed, cost, costSource }).toEqual({ seed, cost: costs.ban, costSource: 'learnt' });
    caught += shareCaught(Array.from({ length: 100 }, () => drawLab(random)), policy) / SEEDS;
  }
  // Whoever knows the machine catches 70 %, whoever waits for the ban to end hardly any.
  expect(caught).toBeGreaterThan(0.45);
});

test('a punishment of a length that nobody thought of is learnt from the laps that it cost', () => {
  const { cost, policy } = advised(learn(6, { blindMs: 12_300, restarts: false }, { lateMs: 5, unpunished: 0, handshakeMs: 400 }, drawLab, 1));
  expect(cost.blindMs).toBeGreaterThanOrEqual(12_300);
  expect(cost.blindMs).toBeLessThan(12_700);
  expect(policy.firstDelayMs).toBeGreaterThan(5_000);
});

test('a gateway in which early probes hang is learnt by how long it holds them', () => {
  const draw = (random: Random): Draw => ({ downMs: 6_800 * Math.exp(0.04 * normal(random)), windowMs: 1_900 });
  const { cost, policy } = advised(learn(6, costs.hang, { lateMs: 5, unpunished: 0, hangMs: 3_000 }, draw, 1));
  expect(cost.blindMs).toBeGreaterThanOrEqual(3_000);
  expect(cost.blindMs).toBeLessThan(3_100);
  const random = seededRandom(9);
  expect(shareCaught(Array.from({ length: 100 }, () => draw(random)), policy)).toBeGreaterThan(0.9);
});

test('where early probes are free, no jitter makes them look punished', () => {
  for (let seed = 1; seed <= 4; seed++) {
    // Some laps are lost: the menu is over before the line is open.
    const draw = (random: Random): Draw => ({ downMs: 12_000 * Math.exp(0.3 * normal(random)), windowMs: 250 * Math.exp(0.2 * normal(random)) });
    const laps = learn(8, freeProbes, { lateMs: 60, unpunished: 1 }, draw, seed);
    expect(laps.some(({ outcome }) => outcome === 'missed')).toBe(true);
    expect(advised(laps)).toMatchObject({ cost: freeProbes, policy: { firstDelayMs: 0 } });
  }
});

test('the bounds hold the truth, however late a probe reached the gateway', () => {
  const random = seededRandom(5);
  for (let lap = 0; lap < 500; lap++) {
    const cost = [costs.ban, costs.token, costs.hang, { blindMs: 10_000, restarts: true }][lap % 4] ?? costs.ban;
    const draw = { downMs: 300 + 20_000 * random(), windowMs: 5_000 };
    const told = evidenceOf(gatewayLap(draw, { firstDelayMs: 3_000 * random(), intervalMs: 200 + 4_000 * random() }, cost, { lateMs: 80, unpunished: lap % 3 }, random), cost);
    expect(told?.down.afterMs).toBeLessThanOrEqual(draw.downMs);
    expect(told?.down.byMs).toBeGreaterThanOrEqual(draw.downMs);
  }
});
