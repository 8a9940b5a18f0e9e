import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** In a process of its own, so that memory can be measured, a hang be ended and nothing disturb the coverage. */
async function run(file: string, ...args: string[]): Promise<string> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', path, ...args]).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`);
  });
  return stdout;
}

/** The same inputs each time; about a minute's worth at most, less on a quick machine. `npm run fuzz` goes on from there. */
const limits = ['--seed', '20261123', '--runs', '5000', '--seconds', '60'];

test('the client survives whatever a server says', { timeout: 120_000 }, async () => {
  const told = await run('./main.ts', ...limits);
  for (const target of ['rfb', 'recorded', 'websocket']) expect(told).toMatch(new RegExp(`^${target}: \\d{3,} inputs`, 'm'));
});

test('the largest pictures and pieces that are accepted keep it below 64 MiB', { timeout: 60_000 }, async () => {
  const kept = [...(await run('./giants.ts')).matchAll(/: ([\d.]+) MiB/g)].map(([, mebibytes]) => Number(mebibytes));
  expect(kept).toHaveLength(7);
  // Less than one picture would mean that nothing was measured.
  expect(Math.max(...kept)).toBeGreaterThan(16);
  expect(Math.max(...kept)).toBeLessThanOrEqual(64);
});
