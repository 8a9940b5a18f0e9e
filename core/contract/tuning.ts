import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { messageSchema, onServer, procedure, serverIdSchema } from './base.ts';

/** Where a number comes from. `lastLap`: as the last lap had it, the server not having been asked yet. `laps`: how many it rests on. `evidence`: how sure a built-in number or a profile is, where that is known. */
export const originSchema = z.object({
  kind: z.enum(['set', 'server', 'provider', 'profile', 'imported', 'builtIn', 'lastLap']),
  laps: z.number().int().nullable(),
  evidence: z.enum(['measured', 'confirmed', 'inferred', 'unconfirmed']).nullable(),
});
export type Origin = z.infer<typeof originSchema>;

export const tunedSettings = ['firstDelayMs', 'intervalMs', 'maxInFlight', 'probeTimeoutMs'] as const;

/** One number that the next catch would use. */
export const settingInUseSchema = z.object({ name: z.enum(tunedSettings), value: z.number(), origin: originSchema });
export type SettingInUse = z.infer<typeof settingInUseSchema>;

/** A server under the name by which its laps are kept; also one that has none yet. */
export const tunedServerSchema = z.object({
  key: z.string(),
  /** The server in the list, for settings and calibrating; null where it is not there now. */
  serverId: serverIdSchema.nullable(),
  name: z.string(),
  /** Message key of what is practised, on a practice server. */
  scenario: z.string().nullable(),
  provider: z.string(),
  laps: z.number().int(),
  held: z.number().int(),
  missed: z.number().int(),
  lastAt: z.string().nullable(),
});
export type TunedServer = z.infer<typeof tunedServerSchema>;

const seen = z.number().nullable();

/** One lap on its own clock: milliseconds since the reboot was asked for; null: not seen. */
export const tunedLapSchema = z.object({
  id: z.string(),
  startedAt: z.string(),
  outcome: z.enum(['held', 'missed', 'abandoned']),
  /** Message key: why it was missed. */
  reason: z.string().nullable(),
  goneMs: seen,
  /** When the first and the last probe that failed began, and the one that got in. */
  firstFailedMs: seen,
  lastFailedMs: seen,
  acceptedMs: seen,
  connectedMs: seen,
  menuSeenMs: seen,
  heldMs: seen,
  /** When the menu was over, or would have been by its countdown. */
  menuEndMs: seen,
  /** Where the lap's bar ends. */
  endMs: z.number(),
  probes: z.number().int(),
  key: z.string(),
  firstDelayMs: z.number(),
});
export type TunedLap = z.infer<typeof tunedLapSchema>;

const range = z.tuple([z.number(), z.number()]);
const quantiles = z.tuple([z.number(), z.number(), z.number()]);

export const tunedAdviceSchema = z.object({
  /** What to do and why, in one sentence; null where nothing was learnt. */
  sentence: messageSchema.nullable(),
  ownLaps: z.number().int(),
  otherLaps: z.number().int(),
  /** What a try that comes too early costs: for so long none gets in. 0: nothing. */
  earlyProbe: z.object({ blindMs: z.number(), source: z.enum(['told', 'learnt', 'assumed']) }),
  /** The first delay and interval with the highest chance. */
  firstDelayMs: z.number(),
  intervalMs: z.number(),
  /** A stretch since the console's end that is probed more densely; null where there is none. */
  dense: z.object({ fromMs: z.number(), toMs: z.number(), intervalMs: z.number() }).nullable(),
  chance: z.number(),
  /** The chance lies in here with 80 % probability. */
  chanceRange: range,
  /** How long the console is away, and the menu then waits: 5 %, one half and 95 % of the laps are below. */
  downMs: quantiles,
  windowMs: quantiles,
  /** The share of the laps in which the console is back by the advised first delay. */
  backByFirst: z.number(),
  /** ISO 8601: since when the server behaves differently. */
  changedSince: z.string().nullable(),
});
export type TunedAdvice = z.infer<typeof tunedAdviceSchema>;

/** The chance to catch with a first delay, the range in which it lies with 80 % probability, and the tries that it takes on average. */
export const curvePointSchema = z.object({ delayMs: z.number(), chance: z.number(), range, probes: z.number() });
export type CurvePoint = z.infer<typeof curvePointSchema>;

/** Everything that the page shows of one server; of the laps the newest. */
export const tunedDetailSchema = z.object({
  server: tunedServerSchema,
  /** Oldest first. */
  laps: z.array(tunedLapSchema),
  advice: tunedAdviceSchema,
  settings: z.array(settingInUseSchema),
  /** Evenly spaced first delays, beginning with 0, tried with the interval in use. */
  curve: z.array(curvePointSchema),
  /** The same for the first delay in use. */
  inUse: curvePointSchema,
  /** How long the console was away as the laps alone say: shares of the laps between two bounds. */
  downSteps: z.array(z.object({ afterMs: z.number(), byMs: seen, share: z.number() })),
  /** Outcomes by day (UTC), oldest first. */
  days: z.array(z.object({ day: z.string(), held: z.number().int(), missed: z.number().int(), abandoned: z.number().int() })),
  /** There is something of its provider that may be shared: not of practice machines and pasted addresses. */
  canExport: z.boolean(),
  calibration: z.object({
    /** bootcatch can reboot it; null where nobody has asked the provider yet. */
    canReboot: z.boolean().nullable(),
    harmless: z.boolean(),
    /** About how long one lap takes. */
    lapMs: z.number(),
  }),
});
export type TunedDetail = z.infer<typeof tunedDetailSchema>;

export const calibrationTimesSchema = z.number().int().min(1).max(50);

/** A calibration that runs, or the last one. */
export const calibrationSchema = z.object({
  serverId: serverIdSchema,
  serverName: z.string(),
  times: z.number().int(),
  outcomes: z.array(z.enum(['held', 'missed'])),
  /** About how long it still takes; 0 once it has ended. */
  remainingMs: z.number(),
  running: z.boolean(),
  /** Why it ended early; null where it runs or is done. */
  problem: messageSchema.nullable(),
});
export type CalibrationSnapshot = z.infer<typeof calibrationSchema>;

export const tuningContract = {
  /** Servers with laps, the most recently caught first, then the others of the list. */
  servers: procedure.output(z.array(tunedServerSchema)),
  detail: procedure.input(z.object({ key: z.string().min(1).max(500) })).output(tunedDetailSchema),
  /** Now and after each lap kept, setting changed, profile imported or calibration moved on: what `servers` and `detail` say may then be different. */
  watch: procedure.output(eventIterator(z.object({ revision: z.number().int(), calibration: calibrationSchema.nullable() }))),
  /**
   * Reboots a server so many times, one lap each, to measure it; one server at a time. Returns when it has begun. `agreedResets` as in `catches.start`.
   * Its laps are catches: they are seen, and answered, as such.
   */
  calibrate: procedure.input(onServer.extend({ times: calibrationTimesSchema, agreedResets: z.number().int().min(0).optional() })).output(z.void()),
  /** Ends the calibration before its next act; harmless where none runs. */
  stopCalibration: procedure.output(z.void()),
  /** The text of a profile file for one provider: times alone, no names, addresses or dates. */
  exportProfile: procedure.input(z.object({ provider: z.string().max(100) })).output(z.object({ text: z.string() })),
  /** Takes over the text of a profile file. @returns the providers in it */
  importProfile: procedure.input(z.object({ name: z.string().max(255), text: z.string().max(1_000_000) })).output(z.object({ providers: z.array(z.string()) })),
};
