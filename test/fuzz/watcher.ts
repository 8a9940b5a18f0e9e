/** Runs beside the fuzzer: ends it, and saves the input, where one input never comes back. */
import { writeFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { shared, folder, pid } = workerData as { readonly shared: SharedArrayBuffer; readonly folder: string; readonly pid: number };
const state = new Int32Array(shared, 0, 2);
const latest = new Uint8Array(shared, 8);
const patienceMs = 20_000;

let seen = -1;
let sinceMs = performance.now();
setInterval(() => {
  const count = Atomics.load(state, 0);
  if (count !== seen) {
    seen = count;
    sinceMs = performance.now();
  } else if (count > 0 && performance.now() - sinceMs > patienceMs) {
    const file = new URL('hanging.bin', folder);
    writeFileSync(file, latest.slice(0, state[1]));
    // The main thread is caught in its loop: only a signal reaches it.
    console.error(`An input never came back; it is saved as ${file.pathname}.`);
    process.kill(pid, 'SIGKILL');
  }
}, 500);
