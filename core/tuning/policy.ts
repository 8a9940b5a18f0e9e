import type { EarlyProbeCost } from '../providers/provider.ts';

/** When to try: the first probe after `firstDelayMs`, then one every `intervalMs`. */
export interface Policy {
  readonly firstDelayMs: number;
  readonly intervalMs: number;
}

/** Beyond what the cost asks for, so that a clock that runs fast does not spoil it. */
const BLIND_MARGIN_MS = 100;
/** Longer than any menu waits. */
const NEVER_MS = 3_600_000;

/** Probes closer than this can't be of use. */
export function spacingMs(intervalMs: number, { blindMs }: EarlyProbeCost): number {
  return blindMs > 0 ? Math.max(intervalMs, blindMs + BLIND_MARGIN_MS) : intervalMs;
}

/** The probes of a policy that a gateway lets in where early ones cost so much: denser ones fall into the punishment, or keep it up for ever. */
export function asLetIn(policy: Policy, { blindMs, restarts }: EarlyProbeCost): Policy {
  const { firstDelayMs, intervalMs } = policy;
  if (intervalMs >= blindMs) return policy;
  return { firstDelayMs, intervalMs: restarts ? NEVER_MS : Math.ceil(blindMs / intervalMs) * intervalMs };
}
