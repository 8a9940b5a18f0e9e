import { setTimeout as wait } from 'node:timers/promises';
import { createMachineEngine } from '../../../core/engine/on-this-machine.ts';
import { unknownProviderProfile } from '../../../core/providers/provider.ts';
import { openTuner } from '../../../core/tuning/node/open-tuner.ts';

/** How long something took, and for how much of that this process's thread ran: on a busy machine it waits for the rest. */
export interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** What a process measures that has just started. */
export interface Measured {
  readonly open: Took;
  readonly first: Took;
  readonly next: readonly Took[];
}

/**
 * A process of its own, as new as one that was just started: process.ts <data folder> <advice | page> <times> <rest>.
 * Opens what is kept there, rests so many milliseconds, and asks for the advice or the page of the server that was caught last; then again for each server in turn.
 */
const [folder = '', what = '', times = '', restMs = ''] = process.argv.slice(2);

/** As the command line does. */
function openAdvice(): (turn: number) => void {
  const { attempts, tuner } = openTuner(folder, () => undefined);
  const servers = attempts.summaries();
  return (turn) => {
    const { server = '', provider = '' } = servers[turn % servers.length] ?? {};
    tuner.advise(server, provider, unknownProviderProfile);
  };
}

/** As the app does. */
function openPage(): (turn: number) => void {
  const { tuning } = createMachineEngine({ environment: { ...process.env, BOOTCATCH_HOME: folder }, report: () => undefined });
  return (turn) => {
    const servers = tuning.servers().filter(({ laps }) => laps > 0);
    tuning.detail(servers[turn % servers.length]?.key ?? '');
  };
}

function timed<T>(work: () => T): { readonly took: Took; readonly value: T } {
  const fromMs = performance.now();
  const before = process.threadCpuUsage();
  const value = work();
  const { user, system } = process.threadCpuUsage(before);
  return { took: { wallMs: performance.now() - fromMs, cpuMs: (user + system) / 1_000 }, value };
}

const opened = timed(what === 'advice' ? openAdvice : openPage);
await wait(Number(restMs));
const first = timed(() => opened.value(0)).took;
const next = Array.from({ length: Number(times) }, (_, turn) => timed(() => opened.value(turn + 1)).took);
process.stdout.write(JSON.stringify({ open: opened.took, first, next } satisfies Measured));
process.exit();
