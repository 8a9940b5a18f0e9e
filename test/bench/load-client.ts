/** A process with consoles in it, so that the practice server's own work is not counted. Its parent keeps the server and reboots it. */
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../core/base/clock.ts';
import { Console } from '../../core/catch/console.ts';
import { createDialer } from '../../core/link/dial.ts';
import { parseConsoleAddress } from '../../core/link/console-url.ts';
import type { Target } from '../../core/providers/provider.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import { catchOnce } from './contenders/bootcatch.ts';

interface Task {
  readonly kind: 'idle' | 'catch';
  readonly urls: readonly string[];
  readonly idleMs: number;
}

const send = (message: unknown): void => void process.send?.(message);
const used = (): { cpuMs: number; bytes: number } => {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, bytes: process.memoryUsage().rss };
};

process.on('message', (task: Task) => {
  if (!('kind' in task)) return;
  void (async () => {
    const before = used();
    const startedAtMs = performance.now();
    const outcomes = task.kind === 'idle' ? await idle(task) : await Promise.all(task.urls.map((url, index) => catchOnce(targetAt(url, index)).then(({ result }) => result.outcome)));
    const after = used();
    send({ outcomes, seconds: (performance.now() - startedAtMs) / 1_000, cpuMs: after.cpuMs - before.cpuMs, bytes: after.bytes - before.bytes });
    process.disconnect();
  })();
});

async function idle({ urls: [url = ''], idleMs }: Task): Promise<string[]> {
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  const open = createConsoleOpener(createDialer(systemClock), systemClock);
  console.adopt(await open(parseConsoleAddress(url), { handshake: 'whole', firstKeys: [], timeoutMs: 5_000, signal: new AbortController().signal }));
  await wait(idleMs);
  console.dispose();
  return [];
}

function targetAt(url: string, index: number): Target {
  return {
    label: `practice ${index}`,
    provider: 'practice',
    reach: { firstDelayMs: 0, intervalMs: 50, maxInFlight: 4, probeTimeoutMs: 3_000, renewIntervalMs: 1_000, maxRenewalsInFlight: 1, handshake: 'whole', evidence: 'measured' },
    consoleAtReboot: 'drops',
    firmware: 'bios',
    canRenew: false,
    harmless: true,
    endpoint: () => Promise.resolve(parseConsoleAddress(url)),
    reboot: () => {
      send({ reboot: index });
      return Promise.resolve();
    },
  };
}
