/**
 * Everything that `npm test` judges, once the set-up is done: the tests, and in what they leave of the processor the checks
 * of `check.mjs`, which speak last. Arguments are those of `vitest run`, e.g. the files to test.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './setup/prepare.mjs';

/**
 * @param {readonly string[]} args
 * @param {{ held: boolean }} options held: its output is kept back and returned
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function run(args, { held }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: held ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    let output = '';
    const collect = (/** @type {string} */ text) => (output += text);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    child.on('error', (error) => collect(`${error.message}\n`));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

const [checks, tests] = await Promise.all([
  run([join(projectRoot, 'build/check.mjs'), '--in-background'], { held: true }),
  run([join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...process.argv.slice(2)], { held: false }),
]);
process.stdout.write(checks.output);
process.exitCode = checks.passed && tests.passed ? 0 : 1;
