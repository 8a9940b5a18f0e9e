import { seededRandom } from '../../core/practice/simulated/random.ts';
import { believe } from '../../core/tuning/belief.ts';
import { evidenceOf, type LapEvidence } from '../../core/tuning/evidence.ts';
import type { Policy } from '../../core/tuning/policy.ts';
import { bestPolicy, Prediction } from '../../core/tuning/prediction.ts';
import { costs, delaysMs, families, HANDSHAKE_MS, INTERVAL_MS, isCaught, lapOf, shareCaught, sharesByDelay, simulatedProvider, type CostName, type Draw } from '../unit/tuning/simulated-providers.ts';

/**
 * The tuning against simulated providers whose truth is known: node test/bench/tuning.ts [providers a family] [seed].
 * Each provider is caught five times with whatever the tuning advises; then its advice is held against the best policy of the same
 * class that knows the provider's distribution, and against the one fixed delay that is best for the whole family.
 */
interface Advised {
  readonly policy: Policy;
  readonly prediction: Prediction;
}

const perGroup = Number(process.argv[2] ?? 130);
const seed = Number(process.argv[3] ?? 1);
const LAPS = 5;
const DRAWS = 1_000;
/** A stated chance is held against so many laps: a single one would leave deciles of a few hundred to luck. */
const CHECK_DRAWS = 100;
/** Delays that a person might try, beside each advice. */
const TRIED = 3;
const deciles = Array.from({ length: 10 }, () => ({ stated: 0, caught: 0, chances: 0 }));
const note = (stated: number, caught: number): void => {
  const decile = deciles[Math.min(9, Math.floor(stated * 10))];
  if (!decile) return;
  decile.stated += stated;
  decile.caught += caught;
  decile.chances++;
};
/** The advice, and delays that a person might try instead. */
const noteAll = ({ policy, prediction }: Advised, draws: readonly Draw[]): void => {
  const tried = Array.from({ length: TRIED }, () => ({ ...policy, firstDelayMs: delaysMs[Math.floor(random() * delaysMs.length)] ?? 0 }));
  for (const each of [policy, ...tried]) note(prediction.chance(each, HANDSHAKE_MS), shareCaught(draws, each));
};
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
const random = seededRandom(seed);
let providers = 0;
process.stdout.write('family       early   lap 1    after 5     best  of best  best fixed delay\n');

for (const family of families) {
  for (const name of Object.keys(costs) as CostName[]) {
    const cost = costs[name];
    const totals = { first: 0, advised: 0, best: 0 };
    const byDelay = delaysMs.map(() => 0);
    for (let index = 0; index < perGroup; index++) {
      providers++;
      const provider = simulatedProvider(family, cost, random);
      const evidence: LapEvidence[] = [];
      const advise = (): Advised => {
        const prediction = new Prediction(believe(evidence.map((told, at) => ({ ...told, weight: 1, lapsAgo: evidence.length - at })), []));
        return { prediction, policy: bestPolicy(prediction, cost, INTERVAL_MS, HANDSHAKE_MS) };
      };
      for (let lap = 1; lap <= LAPS; lap++) {
        const advice = advise();
        const check = Array.from({ length: CHECK_DRAWS }, () => provider.draw(lap, random));
        noteAll(advice, check);
        const { policy } = advice;
        const draw = provider.draw(lap, random);
        const told = evidenceOf(lapOf(draw, policy, lap), cost);
        if (told) evidence.push(told);
        if (lap === 1) totals.first += isCaught(draw, policy) ? 1 : 0;
      }
      const draws = Array.from({ length: DRAWS }, () => provider.draw(LAPS + 1, random));
      const advice = advise();
      noteAll(advice, draws.slice(0, CHECK_DRAWS));
      const { policy } = advice;
      totals.advised += shareCaught(draws, policy);
      const shares = sharesByDelay(draws, cost);
      totals.best += Math.max(...shares);
      shares.forEach((share, at) => (byDelay[at] = (byDelay[at] ?? 0) + share));
    }
    const bestFixed = Math.max(...byDelay);
    const fixedDelayMs = delaysMs[byDelay.indexOf(bestFixed)] ?? 0;
    process.stdout.write(
      `${family.padEnd(12)} ${name.padEnd(6)} ${percent(totals.first / perGroup)} ${percent(totals.advised / perGroup)} ${percent(totals.best / perGroup)} ${percent(totals.advised / totals.best)} ${percent(bestFixed / perGroup)} (${fixedDelayMs} ms)\n`,
    );
  }
}

process.stdout.write(`\n${providers} providers, ${LAPS} laps each, seed ${seed}\n\nstated → caught (chances)\n`);
for (const { stated, caught, chances } of deciles) {
  if (chances > 0) process.stdout.write(`${percent(stated / chances)} → ${percent(caught / chances)}  ${chances}  (off by ${((caught - stated) * 100 / chances).toFixed(1)})\n`);
}
