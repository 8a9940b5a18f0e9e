import type { PlanOffer } from '../contract/acting.ts';
import { parsePlan } from '../plans/grammar.ts';
import { namedPlans } from '../plans/named.ts';
import type { Reading } from '../reading/reading.ts';
import type { PlanAdvice } from './plan-advice.ts';

/**
 * The named plans that fit what is on the screen, the mildest first. Kernel lines are edited in GRUB 2's editor alone.
 * @param advice what earlier screens spoke for; it then stands before all others, with its reason
 */
export function planOffers(reading: Reading | undefined, advice?: PlanAdvice): PlanOffer[] {
  const menu = reading?.menu;
  if (menu?.view !== 'menu' || menu.kind === 'firmware') return [];
  return namedPlans
    .filter(({ steps }) => menu.kind === 'grub2' || !parsePlan(steps).steps.some(({ kind }) => kind === 'editKernel'))
    .sort((one, other) => Number(other.name === advice?.plan) - Number(one.name === advice?.plan))
    .map(({ name, title, effect, writes }) => ({
      name,
      title: { key: title, values: {} },
      effect: { key: effect, values: {} },
      why: advice?.plan === name ? { key: advice.why, values: {} } : null,
      writes,
    }));
}
