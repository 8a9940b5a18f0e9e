import { writeFile } from 'node:fs/promises';
import { BootcatchError } from '../core/base/error.ts';
import { defaultScenario } from '../core/practice/scenarios.ts';
import { sayMessage } from '../core/timeline/describe.ts';
import { chanceAt, type Advice } from '../core/tuning/advice.ts';
import type { KeptServer } from '../core/tuning/attempts.ts';
import { evidenceOf } from '../core/tuning/evidence.ts';
import { reachOfLap } from '../core/tuning/lap-reach.ts';
import type { LapRecord } from '../core/tuning/lap-record.ts';
import { importProfiles, openTuner, type OpenTuner } from '../core/tuning/node/open-tuner.ts';
import { profilesOf, writeProfiles } from '../core/tuning/shared-profile.ts';
import { sentenceOf } from '../core/tuning/tuner.ts';
import { turnbull } from '../core/tuning/turnbull.ts';
import { calibrate } from './calibrate.ts';
import type { Context } from './context.ts';
import { homeFolder, tellPerson, type TargetFlags } from './targets.ts';

export interface TuneFlags extends TargetFlags {
  readonly calibrate?: number;
  readonly export?: string;
  readonly import?: string;
  readonly json: boolean;
}

const BAR_WIDTH = 48;
const CURVE_STEPS = 12;
const NAMED = 8;
const ALL = Number.MAX_SAFE_INTEGER;

/** `bootcatch tune`: what was learnt, as a picture in text or as JSON; calibrates, exports and imports. */
export async function tuneCommand(context: Context, name: string | undefined, flags: TuneFlags): Promise<number> {
  const folder = homeFolder(context);
  if (flags.import !== undefined) {
    const taken = importProfiles(folder, flags.import, tellPerson(context));
    context.stdout.write(`${context.say('tuning.imported', { providers: taken.map(({ provider }) => provider).join(', ') })}\n`);
    return 0;
  }
  if (flags.calibrate !== undefined) {
    if (name === undefined) throw new BootcatchError('tuning.nameTarget');
    await calibrate(context, name, flags.calibrate, flags);
  }
  const tuning = openTuner(folder, tellPerson(context));
  try {
    if (flags.export !== undefined) return await exportTo(context, tuning, flags.export, name);
    const servers = tuning.attempts.summaries();
    const chosen = servers.filter((server) => name === undefined || isNamed(name, server)).flatMap(({ server }) => tuning.attempts.laps({ server, limit: 1 }));
    if (chosen.length === 0 && servers.length > 0 && name !== undefined) throw new BootcatchError('tuning.noLapsOf', { name, servers: namesOf(servers) });
    if (chosen.length === 0) context.stdout.write(flags.json ? '[]\n' : `${context.say('tuning.noLaps')}\n`);
    else if (flags.json) context.stdout.write(`${JSON.stringify(chosen.map((lap) => adviceJson(tuning, lap)), undefined, 2)}\n`);
    else for (const lap of chosen) show(context, tuning, lap);
    return 0;
  } finally {
    tuning.close();
  }
}

async function exportTo(context: Context, { attempts }: OpenTuner, file: string, name: string | undefined): Promise<number> {
  const profiles = profilesOf(attempts.laps({ limit: ALL }).filter((lap) => name === undefined || isNamed(name, lap)));
  if (profiles.length === 0) throw new BootcatchError('tuning.nothingToExport');
  await writeFile(file, writeProfiles(profiles)).catch((error: NodeJS.ErrnoException) => {
    throw new BootcatchError('cli.cannotWrite', { file, reason: error.code ?? '' }, { cause: error });
  });
  context.stdout.write(`${context.say('cli.saved', { file })}\n`);
  return 0;
}

/** The servers' names, as many as a sentence holds. */
function namesOf(servers: readonly KeptServer[]): string {
  const named = servers.slice(0, NAMED).map(({ server }) => server);
  return [...named, ...(servers.length > NAMED ? ['…'] : [])].join(', ');
}

/** A server's name, its account's, or its provider's. */
function isNamed(name: string, { server, provider }: Pick<LapRecord, 'server' | 'provider'>): boolean {
  return name === server || server.startsWith(`${name}/`) || name === provider || keyWithDefaults(name) === server;
}

