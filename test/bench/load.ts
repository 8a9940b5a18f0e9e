import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../core/base/clock.ts';
import { openConsolePort } from '../../core/practice/simulated/console-port.ts';
import { startPracticeServer } from '../../core/practice/simulated/practice-server.ts';
import { defaultPracticeSettings } from '../../core/practice/simulated/settings.ts';
import { table, type Section } from './numbers.ts';

interface Report {
  readonly outcomes: readonly string[];
  readonly seconds: number;
  readonly cpuMs: number;
  readonly bytes: number;
}

/** What an idle console and many catches at once cost the process that they are in, on the practice server. */
export async function load(catches: number, idleMs: number, random: () => number): Promise<Section> {
  const idle = await inClient('idle', 1, idleMs, random);
  const many = await inClient('catch', catches, idleMs, random);
  const held = many.outcomes.filter((outcome) => outcome === 'held').length;
  const row = (name: string, { cpuMs, seconds, bytes }: Report): string[] => [name, `${(cpuMs / seconds / 10).toFixed(1)} % of one core`, `${(bytes / 2 ** 20).toFixed(1)} MiB`, `${seconds.toFixed(1)} s`];
  const rows = [row('an idle console', idle), row(`${catches} catches at once, ${held} of them held`, many)];
  return { name: 'load', title: 'CPU and memory', body: table(['what', 'CPU', 'memory on top of the process’s start', 'over'], rows) };
}

async function inClient(kind: 'idle' | 'catch', count: number, idleMs: number, random: () => number): Promise<Report> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => startPracticeServer(defaultPracticeSettings, { clock: systemClock, random, randomBytes: (length) => randomBytes(length), openPort: openConsolePort })),
  );
  try {
    const never = new AbortController().signal;
    const endpoints = await Promise.all(servers.map((server) => server.endpoint(never)));
    const client = fork(fileURLToPath(new URL('./load-client.ts', import.meta.url)));
    return await new Promise<Report>((resolve, reject) => {
      client.once('error', reject);
      client.once('exit', (code) => reject(new Error(`The client ended with ${code}.`)));
      client.on('message', (message: Report | { readonly reboot: number }) => {
        if ('reboot' in message) void servers[message.reboot]?.reboot(never).catch(reject);
        else resolve(message);
      });
      client.send({ kind, urls: endpoints.map(({ url }) => url.reveal()), idleMs });
    });
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}
