import type { Condition } from './draw.ts';

/** What the lab's Nova takes on average, as measured on a real one: a call, the look at a token, and how long before the port opens a token for it can be had. */
const callMs = 50;
const tokenCheckMs = 165;
const earlyMs = 100;

/**
 * The least time from the console's port opening to a key in the guest that any client can need in this condition, with perfect luck.
 *
 * Where an address lives on, a dial may wait at the gateway's own connect: its greeting comes half a round trip later, and the keys half a round
 * trip after that: one in all. Where it does not, a new one must be asked for (a round trip and the call, which may begin as early as
 * the cloud hands out good ones), dialled (TCP and upgrade: two), looked up, and greeted (one).
 */
export function leastMs({ roundTripMs, tokenMode, consoleCallMs = 0, proxy }: Condition): number {
  // A websockify keeps no calendar of tokens and hands the client's first bytes on as they are.
  const greeting = proxy === 'websockify' ? roundTripMs / 2 : roundTripMs;
  if (tokenMode === 'survives' || tokenMode === 'once') return greeting;
  const askedMs = Math.max(0, roundTripMs + callMs + consoleCallMs - earlyMs);
  return askedMs + 2 * roundTripMs + (proxy === 'websockify' ? 0 : tokenCheckMs) + greeting;
}

/** Whether a key could have come in time: the boot loader looks for keys until its timeout after the moment at which it came to its menu. */
export function wasPossible(condition: Condition, times: { readonly portOpenMs: number; readonly menuMs: number }, timeoutSeconds: number): boolean {
  return times.menuMs + timeoutSeconds * 1_000 - times.portOpenMs >= leastMs(condition);
}
