import { z } from 'zod';
import { probeFailures } from '../timeline/events.ts';

const milliseconds = z.number().nonnegative();
const seen = milliseconds.nullable();

/** The most probes that a record keeps: the first ones and the last ones tell when the console was not there yet and when it was. */
export const PROBES_KEPT = 200;

/** One try to reach the console. `open`: still under way when another one won. */
export const probeRecordSchema = z.object({
  startedMs: milliseconds,
  endedMs: seen,
  result: z.enum([...probeFailures, 'accepted', 'open']),
});
export type ProbeRecord = z.infer<typeof probeRecordSchema>;

/** One lap of one catch as it is kept for good. Every time is in milliseconds since the reboot was asked for; null: not seen. */
export const lapRecordSchema = z.object({
  catchId: z.string().max(100),
  lap: z.number().int().positive(),
  startedAt: z.iso.datetime(),
  provider: z.string().max(100),
  /** The server within this installation; never leaves the machine. */
  server: z.string().max(500),
  region: z.string().max(100).nullable(),
  rebootKind: z.enum(['hard', 'soft', 'manual']).nullable(),
  firmware: z.enum(['bios', 'uefi', 'unknown']),
  /** Kind of the menu that was read, such as `grub2`, and its first line. */
  loader: z.string().max(40).nullable(),
  loaderTitle: z.string().max(200).nullable(),
  answeredMs: seen,
  /** When the console's connection ended. */
  goneMs: seen,
  /** True where the console stayed open through the reboot. */
  stayed: z.boolean(),
  probes: z.array(probeRecordSchema).max(PROBES_KEPT),
  probeCount: z.number().int().nonnegative(),
  connectedMs: seen,
  /** From the accepted probe's start to the end of the RFB handshake. */
  handshakeMs: seen,
  firstFrameMs: seen,
  menuSeenMs: seen,
  /** Seconds read on the menu, each with its time. */
  countdown: z.array(z.object({ atMs: milliseconds, secondsLeft: z.number() })).max(30),
  heldMs: seen,
  /** When the screen showed that the boot loader had gone on. */
  pastLoaderMs: seen,
  /** The key that the lap began with, and each key with how often it was sent. */
  key: z.string().max(200),
  pressed: z.record(z.string(), z.number().int().nonnegative()),
  /** `abandoned`: the catch ended in the middle of the lap. */
  outcome: z.enum(['held', 'missed', 'abandoned']),
  /** Message key that says why it was missed. */
  reason: z.string().nullable(),
  settings: z.object({ firstDelayMs: milliseconds, intervalMs: milliseconds, maxInFlight: z.number().int().positive(), probeTimeoutMs: milliseconds }),
});
export type LapRecord = z.infer<typeof lapRecordSchema>;
