import { z } from 'zod';
import { METHOD, type Assumption, type Estimate, type EstimateRequest } from './estimate.ts';
import { hypotheses } from './hypotheses.ts';

/** An estimate as it is kept beside the laps: it can be made again from them at any time. */
export interface KeptEstimate {
  /** All but the probabilities of the hypotheses, as JSON. */
  readonly told: string;
  /** Those of one assumption after the other. */
  readonly weights: Float64Array;
}

const shared = z.object({
  cost: z.object({ blindMs: z.number(), restarts: z.boolean() }),
  share: z.number(),
  change: z.object({ chance: z.number(), fromLap: z.number() }),
  logEvidence: z.number(),
});
const toldSchema = z.object({
  assumptions: z.array(shared),
  costSource: z.enum(['told', 'learnt', 'assumed']),
  ownLaps: z.number(),
  otherLaps: z.number(),
});

/** All that an estimate depends on: a kept one holds as long as this is the same to the letter. */
export function inputsOf({ earlyProbe, own, others, known, knownEvidence }: EstimateRequest): string {
  return JSON.stringify([METHOD, earlyProbe, own, others, known, knownEvidence]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function keptFrom({ actedOn, alternatives, ...counts }: Estimate): KeptEstimate {
  const all = [actedOn, ...alternatives];
  const assumptions = all.map(({ cost, share, belief: { change, logEvidence } }) => ({ cost, share, change, logEvidence }));
  const { count } = actedOn.belief.library;
  const weights = new Float64Array(all.length * count);
  all.forEach(({ belief }, at) => weights.set(belief.weights, at * count));
  return { told: JSON.stringify({ assumptions, ...counts } satisfies z.infer<typeof toldSchema>), weights };
}

/** @returns undefined where it is none that can be read */
export function estimateFromKept({ told, weights }: KeptEstimate): Estimate | undefined {
  const library = hypotheses();
  const { data } = toldSchema.safeParse(parsed(told));
  if (data?.assumptions.length !== weights.length / library.count) return undefined;
  const { assumptions, ...counts } = data;
  const [actedOn, ...alternatives] = assumptions.map(({ cost, share, ...belief }, at): Assumption => ({
    cost,
    share,
    belief: { library, weights: weights.subarray(at * library.count, (at + 1) * library.count), ...belief },
  }));
  return actedOn && { actedOn, alternatives, ...counts };
}
