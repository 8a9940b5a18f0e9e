import type { Random } from '../../../core/practice/simulated/random.ts';
import type { EarlyProbeCost } from '../../../core/providers/provider.ts';
import type { LapRecord, ProbeRecord } from '../../../core/tuning/lap-record.ts';
import type { Policy } from '../../../core/tuning/policy.ts';
import { heldLap } from './laps.ts';
import type { Draw } from './simulated-providers.ts';

/** How unevenly a busy machine does what it is to do. */
export interface Jitter {
  /** Probes begin, arrive and are answered up to so much late, each. */
  readonly lateMs: number;
  /** Early probes hang for so long before they are ended; 0: they are ended at once. */
  readonly hangMs?: number;
  /** From a probe's arrival to the first key. */
  readonly handshakeMs?: number;
  /** So many first probes of a lap, if they come within a second, still meet the console that is going away, and are not punished. */
  readonly unpunished: number;
}

const GONE_MS = 200;
const GOING_AWAY_MS = 1_000;
const PROBE_LIMIT = 400;

/**
 * A lap as the catcher's timeline tells it behind a gateway that punishes early probes, as the benchmark's does: it turns away what comes
 * before the console is there, and for a while from then on whatever comes. The punishment counts from a probe's arrival, which the record does not tell.
 */
export function gatewayLap({ downMs, windowMs }: Draw, { firstDelayMs, intervalMs }: Policy, cost: EarlyProbeCost, { lateMs, unpunished, hangMs = 0, handshakeMs = 40 }: Jitter, random: Random): LapRecord {
  const late = (): number => Math.round(lateMs * random());
  const backMs = GONE_MS + downMs;
  const probes: ProbeRecord[] = [];
  let blindUntilMs = -Infinity;
  let connectedMs: number | undefined;
  for (let startedMs = GONE_MS + firstDelayMs; connectedMs === undefined && probes.length < PROBE_LIMIT; startedMs += intervalMs + late() / 10) {
    const arrivesMs = startedMs + late();
    const isBlind = arrivesMs < blindUntilMs;
    if (!isBlind && arrivesMs >= backMs) {
      connectedMs = arrivesMs + handshakeMs + late();
      probes.push({ startedMs, endedMs: connectedMs, result: 'accepted' });
      continue;
    }
    const meetsOld = probes.length < unpunished && startedMs < GONE_MS + GOING_AWAY_MS;
    if (!meetsOld && (!isBlind || cost.restarts)) blindUntilMs = arrivesMs + cost.blindMs;
    probes.push({ startedMs, endedMs: arrivesMs + (isBlind || meetsOld ? 0 : hangMs) + late() + 1, result: 'cut' });
  }
  const connected = connectedMs ?? null;
  const endMs = backMs + windowMs;
  const isHeld = connected !== null && connected <= endMs;
  return heldLap({
    goneMs: GONE_MS,
    probes,
    probeCount: probes.length,
    connectedMs: connected,
    handshakeMs: connected === null ? null : handshakeMs,
    menuSeenMs: isHeld ? Math.max(connected + 50, endMs - 900) : null,
    countdown: isHeld ? [{ atMs: Math.max(connected + 50, endMs - 900), secondsLeft: 1 }] : [],
    heldMs: isHeld ? connected + 500 : null,
    pastLoaderMs: isHeld || connected === null ? null : connected + 60,
    outcome: isHeld ? 'held' : 'missed',
  });
}
