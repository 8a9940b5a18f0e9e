import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { HandshakeShape } from '../../core/link/endpoint.ts';
import { obtainImage } from '../../core/practice/machine/images.ts';
import { startQemuTarget } from '../../core/practice/machine/target.ts';
import type { Target } from '../../core/providers/provider.ts';
import { startLine } from '../lab/line/line.ts';
import { imageCache, surroundings } from '../lab/machine.ts';
import { Truth } from '../lab/truth.ts';
import { catchOnce } from './contenders/bootcatch.ts';
import { plainPoller } from './contenders/plain-poller.ts';
import { median, ms, table, type Section } from './numbers.ts';

const roundTripsMs = [20, 50, 150];
const intervalMs = 50;
/** Beyond the line and the wait for the next probe: what the machine itself takes. */
const slackMs = 30;
const downMs = 700;

/** Port open → first key at the guest on a machine of one's own: websockify behind a line, dense probes. */
export async function firstKey(tries: number, log: (line: string) => void): Promise<Section> {
  const rows: string[][] = [];
  for (const roundTripMs of roundTripsMs) {
    const whole = await measure(roundTripMs, tries, catcherWith('whole'));
    const split = await measure(roundTripMs, tries, catcherWith('split'));
    const polling = await measure(roundTripMs, tries, (target, stopped) => plainPoller.lap(target, stopped));
    const target = (trips: number): string => ms(trips * roundTripMs + intervalMs / 2 + slackMs);
    rows.push([`${roundTripMs} ms`, ms(median(whole)), target(1), ms(median(split)), target(2), ms(median(polling)), `${(median(polling) / median(whole)).toFixed(1)}×, ${(median(polling) / median(split)).toFixed(1)}×`]);
    log(rows.at(-1)?.join(' | ') ?? '');
  }
  const head = ['round trip', 'whole', 'target', 'split', 'target', 'plain poller', 'poller ÷ whole, ÷ split'];
  return { name: 'first-key', title: `Port open → first key at the guest, median of ${tries}`, body: table(head, rows) };
}

type Use = (target: Target, stopped: AbortSignal) => Promise<unknown>;

const catcherWith = (handshake: HandshakeShape): Use => (target, stopped) =>
  catchOnce({ ...target, endpoint: async (signal) => ({ ...(await target.endpoint(signal)), handshake }) }, { profile: { handshake, intervalMs } }, stopped);

async function measure(roundTripMs: number, tries: number, use: Use): Promise<number[]> {
  const truth = await Truth.listen(await obtainImage('text', imageCache));
  const qemu = await startQemuTarget({ image: 'text', cacheFolder: imageCache, gateway: 'websockify', downMs, extraArguments: truth.machineArguments }, surroundings);
  truth.watch(qemu.machine);
  const endpoint = await qemu.endpoint(new AbortController().signal);
  if (endpoint.kind !== 'websocket') throw new Error('websockify is a WebSocket.');
  const address = new URL(endpoint.url.reveal());
  const line = await startLine({ targetPort: Number(address.port), roundTripMs, clock: systemClock });
  address.port = String(line.port);
  const target: Target = { ...qemu, endpoint: () => Promise.resolve({ kind: 'websocket', url: new Secret(address.href) }) };
  const times: number[] = [];
  try {
    for (let number = 0; number < tries; number++) {
      const stopped = new AbortController();
      let openMs: number | undefined;
      const starting = qemu.machine.onStarted(({ atMs }) => (openMs = atMs));
      const using = use(target, stopped.signal).catch(() => undefined);
      const key = await until(() => truth.keys.find(({ down, atMs }) => openMs !== undefined && down && atMs > openMs));
      times.push(key.atMs - (openMs ?? 0));
      stopped.abort();
      await using;
      starting.dispose();
      // A menu that is held already would not be reset again; one that counts down is.
      const marks = truth.marks.length;
      await qemu.machine.hardReboot({ downMs: 0 });
      await truth.waitForMark('menu', { skip: marks });
    }
    return times;
  } finally {
    line.dispose();
    await qemu.close();
    await truth.close();
  }
}

async function until<T>(find: () => T | undefined, limitMs = 30_000): Promise<T> {
  for (const giveUpAtMs = performance.now() + limitMs; performance.now() < giveUpAtMs; await wait(10)) {
    const found = find();
    if (found !== undefined) return found;
  }
  throw new Error('No key came to the guest.');
}
