/**
 * Prints the tests' outcome as one line, `N passed, N failed, N skipped`, from the report that vitest leaves:
 * `node build/test-count.mjs <report> <exit code of the test command>`.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * The part of vitest's JSON report that is read here.
 * @typedef {object} Report
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults one for each file
 */

/**
 * @param {Report | undefined} report undefined when the tests never came to run
 * @param {number} exitCode of the test command
 * @returns {string}
 */
export function countLine(report, exitCode) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of report?.testResults ?? []) {
    const statuses = file.assertionResults.map(({ status }) => status);
    passed += statuses.filter((status) => status === 'passed').length;
    skipped += statuses.filter((status) => status === 'skipped' || status === 'pending' || status === 'todo' || status === 'disabled').length;
    const failures = statuses.filter((status) => status === 'failed').length;
    // A file that could not even be loaded has no tests to fail.
    failed += file.status === 'failed' ? Math.max(failures, 1) : failures;
  }
  // Set-up, checks or an error outside every test: the run failed, and the count must not look clean.
  if (exitCode !== 0 && failed === 0) failed = 1;
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {string} path
 * @returns {Report | undefined}
 */
function readReport(path) {
  try {
    /** @type {unknown} */
    const report = JSON.parse(readFileSync(path, 'utf8'));
    return /** @type {Report} */ (report);
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , path = '', exitCode = '1'] = process.argv;
  process.stdout.write(`${countLine(readReport(path), Number(exitCode))}\n`);
}
