import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../core/base/clock.ts';
import { Catcher } from '../../core/catch/catcher.ts';
import { Console } from '../../core/catch/console.ts';
import { createDialer } from '../../core/link/dial.ts';
import { unknownProviderProfile, type Target } from '../../core/providers/provider.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import { openTuner, type OpenTuner } from '../../core/tuning/node/open-tuner.ts';
import { labMachine, type LabMachine } from '../lab/machine.ts';
import { normal } from '../unit/tuning/simulated-providers.ts';
import { table, type Section } from './numbers.ts';
import { startPunishingGateway, type PunishingGateway, type Punishment } from './punishing-gateway.ts';

/**
 * How long a probe that came too early is punished, and the time away, log-normal: mostly too short for whoever begins at once and so gets in
 * when a punishment ends.
 */
const settings: Readonly<Record<Punishment, { readonly section: string; readonly behind: string; readonly blindMs: number; readonly medianDownMs: number; readonly downSpread: number }>> = {
  ban: { section: 'tuning', behind: 'a gateway that bans for 10 s', blindMs: 10_000, medianDownMs: 6_500, downSpread: 0.12 },
  token: { section: 'tuning-token', behind: 'one-time addresses, the next one 4 s after one was burnt', blindMs: 4_000, medianDownMs: 5_400, downSpread: 0.1 },
  hang: { section: 'tuning-hang', behind: 'a gateway in which an early connection hangs for 3 s', blindMs: 3_000, medianDownMs: 6_800, downSpread: 0.04 },
};
/** GRUB waits one second. */
const IMAGE = 'text-1';
const LEARNING_LAPS = 6;
const SERVER = 'lab/1';

interface TunedLap {
  readonly downMs: number;
  /** By the machine itself. */
  readonly held: boolean;
  /** The first delay and interval that were used. */
  readonly timing: string;
  readonly turnedAway: number;
}

/**
 * What the tuning is worth on a real GRUB behind a gateway that punishes whoever comes too early: the same drawn times away,
 * untuned, and then tuned from its own laps alone. Nobody tells it of the punishment.
 */
export async function tuningLab(punishment: Punishment, laps: number, random: () => number, log: (line: string) => void): Promise<Section> {
  const { section, behind, blindMs, medianDownMs, downSpread } = settings[punishment];
  const draw = (): number => Math.round(medianDownMs * Math.exp(downSpread * normal(random)));
  const learnt = Array.from({ length: LEARNING_LAPS }, draw);
  const measured = Array.from({ length: laps }, draw);
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-tuning-'));
  const tuner = openTuner(folder, () => undefined);
  const lab = await labMachine(IMAGE);
  const gateway = await startPunishingGateway(punishment, blindMs, () => lab.machine.vncPort);
  const run = async (name: string, downMs: number, tuning?: OpenTuner): Promise<TunedLap> => {
    const lap = await oneLap(lab, gateway, punishment === 'token', downMs, tuning);
    log(`${name}: ${lap.held ? 'held' : 'missed'} (down ${downMs} ms, ${lap.timing}, ${lap.turnedAway} turned away)`);
    return lap;
  };
  try {
    const learning: TunedLap[] = [];
    for (const downMs of learnt) learning.push(await run('learning', downMs, tuner));
    const untuned: TunedLap[] = [];
    const tuned: TunedLap[] = [];
    // In turns, so that both meet the machine as busy as it then is.
    for (const downMs of measured) {
      untuned.push(await run('untuned', downMs));
      tuned.push(await run('tuned', downMs, tuner));
    }
    const rows = ([['untuned', untuned], [`the tuning’s first ${LEARNING_LAPS} laps`, learning], ['tuned', tuned]] as const).map(([name, all]) => [
      name,
      `${all.filter(({ held }) => held).length} of ${all.length}`,
      all.at(-1)?.timing ?? '',
      (all.reduce((sum, { turnedAway }) => sum + turnedAway, 0) / all.length).toFixed(1),
    ]);
    return { name: section, title: `The tuning, ${laps} laps behind ${behind}`, body: table(['', 'held', 'first try, interval (last lap)', 'turned away a lap'], rows) };
  } finally {
    gateway.dispose();
    await lab.close();
    tuner.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function oneLap({ machine, truth }: LabMachine, gateway: PunishingGateway, canRenew: boolean, downMs: number, tuning: OpenTuner | undefined): Promise<TunedLap> {
  await machine.stop();
  await machine.start();
  await gateway.forgive();
  const turnedAwayBefore = gateway.turnedAway;
  const target: Target = {
    label: '1',
    provider: 'lab',
    reach: unknownProviderProfile,
    consoleAtReboot: 'drops',
    firmware: 'bios',
    canRenew,
    harmless: true,
    endpoint: () => Promise.resolve({ kind: 'tcp', host: '127.0.0.1', port: gateway.port }),
    // A cloud answers when it has taken the request, not when it is done.
    reboot: () => {
      machine.hardReboot({ downMs }).catch(() => undefined);
      return Promise.resolve();
    },
  };
  const timeline = new Timeline(systemClock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const tuned = tuning?.tuner.tune({ catchId: randomUUID(), server: SERVER, target, timeline, own: {} });
  let timing = { firstDelayMs: target.reach.firstDelayMs, intervalMs: target.reach.intervalMs };
  const advise = tuned && (() => {
    const advice = tuned.advise();
    timing = { ...timing, ...advice };
    return advice;
  });
  try {
    const catcher = new Catcher({ keys: 'auto', lapLimit: 1, reboot: 'hard', force: true, evenIfHeld: true, ...(advise && { advise }) }, { target, console, clock: systemClock, timeline, openConsole: createConsoleOpener(createDialer(systemClock), systemClock) });
    await catcher.run(new AbortController().signal);
    const { held } = await truth.menuHeld();
    return { downMs, held, timing: `${(timing.firstDelayMs / 1_000).toFixed(2)} s, ${(timing.intervalMs / 1_000).toFixed(2)} s`, turnedAway: gateway.turnedAway - turnedAwayBefore };
  } finally {
    tuned?.dispose();
    console.dispose();
  }
}
