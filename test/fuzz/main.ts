/**
 * The fuzzer by hand: `npm run fuzz -- --seconds 600 --seed 7`. `--only rfb`, `recorded` or `websocket`; `--runs` for a number of inputs each;
 * `--input file` runs one saved input again. Ends with 1 and saves the input where a rule was broken.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '../lab/cloud/random.ts';
import { fuzz, FuzzFailure, type FuzzTarget } from './fuzzer.ts';
import { mutateRfb } from './mutate.ts';
import { runRfb } from './rfb-target.ts';
import { recordedStreams, rfbSeeds, webSocketSeeds } from './seeds.ts';
import { WebSocketTarget } from './websocket-target.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, runs: { type: 'string', default: 'Infinity' }, seed: { type: 'string' }, only: { type: 'string' }, input: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const folder = new URL('../../.cache/fuzz/', import.meta.url);
mkdirSync(folder, { recursive: true });

const webSocket = new WebSocketTarget();
await webSocket.start();
const clientFiles = /\/core\/(rfb|screen)\/|\/@novnc\/novnc\/core\/(decoders|inflator)/;
const all: readonly FuzzTarget[] = [
  { name: 'rfb', seeds: rfbSeeds, files: clientFiles, run: runRfb, grammar: mutateRfb },
  { name: 'recorded', seeds: recordedStreams(), files: clientFiles, run: runRfb, grammar: mutateRfb },
  { name: 'websocket', seeds: webSocketSeeds, files: /\/core\/link\/|\/node_modules\/ws\/lib\//, run: (input) => webSocket.run(input) },
];
const targets = all.filter(({ name }) => values.only === undefined || values.only === name);

/** What the watcher needs to name an input that never comes back: how many were begun, and the latest. */
const shared = new SharedArrayBuffer(8 + 65_536);
const state = new Int32Array(shared, 0, 2);
const latest = new Uint8Array(shared, 8);
const beforeRun = (input: Uint8Array): void => {
  latest.set(input.subarray(0, latest.length));
  state[1] = input.length;
  Atomics.add(state, 0, 1);
};
const watcher = new Worker(new URL('./watcher.ts', import.meta.url), { workerData: { shared, folder: folder.href, pid: process.pid } });
watcher.unref();

let current: Uint8Array = new Uint8Array();
const fail = (name: string, input: Uint8Array, error: unknown): never => {
  const file = new URL(`${name}-${seed}.bin`, folder);
  writeFileSync(file, input);
  console.error(error);
  console.error(`Broken with seed ${seed}. The input is saved; again with: npm run fuzz -- --only ${name} --input ${file.pathname}`);
  process.exit(1);
};
let running = '';
process.on('unhandledRejection', (error) => fail(running, current, error));
process.on('uncaughtException', (error) => fail(running, current, error));

console.log(`seed ${seed}`);
for (const [index, target] of targets.entries()) {
  running = target.name;
  const startedAtMs = performance.now();
  try {
    if (values.input !== undefined) {
      await target.run(Uint8Array.from(readFileSync(values.input)));
      continue;
    }
    const share = Number(values.seconds) / targets.length;
    const report = await fuzz(target, { runs: Number(values.runs), untilMs: startedAtMs + share * 1_000 }, seededRandom(seed + index), (input) => beforeRun((current = input)));
    const seconds = (performance.now() - startedAtMs) / 1_000;
    console.log(`${target.name}: ${report.runs} inputs in ${seconds.toFixed(1)} s, ${report.corpus} of them kept, ${report.blocks} blocks of code`);
  } catch (error) {
    fail(target.name, error instanceof FuzzFailure ? error.input : current, error);
  }
}
process.exit(0);
