import { unknownProviderProfile } from '../core/providers/provider.ts';
import type { LapRecord } from '../core/tuning/lap-record.ts';
import { lapsOfTimeline } from '../core/tuning/laps-of-timeline.ts';
import { openTuner } from '../core/tuning/node/open-tuner.ts';
import { serverKey } from '../core/tuning/server-key.ts';
import type { Context } from './context.ts';
import { withRecording } from './recording-files.ts';
import { homeFolder, tellPerson } from './targets.ts';

export interface AttemptsFlags {
  readonly json: boolean;
  readonly import?: string;
}

/** How many laps a table shows; `--json` gives all of them. */
const SHOWN = 40;

/** `bootcatch attempts`: the kept laps, the newest last. */
export function attemptsCommand(context: Context, flags: { readonly json: boolean }): number {
  const tuning = openTuner(homeFolder(context), tellPerson(context));
  try {
    const laps = tuning.attempts.laps({ limit: flags.json ? Number.MAX_SAFE_INTEGER : SHOWN });
    if (flags.json) context.stdout.write(`${JSON.stringify(laps, undefined, 2)}\n`);
    else if (laps.length === 0) context.stdout.write(`${context.say('tuning.noLaps')}\n`);
    else for (const lap of laps) context.stdout.write(`${lapLine(context, lap)}\n`);
    return 0;
  } finally {
    tuning.close();
  }
}

/**
 * `bootcatch attempts --import`: the laps of a recording's timeline, each kept once. The timing that a catch went by is not in its timeline: what stands
 * for it is the usual one.
 */
export async function importLaps(context: Context, file: string): Promise<number> {
  const laps = await withRecording(file, ({ events, about }) => {
    const provider = about?.provider ?? 'url';
    const { firstDelayMs, intervalMs, maxInFlight, probeTimeoutMs } = unknownProviderProfile;
    const server = serverKey({ provider, label: about?.target ?? '' }, undefined);
    return Promise.resolve(lapsOfTimeline(events, { catchId: `recording:${about?.startedAt ?? file}`, server, region: null, firmware: 'unknown', settings: { firstDelayMs, intervalMs, maxInFlight, probeTimeoutMs } }));
  });
  const tuning = openTuner(homeFolder(context), tellPerson(context));
  try {
    // A catch on this machine has kept its laps itself, under a name of its own.
    const known = new Set(tuning.attempts.laps({ limit: Number.MAX_SAFE_INTEGER }).map(({ startedAt }) => startedAt));
    const fresh = laps.filter(({ startedAt }) => !known.has(startedAt));
    for (const lap of fresh) tuning.attempts.add(lap);
    context.stdout.write(`${context.say('cli.lapsImported', { count: fresh.length, total: laps.length })}\n`);
    return 0;
  } finally {
    tuning.close();
  }
}

function lapLine(context: Context, lap: LapRecord): string {
  const away = lap.goneMs === null || lap.connectedMs === null ? '–' : context.say('time.seconds', { seconds: ((lap.connectedMs - lap.goneMs) / 1_000).toFixed(2) });
  return `${lap.startedAt.slice(0, 19).replace('T', ' ')}  ${context.say(`tuning.outcome.${lap.outcome}`)}  ${away.padStart(8)}  ${String(lap.probeCount).padStart(4)}  ${lap.key.padEnd(6)}  ${lap.server}`;
}
