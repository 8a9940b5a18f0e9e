import { z } from 'zod';

/** Which shape a failed probe had. An observation, never a cause. */
export const probeFailures = ['refused', 'timeout', 'cut', 'closedBeforeRfb', 'downstreamRefused', 'http', 'tls', 'protocol', 'authentication', 'superseded', 'other'] as const;

/** The catcher's states; `core/catch/machine.ts` has the table. */
export const catchStates = [
  'preparing',
  'rebooting',
  'down',
  'reaching',
  'pressing',
  'missed',
  'held',
  'planFailed',
  'uncatchable',
  'gaveUp',
  'failed',
  'cancelled',
] as const;

/** How a catch ends. */
export const outcomes = ['held', 'planFailed', 'uncatchable', 'gaveUp', 'failed', 'cancelled'] as const;

const count = z.number().int().nonnegative();
const milliseconds = z.number().nonnegative();
const message = z.object({ key: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });
const menu = z.object({
  kind: z.string(),
  title: z.string(),
  entries: z.array(z.string()),
  selected: count.nullable(),
});

/** Each kind of event with what it carries beyond its times. */
const payloads = [
  z.object({ event: z.literal('catchStarted'), target: z.string(), provider: z.string(), reboot: z.enum(['hard', 'soft', 'manual']), lapLimit: count, keys: z.string() }),
  z.object({ event: z.literal('state'), from: z.enum(catchStates), to: z.enum(catchStates) }),
  z.object({ event: z.literal('lapStarted'), lap: count, key: z.string(), reason: message }),
  z.object({ event: z.literal('rebootAsked'), kind: z.enum(['hard', 'soft', 'manual']) }),
  z.object({ event: z.literal('rebootAnswered'), tookMs: milliseconds }),
  z.object({ event: z.literal('rebootRefused'), message }),
  z.object({ event: z.literal('drop'), code: count.optional(), reason: z.string().optional(), kind: z.enum(['closed', 'cut', 'local']) }),
  z.object({ event: z.literal('reset'), seen: z.enum(['blank', 'firmware', 'sizeChange', 'bootLoader', 'answer']) }),
  z.object({ event: z.literal('endpointAsked'), why: z.enum(['first', 'fresh']) }),
  z.object({ event: z.literal('endpointAnswered'), tookMs: milliseconds }),
  z.object({ event: z.literal('endpointRefused'), message, tookMs: milliseconds }),
  z.object({ event: z.literal('probeStarted'), probe: count, endpoint: z.enum(['old', 'fresh']), handshake: z.enum(['whole', 'split', 'polite']) }),
  z.object({ event: z.literal('probeFailed'), probe: count, failure: z.enum(probeFailures), message, tookMs: milliseconds }),
  z.object({ event: z.literal('connected'), probe: count, handshake: z.enum(['whole', 'split', 'polite']), tookMs: milliseconds, awayMs: milliseconds }),
  z.object({ event: z.literal('firstFrame'), width: count, height: count }),
  z.object({ event: z.literal('screenSize'), width: count, height: count }),
  z.object({ event: z.literal('phase'), phase: z.string() }),
  z.object({ event: z.literal('keySent'), key: z.string(), count, why: z.enum(['nothingSeen', 'menuSeen', 'proof', 'plan', 'person']) }),
  z.object({ event: z.literal('menuSeen'), menu, secondsLeft: z.number().nullable() }),
  z.object({ event: z.literal('countdownRead'), secondsLeft: z.number() }),
  z.object({ event: z.literal('countdownGone') }),
  z.object({ event: z.literal('held'), menu, proof: z.string(), key: z.string() }),
  z.object({ event: z.literal('heldLost') }),
  z.object({ event: z.literal('missed'), message }),
  z.object({ event: z.literal('panicRead'), reason: z.string(), rebootInSeconds: z.number().optional() }),
  z.object({ event: z.literal('stopNeeded'), message }),
  z.object({ event: z.literal('notice'), message }),
  z.object({ event: z.literal('planStep'), step: z.string() }),
  z.object({ event: z.literal('entryChosen'), entry: z.string() }),
  z.object({
    event: z.literal('result'),
    outcome: z.enum(outcomes),
    laps: count,
    key: z.string().nullable(),
    proof: z.string().nullable(),
    menu: menu.nullable(),
    message,
    elapsedMs: milliseconds,
  }),
] as const;

/** What every event carries: its monotonic time since the timeline began and the wall clock. */
const stamp = z.object({ atMs: milliseconds, wallTime: z.iso.datetime() });

export const timelineEventSchema = z.intersection(z.discriminatedUnion('event', payloads), stamp);

/** One thing that happened, before it is stamped. */
export type TimelinePayload = z.infer<(typeof payloads)[number]>;
/** One thing that happened and when. */
export type TimelineEvent = TimelinePayload & z.infer<typeof stamp>;
export type TimelineMenu = z.infer<typeof menu>;
export type TimelineMessage = z.infer<typeof message>;
export type CatchState = (typeof catchStates)[number];
export type Outcome = (typeof outcomes)[number];
export type ProbeFailure = (typeof probeFailures)[number];