function keyWithDefaults(name: string): string {
  if (name === 'practice') return `practice:${defaultScenario}`;
  return name === 'qemu' ? 'qemu:text' : name;
}

function adviceJson({ tuner }: OpenTuner, { server, provider, ...lap }: LapRecord) {
  return { server, provider, ...tuner.advise(server, provider, reachOfLap({ server, provider, ...lap })), outlooks: undefined };
}

function show(context: Context, { attempts, tuner }: OpenTuner, last: LapRecord): void {
  const laps = attempts.laps({ server: last.server, limit: 20 });
  const advice = tuner.advise(last.server, last.provider, reachOfLap(last));
  const line = (text: string): void => void context.stdout.write(`${text}\n`);
  line(last.server);
  const sentence = sentenceOf(advice);
  if (sentence) line(sayMessage(context.locale, sentence));
  showSettings(context, advice, line);
  line(`\n${context.say('tuning.lapsTitle')}`);
  const scaleMs = Math.max(...laps.map(lapEndMs), 1);
  for (const lap of laps) line(`  ${bar(lap, scaleMs)}  ${context.say(`tuning.outcome.${lap.outcome}`)}`);
  line(`  ${context.say('tuning.legend', { seconds: (scaleMs / 1_000).toFixed(1) })}`);
  const steps = turnbull(laps.flatMap((lap) => evidenceOf(lap, advice.cost)?.down ?? []));
  line(`\n${context.say('tuning.distributionTitle')}`);
  for (const { afterMs, byMs, share } of steps) line(`  ${seconds(afterMs)}–${byMs === Infinity ? '…' : seconds(byMs)} s  ${'█'.repeat(Math.max(1, Math.round(share * 30)))} ${Math.round(share * 100)} %`);
  line(`\n${context.say('tuning.curveTitle')}`);
  const lastMs = advice.downMs[2] * 1.5 + advice.windowMs[1];
  for (let step = 0; step <= CURVE_STEPS; step++) {
    const delayMs = (lastMs * step) / CURVE_STEPS;
    const { chance, probes } = chanceAt(advice, delayMs, advice.policy.intervalMs);
    line(`  ${seconds(delayMs).padStart(6)} s  ${'█'.repeat(Math.round(chance * 30)).padEnd(30, '·')} ${String(Math.round(chance * 100)).padStart(3)} %  ${context.say('tuning.probes', { probes: probes.toFixed(1) })}`);
  }
  line('');
}

function showSettings(context: Context, advice: Advice, line: (text: string) => void): void {
  const from = context.say(`tuning.source.${advice.source}`, { laps: advice.source === 'provider' ? advice.otherLaps : advice.ownLaps });
  const [low, high] = advice.chanceRange;
  line(context.say('tuning.settings', { delay: seconds(advice.policy.firstDelayMs), interval: seconds(advice.policy.intervalMs), source: from }));
  line(context.say('tuning.cost', { cost: context.say(advice.cost.blindMs === 0 ? 'tuning.costFree' : 'tuning.costBlind', { seconds: seconds(advice.cost.blindMs) }), source: context.say(`tuning.costSource.${advice.costSource}`) }));
  line(context.say('tuning.chance', { chance: Math.round(advice.chance * 100), low: Math.round(low * 100), high: Math.round(high * 100) }));
}

/** A lap on the common clock: waiting, away, open, menu. */
function bar(lap: LapRecord, scaleMs: number): string {
  const at = (ms: number | null, otherwise: number): number => Math.round(((ms ?? otherwise) / scaleMs) * BAR_WIDTH);
  const end = at(lapEndMs(lap), scaleMs);
  const gone = Math.min(at(lap.goneMs, lapEndMs(lap)), end);
  const back = Math.max(gone, Math.min(at(lap.connectedMs, lapEndMs(lap)), end));
  const menu = Math.max(back, Math.min(at(lap.menuSeenMs, lapEndMs(lap)), end));
  return ('─'.repeat(gone) + '·'.repeat(back - gone) + '▒'.repeat(menu - back) + '█'.repeat(end - menu)).padEnd(BAR_WIDTH);
}

function lapEndMs(lap: LapRecord): number {
  return lap.heldMs ?? lap.pastLoaderMs ?? lap.menuSeenMs ?? lap.connectedMs ?? lap.goneMs ?? 0;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}
