import { seededRandom } from '../../core/practice/simulated/random.ts';
import { believe } from '../../core/tuning/belief.ts';
import { evidenceOf, type LapEvidence } from '../../core/tuning/evidence.ts';
import { bestPolicy, Prediction, type Policy } from '../../core/tuning/prediction.ts';
import { costs, delaysMs, families, HANDSHAKE_MS, INTERVAL_MS, isCaught, lapOf, shareCaught, sharesByDelay, simulatedProvider, type CostName } from '../unit/tuning/simulated-providers.ts';

/**
 * The tuning against simulated providers whose truth is known: node test/bench/tuning.ts [providers a family] [seed].
 * Each provider is caught five times with whatever the tuning advises; then its advice is held against the best policy of the same
 * class that knows the provider's distribution, and against the one fixed delay that is best for the whole family.
 */
const perGroup = Number(process.argv[2] ?? 130);
const seed = Number(process.argv[3] ?? 1);
const LAPS = 5;
const DRAWS = 1_000;
const deciles = Array.from({ length: 10 }, () => ({ stated: 0, caught: 0, laps: 0 }));
const note = (stated: number, caught: boolean): void => {
  const decile = deciles[Math.min(9, Math.floor(stated * 10))];
  if (!decile) return;
  decile.stated += stated;
  decile.caught += caught ? 1 : 0;
  decile.laps++;
};
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
const rows: string[] = [];
const random = seededRandom(seed);
let providers = 0;

for (const family of families) {
  for (const name of Object.keys(costs) as CostName[]) {
    const cost = costs[name];
    const totals = { first: 0, advised: 0, best: 0 };
    const byDelay = delaysMs.map(() => 0);
    for (let index = 0; index < perGroup; index++) {
      providers++;
      const provider = simulatedProvider(family, cost, random);
      const evidence: LapEvidence[] = [];
      const advise = (): { policy: Policy; prediction: Prediction } => {
        const prediction = new Prediction(believe(evidence.map((told, at) => ({ ...told, weight: 1, lapsAgo: evidence.length - at })), []));
        return { prediction, policy: bestPolicy(prediction, cost, INTERVAL_MS, HANDSHAKE_MS) };
      };
      for (let lap = 1; lap <= LAPS; lap++) {
        const { policy, prediction } = advise();
        const draw = provider.draw(lap, random);
        note(prediction.chance(policy, HANDSHAKE_MS), isCaught(draw, policy));
        // A delay that a person might try.
        const tried = { ...policy, firstDelayMs: delaysMs[Math.floor(random() * delaysMs.length)] ?? 0 };
        note(prediction.chance(tried, HANDSHAKE_MS), isCaught(draw, tried));
        const told = evidenceOf(lapOf(draw, policy, lap), cost);
        if (told) evidence.push(told);
        if (lap === 1) totals.first += isCaught(draw, policy) ? 1 : 0;
      }
      const draws = Array.from({ length: DRAWS }, () => provider.draw(LAPS + 1, random));
      const { policy, prediction } = advise();
      const next = draws[0];
      if (next) note(prediction.chance(policy, HANDSHAKE_MS), isCaught(next, policy));
      totals.advised += shareCaught(draws, policy);
      const shares = sharesByDelay(draws, cost);
      totals.best += Math.max(...shares);
      shares.forEach((share, at) => (byDelay[at] = (byDelay[at] ?? 0) + share));
    }
    const bestFixed = Math.max(...byDelay);
    const fixedDelayMs = delaysMs[byDelay.indexOf(bestFixed)] ?? 0;
    rows.push(
      `${family.padEnd(12)} ${name.padEnd(6)} ${percent(totals.first / perGroup)} ${percent(totals.advised / perGroup)} ${percent(totals.best / perGroup)} ${percent(totals.advised / totals.best)} ${percent(bestFixed / perGroup)} (${fixedDelayMs} ms)`,
    );
    process.stdout.write('.');
  }
}

process.stdout.write(`\n${providers} providers, ${LAPS} laps each, seed ${seed}\nfamily       early   lap 1    after 5     best  of best  best fixed delay\n${rows.join('\n')}\n\nstated → caught (laps)\n`);
for (const { stated, caught, laps } of deciles) {
  if (laps > 0) process.stdout.write(`${percent(stated / laps)} → ${percent(caught / laps)}  ${laps}  (off by ${((caught - stated) * 100 / laps).toFixed(1)})\n`);
}
