import { seededRandom } from '../../core/practice/simulated/random.ts';
import { unknownProviderProfile, type EarlyProbeCost } from '../../core/providers/provider.ts';
import { adviseFrom, chanceAt, type Advice } from '../../core/tuning/advice.ts';
import { thinkableCosts } from '../../core/tuning/estimate.ts';
import type { LapRecord } from '../../core/tuning/lap-record.ts';
import type { Policy } from '../../core/tuning/policy.ts';
import { gatewayLap } from '../unit/tuning/gateway-laps.ts';
import { costs, delaysMs, families, HANDSHAKE_MS, INTERVAL_MS, simulatedProvider } from '../unit/tuning/simulated-providers.ts';

/**
 * The tuning where nobody tells it what an early probe costs: node test/bench/tuning-unsure.ts [providers] [seed]. Each cost comes as often as
 * the tuning thinks beforehand, and 5 % of the providers punish for a time that it does not think of. The laps are as uneven as a busy machine's.
 */
const providers = Number(process.argv[2] ?? 320);
const random = seededRandom(Number(process.argv[3] ?? 7));
const LAPS = 6;
const CHECK_DRAWS = 60;
/** Delays that a person might try, beside each advice. */
const TRIED = 3;
const JITTER = { lateMs: 20, handshakeMs: HANDSHAKE_MS };
const UNPUNISHED_SHARE = 0.35;

interface Totals {
  providers: number;
  untuned: number;
  advised: number;
  told: number;
  acted: number;
}

function drawCost(): { readonly name: string; readonly cost: EarlyProbeCost } {
  if (random() < 0.05) return { name: 'another length', cost: { blindMs: Math.round(2_000 * 10 ** random()), restarts: false } };
  let place = random();
  const { cost } = thinkableCosts.find(({ prior }) => (place -= prior) < 0) ?? { cost: costs.free };
  return { name: cost.blindMs === 0 ? 'free' : `${cost.blindMs / 1_000} s${cost.restarts ? ', begun anew by each' : ''}`, cost };
}

const deciles = Array.from({ length: 10 }, () => ({ stated: 0, caught: 0, chances: 0 }));
const totals = new Map<string, Totals>();
for (let index = 0; index < providers; index++) {
  const { name, cost } = drawCost();
  const provider = simulatedProvider(families[index % families.length] ?? 'steady', cost, random);
  const jitter = { ...JITTER, unpunished: random() < UNPUNISHED_SHARE ? 1 + Math.floor(2 * random()) : 0 };
  const lapWith = (policy: Policy, lap: number): LapRecord => ({ ...gatewayLap(provider.draw(lap, random), policy, cost, jitter, random), lap });
  const share = (policy: Policy, lap: number): number => Array.from({ length: CHECK_DRAWS }, () => lapWith(policy, lap)).filter(({ outcome }) => outcome === 'held').length / CHECK_DRAWS;
  const own: LapRecord[] = [];
  const advise = (earlyProbe?: EarlyProbeCost): Advice => adviseFrom({ reach: { ...unknownProviderProfile, ...(earlyProbe && { earlyProbe }) }, own, others: [], known: [], knownEvidence: undefined });
  for (let lap = 1; lap <= LAPS + 1; lap++) {
    const advice = advise();
    const tried = Array.from({ length: TRIED }, () => delaysMs[Math.floor(random() * delaysMs.length)] ?? 0);
    for (const firstDelayMs of [advice.policy.firstDelayMs, ...tried]) {
      const { chance } = chanceAt(advice, firstDelayMs, INTERVAL_MS);
      const decile = deciles[Math.min(9, Math.floor(chance * 10))];
      if (!decile) continue;
      decile.stated += chance;
      decile.caught += share({ firstDelayMs, intervalMs: advice.policy.intervalMs }, lap);
      decile.chances++;
    }
    if (lap <= LAPS) own.push(lapWith(advice.policy, lap));
    else {
      const sums = totals.get(name) ?? { providers: 0, untuned: 0, advised: 0, told: 0, acted: 0 };
      totals.set(name, sums);
      sums.providers++;
      sums.untuned += share({ firstDelayMs: 0, intervalMs: INTERVAL_MS }, lap);
      sums.advised += share(advice.policy, lap);
      sums.told += share(advise(cost).policy, lap);
      sums.acted += advice.cost.blindMs > 0 ? 1 : 0;
    }
  }
}

const percent = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(1)} %`.padStart(8);
console.log('early probe                   providers  untuned  after 6 laps  if told  acts on a cost');
for (const [name, { providers: count, untuned, advised, told, acted }] of totals) console.log(`${name.padEnd(30)} ${String(count).padStart(6)} ${percent(untuned, count)} ${percent(advised, count)} ${percent(told, count)} ${percent(acted, count)}`);
console.log('\nstated → caught (chances)');
for (const { stated, caught, chances } of deciles) if (chances > 0) console.log(`${percent(stated, chances)} → ${percent(caught, chances)}  ${chances}`);
