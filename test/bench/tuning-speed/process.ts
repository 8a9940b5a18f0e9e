import { setTimeout as wait } from 'node:timers/promises';
import { createMachineEngine } from '../../../core/engine/on-this-machine.ts';
import { unknownProviderProfile } from '../../../core/providers/provider.ts';
import { openTuner } from '../../../core/tuning/node/open-tuner.ts';

/** What a process measures that has just started, in milliseconds. */
export interface Measured {
  readonly openMs: number;
  readonly firstMs: number;
  readonly nextMs: readonly number[];
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

function timed<T>(work: () => T): { readonly tookMs: number; readonly value: T } {
  const fromMs = performance.now();
  const value = work();
  return { tookMs: performance.now() - fromMs, value };
}

const opened = timed(what === 'advice' ? openAdvice : openPage);
await wait(Number(restMs));
const firstMs = timed(() => opened.value(0)).tookMs;
const nextMs = Array.from({ length: Number(times) }, (_, turn) => timed(() => opened.value(turn + 1)).tookMs);
process.stdout.write(JSON.stringify({ openMs: opened.tookMs, firstMs, nextMs } satisfies Measured));
process.exit();
