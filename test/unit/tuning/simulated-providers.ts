import type { Random } from '../../../core/practice/simulated/random.ts';
import type { EarlyProbeCost } from '../../../core/providers/provider.ts';
import type { LapRecord, ProbeRecord } from '../../../core/tuning/lap-record.ts';
import type { Behaviour } from '../../../core/tuning/hypotheses.ts';
import { spacingMs, type Policy } from '../../../core/tuning/policy.ts';
import { heldLap } from './laps.ts';

export const families = ['steady', 'bimodal', 'drifting', 'heavyTailed'] as const;
export type Family = (typeof families)[number];

export const costs = {
  free: { blindMs: 0, restarts: false },
  ban: { blindMs: 10_000, restarts: false },
  token: { blindMs: 4_000, restarts: false },
  hang: { blindMs: 3_000, restarts: false },
} as const satisfies Record<string, EarlyProbeCost>;
export type CostName = keyof typeof costs;

export const HANDSHAKE_MS = 300;
export const INTERVAL_MS = 250;

/** One lap as the provider makes it: how long the console is away, and how long the menu waits from then on. */
export interface Draw {
  readonly downMs: number;
  readonly windowMs: number;
}

export interface SimulatedProvider {
  readonly cost: EarlyProbeCost;
  draw(lap: number, random: Random): Draw;
}

const logUniform = (least: number, most: number, random: Random): number => least * (most / least) ** random();
const uniform = (least: number, most: number, random: Random): number => least + (most - least) * random();

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** How one provider of the family behaves. GRUB's usual timeouts, with 5 s as the most frequent one. */
export function behaviourOf(family: Family, random: Random): Behaviour {
  const logMedian = Math.log(logUniform(1_000, 20_000, random));
  const timeouts = [1, 2, 3, 5, 5, 5, 5, 10];
  const windowMs = (timeouts[Math.floor(random() * timeouts.length)] ?? 5) * 1_000 + uniform(300, 1_200, random);
  const spread = family === 'heavyTailed' ? uniform(0.08, 0.25, random) : uniform(0.02, 0.1, random);
  const share = family === 'bimodal' ? uniform(0.2, 0.6, random) : uniform(0.1, 0.25, random);
  const logRatio = uniform(0.3, 1.3, random);
  const drift = uniform(0.01, 0.04, random) * (random() < 0.5 ? -1 : 1);
  const usual = { share: 1, logMedian, spread };
  const other = { bimodal: { logMedian: logMedian + logRatio, spread }, heavyTailed: { logMedian: logMedian + 0.4, spread: 0.8 }, steady: undefined, drifting: undefined }[family];
  return {
    down: other ? [{ ...usual, share: 1 - share }, { ...other, share }] : [usual],
    windowLogMedian: Math.log(windowMs),
    windowSpread: 0.04,
    driftPerLap: family === 'drifting' ? drift : 0,
  };
}

/** A provider of the family. */
export function simulatedProvider(family: Family, cost: EarlyProbeCost, random: Random): SimulatedProvider {
  const { down, windowLogMedian, windowSpread, driftPerLap } = behaviourOf(family, random);
  return {
    cost,
    draw: (lap, chance) => {
      const isOther = chance() < (down[1]?.share ?? 0);
      const { logMedian, spread } = (isOther ? down[1] : down[0]) ?? { logMedian: 0, spread: 0 };
      return { downMs: Math.exp(logMedian + spread * normal(chance) + driftPerLap * lap), windowMs: Math.exp(windowLogMedian + windowSpread * normal(chance)) };
    },
  };
}

/** The first probe that gets in, counted from the first one. */
function waits({ downMs }: Draw, { firstDelayMs, intervalMs }: Policy): number {
  return Math.max(0, Math.ceil((downMs - firstDelayMs) / intervalMs));
}

/** Whether a lap is caught: the provider's truth, which the tuning does not see. */
export function isCaught(draw: Draw, policy: Policy): boolean {
  const keysMs = policy.firstDelayMs + waits(draw, policy) * policy.intervalMs + HANDSHAKE_MS;
  return keysMs <= draw.downMs + draw.windowMs;
}

/** The lap as the catcher's timeline would have told it. */
export function lapOf(draw: Draw, policy: Policy, lap: number): LapRecord {
  const goneMs = 200;
  const refusals = waits(draw, policy);
  const probes: ProbeRecord[] = Array.from({ length: refusals + 1 }, (_, index) => {
    const startedMs = goneMs + policy.firstDelayMs + index * policy.intervalMs;
    return index < refusals ? { startedMs, endedMs: startedMs + 10, result: 'refused' } : { startedMs, endedMs: startedMs + HANDSHAKE_MS, result: 'accepted' };
  });
  const connectedMs = probes.at(-1)?.endedMs ?? 0;
  const endMs = goneMs + draw.downMs + draw.windowMs;
  const held = connectedMs <= endMs;
  const menuSeenMs = Math.max(connectedMs + 50, Math.min(goneMs + draw.downMs + 700, endMs - 10));
  return heldLap({
    lap,
    goneMs,
    probes: probes.slice(-100),
    probeCount: probes.length,
    connectedMs,
    handshakeMs: HANDSHAKE_MS,
    menuSeenMs: held ? menuSeenMs : null,
    countdown: held ? [{ atMs: menuSeenMs, secondsLeft: Math.ceil(Math.max(endMs - menuSeenMs, 1) / 1_000) }] : [],
    heldMs: held ? menuSeenMs + 2_000 : null,
    pastLoaderMs: held ? null : connectedMs + 50,
    outcome: held ? 'held' : 'missed',
  });
}

/** The share of draws that a policy catches. */
export function shareCaught(draws: readonly Draw[], policy: Policy): number {
  return draws.filter((draw) => isCaught(draw, policy)).length / draws.length;
}

/** First delays that the policies of the class are tried with. */
export const delaysMs: readonly number[] = [0, ...Array.from({ length: 110 }, (_, index) => Math.round(300 * 1.05 ** index))].filter((delayMs) => delayMs < 60_000);

/** What each delay catches, with the closest probing that the provider allows. */
export function sharesByDelay(draws: readonly Draw[], cost: EarlyProbeCost): number[] {
  const intervalMs = spacingMs(INTERVAL_MS, cost);
  return delaysMs.map((firstDelayMs) => shareCaught(draws, { firstDelayMs, intervalMs }));
}
