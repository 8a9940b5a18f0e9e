import { existsSync } from 'node:fs';
import { catchOnce, type OwnLap } from './contenders/bootcatch.ts';
import type { Contender } from './contenders/contender.ts';
import { startNoVnc } from './contenders/novnc.ts';
import { plainPoller } from './contenders/plain-poller.ts';
import { cross, draw, gauntletImages, type Condition, type GauntletImage } from './draw.ts';
import { runLap, type LapOutcome } from './lap.ts';
import { ms, percentile, table, type Section } from './numbers.ts';

export interface GauntletOptions {
  readonly laps: number;
  readonly images: readonly GauntletImage[];
  readonly full: boolean;
  /** Laps of each peer an image; 0: no peers. */
  readonly peerLaps: number;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

interface Row {
  readonly name: string;
  readonly conditions: readonly Condition[];
}

const share = (laps: readonly { readonly held: boolean }[]): string => `${laps.filter(({ held }) => held).length} of ${laps.length}`;
const allowed = (laps: readonly { readonly possible: boolean }[]): string => `${laps.filter(({ possible }) => possible).length} of ${laps.length}`;
const describe = ({ roundTripMs, tokenMode, downMs, proxy = 'nova' }: Condition): string => `${roundTripMs} ms, ${tokenMode}, down ${downMs} ms, ${proxy}`;

/** The gauntlet: bootcatch and its peers at the same laps. */
export async function gauntlet(options: GauntletOptions): Promise<Section> {
  const { images, laps, full, random, log } = options;
  const rows: Row[] = images.map((image) => ({ name: image, conditions: full ? cross(image, random) : draw(image, laps, random) }));
  if (images.includes('text-1')) rows.push({ name: 'text-1, console call 1 s', conditions: draw('text-1', laps, random, 1_000) });
  const own = new Map<string, LapOutcome<OwnLap>[]>();
  for (const { name, conditions } of rows) {
    own.set(name, await each(conditions, (condition) => runLap(condition, (target, stopped) => catchOnce(target, {}, AbortSignal.any([stopped]))), `bootcatch, ${name}`, log));
  }
  const peers: string[][] = [];
  for (const peer of options.peerLaps > 0 ? await startPeers(log) : []) {
    for (const { name, conditions } of rows) {
      const outcomes = await each(conditions.slice(0, options.peerLaps), (condition) => runLap(condition, (target, stopped) => peer.lap(target, stopped)), `${peer.name}, ${name}`, log);
      const same = (own.get(name) ?? []).slice(0, options.peerLaps);
      peers.push([peer.name, name, share(outcomes), share(same)]);
    }
    await peer.close?.();
  }

  const all = [...own.values()].flat();
  const untrue = all.filter(({ held, contender }) => contender && held !== (contender.result.outcome === 'held'));
  const stops = all.flatMap(({ contender }) => contender?.keysStoppedMs ?? []);
  const hidden = (own.get('hidden-0') ?? []).filter(({ condition }) => condition.tokenMode === 'survives' && condition.roundTripMs <= 50);
  const missed = [...own].flatMap(([name, outcomes]) => outcomes.filter(({ held }) => !held).map(({ condition, why, possible, contender }) => `- ${name}: ${describe(condition)}; ${contender?.result.outcome ?? 'broken'}; ${why}; ${possible ? 'possible' : 'not possible'}`));
  const body = [
    table(['image', 'held', 'physics allows', 'port open → first key, median'], [...own].map(([name, outcomes]) => [name, share(outcomes), allowed(outcomes), ms(percentile(outcomes.flatMap(({ firstKeyMs }) => firstKeyMs ?? []), 0.5))])),
    hidden.length > 0 ? `hidden-0 with an address that survives, at 0 and 50 ms: ${share(hidden)}.` : '',
    [`Verdicts that the machine contradicts: ${untrue.length}.`, ...untrue.map(({ condition, contender, why }) => `${describe(condition)}: ${JSON.stringify(contender?.result.message)} while ${why}`)].join('\n- '),
    `A complete menu picture received → keys stopped, 95th percentile of ${stops.length}: ${ms(percentile(stops, 0.95))} (target: below 150 ms).`,
    missed.length > 0 ? `Missed:\n\n${missed.join('\n')}` : '',
    peers.length > 0 ? table(['peer', 'image', 'held', 'bootcatch at the same laps'], peers) : '',
  ];
  return { name: 'gauntlet', title: full ? 'The gauntlet, the whole cross' : `The gauntlet, ${laps} laps an image`, body: body.filter((part) => part !== '').join('\n\n') };
}

async function each<T>(conditions: readonly Condition[], run: (condition: Condition) => Promise<LapOutcome<T>>, name: string, log: (line: string) => void): Promise<LapOutcome<T>[]> {
  const outcomes: LapOutcome<T>[] = [];
  for (const [index, condition] of conditions.entries()) {
    // A miss is a miss, whatever broke.
    const outcome = await run(condition).catch((error: unknown): LapOutcome<T> => ({ condition, held: false, why: `the lap broke: ${String(error)}`, possible: true, firstKeyMs: undefined, contender: undefined }));
    outcomes.push(outcome);
    log(`${name} ${index + 1}/${conditions.length}: ${outcome.held ? 'held' : 'MISSED'} (${describe(condition)}; ${outcome.why})`);
  }
  return outcomes;
}

async function startPeers(log: (line: string) => void): Promise<Contender[]> {
  if (!existsSync('/usr/bin/chromium')) {
    log('Without Chromium: noVNC is left out.');
    return [plainPoller];
  }
  return [plainPoller, await startNoVnc(5_000), await startNoVnc(2_000)];
}

export { gauntletImages };
