import type { LapRecord } from '../core/tuning/lap-record.ts';
import { openTuner } from '../core/tuning/node/open-tuner.ts';
import type { Context } from './context.ts';
import { homeFolder, tellPerson } from './targets.ts';

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

function lapLine(context: Context, lap: LapRecord): string {
  const away = lap.goneMs === null || lap.connectedMs === null ? '–' : `${((lap.connectedMs - lap.goneMs) / 1_000).toFixed(2)} s`;
  return `${lap.startedAt.slice(0, 19).replace('T', ' ')}  ${context.say(`tuning.outcome.${lap.outcome}`)}  ${away.padStart(8)}  ${String(lap.probeCount).padStart(4)}  ${lap.key.padEnd(6)}  ${lap.server}`;
}
