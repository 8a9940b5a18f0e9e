/**
 * The checks that need no running: both type checks and the linter, side by side. Each one's output comes in one piece.
 * With `--in-background` they take only what others leave of the processor, and one after the other little of the memory.
 */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from './setup/prepare.mjs';

/** @type {readonly { name: string, script: string, args: readonly string[] }[]} */
const checks = [
  { name: 'lint', script: 'eslint/bin/eslint.js', args: ['.'] },
  { name: 'types', script: 'typescript/bin/tsc', args: ['-p', '.'] },
  // On its own as well: only here an import that leaves core is an error of the compiler.
  { name: 'types of core', script: 'typescript/bin/tsc', args: ['-p', 'core'] },
  // With what a browser knows and Node does not.
  { name: 'types of the window', script: 'typescript/bin/tsc', args: ['-p', 'test/unit/renderer'] },
  { name: 'types of the tests in browsers', script: 'typescript/bin/tsc', args: ['-p', 'test/e2e'] },
];

/**
 * @param {typeof checks[number]} check
 * @returns {Promise<boolean>} whether it passed
 */
function run({ name, script, args }) {
  return new Promise((resolve) => {
    const began = performance.now();
    const child = spawn(process.execPath, [join(projectRoot, 'node_modules', script), ...args], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {string} */ text) => (output += text);
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => collect(`${error.message}\n`));
    child.on('close', (code) => {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      process.stdout.write(`${output}${code === 0 ? 'ok' : 'FAILED'}: ${name} (${seconds} s)\n`);
      resolve(code === 0);
    });
  });
}

/**
 * @returns {Promise<boolean[]>} whether each one passed
 */
async function runInBackground() {
  // The checks' own processes inherit it.
  setPriority(constants.priority.PRIORITY_LOW);
  const results = [];
  for (const check of checks) results.push(await run(check));
  return results;
}

const results = process.argv.includes('--in-background') ? await runInBackground() : await Promise.all(checks.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
