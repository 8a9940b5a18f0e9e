import { seededRandom } from '../../core/practice/simulated/random.ts';
import type { EarlyProbeCost } from '../../core/providers/provider.ts';
import { believe } from '../../core/tuning/belief.ts';
import { evidenceOf, type LapEvidence } from '../../core/tuning/evidence.ts';
import { libraryOf } from '../../core/tuning/hypotheses.ts';
import type { Policy } from '../../core/tuning/policy.ts';
import { bestPolicy, Prediction } from '../../core/tuning/prediction.ts';
import { behaviourOf, costs, families, HANDSHAKE_MS, INTERVAL_MS, lapOf, shareCaught, sharesByDelay, simulatedProvider, type CostName, type Draw } from '../unit/tuning/simulated-providers.ts';

/**
 * How much of the best policy anybody can reach after five laps: node test/bench/tuning-ceiling.ts [family] [early probe] [providers] [seed].
 * Bayes' rule with the simulation's own prior, which no real tuning has, on what the laps tell; the same where each lap told both of its
 * times to 20 ms, which no lap does behind a ban; and the product's tuning.
 */
const family = families.find((name) => name === process.argv[2]) ?? 'bimodal';
const early = Object.keys(costs).find((name): name is CostName => name === process.argv[3]) ?? 'ban';
const providers = Number(process.argv[4] ?? 126);
const random = seededRandom(Number(process.argv[5] ?? 7));
const LAPS = 5;
const DRAWS = 1_000;
const EXACT_MS = 20;
const PRIOR_SIZE = 16_384;

const cost: EarlyProbeCost = costs[early];
const priorRandom = seededRandom(1);
const truePrior = libraryOf(Array.from({ length: PRIOR_SIZE }, () => behaviourOf(family, priorRandom)));

function advise(told: readonly LapEvidence[], library?: typeof truePrior): Policy {
  const belief = believe(told.map((lap, at) => ({ ...lap, weight: 1, lapsAgo: told.length - at })), [], library);
  return bestPolicy(new Prediction(belief), cost, INTERVAL_MS, HANDSHAKE_MS);
}

/** The advice after the laps, each of which was run with the advice before it. */
function adviceAfter(laps: readonly Draw[], library?: typeof truePrior): Policy {
  const told: LapEvidence[] = [];
  for (const [at, lap] of laps.entries()) {
    const evidence = evidenceOf(lapOf(lap, advise(told, library), at + 1), cost);
    if (evidence) told.push(evidence);
  }
  return advise(told, library);
}

const exactly = (ms: number): { afterMs: number; byMs: number } => ({ afterMs: ms - EXACT_MS, byMs: ms + EXACT_MS });
const caught = { best: 0, exact: 0, prior: 0, product: 0 };
for (let index = 0; index < providers; index++) {
  const provider = simulatedProvider(family, cost, random);
  const laps = Array.from({ length: LAPS }, (_, at) => provider.draw(at + 1, random));
  const draws = Array.from({ length: DRAWS }, () => provider.draw(LAPS + 1, random));
  caught.best += Math.max(...sharesByDelay(draws, cost));
  caught.exact += shareCaught(draws, advise(laps.map(({ downMs, windowMs }) => ({ down: exactly(downMs), end: exactly(downMs + windowMs) })), truePrior));
  caught.prior += shareCaught(draws, adviceAfter(laps, truePrior));
  caught.product += shareCaught(draws, adviceAfter(laps));
}
console.log(`${family}, ${early}, ${providers} providers, ${LAPS} laps`);
for (const [name, sum] of Object.entries(caught)) console.log(`${name.padEnd(8)} ${((sum / providers) * 100).toFixed(1)} %, of the best ${((sum / caught.best) * 100).toFixed(1)} %`);
