import { describe, expect, it } from 'vitest';
import { countLine } from '../../../build/test-count.mjs';

const file = (status: string, ...tests: string[]) => ({ status, assertionResults: tests.map((one) => ({ status: one })) });

describe('the line that sums the tests up', () => {
  it.each([
    ['all passed', [file('passed', 'passed', 'passed')], 0, '2 passed, 0 failed, 0 skipped'],
    ['some skipped or left for later', [file('passed', 'passed', 'skipped', 'pending', 'todo')], 0, '1 passed, 0 failed, 3 skipped'],
    ['some failed', [file('failed', 'passed', 'failed'), file('passed', 'passed')], 1, '2 passed, 1 failed, 0 skipped'],
    ['a file that could not be loaded', [file('failed'), file('passed', 'passed')], 1, '1 passed, 1 failed, 0 skipped'],
    ['an error outside every test', [file('passed', 'passed')], 1, '1 passed, 1 failed, 0 skipped'],
  ])('%s', (_what, testResults, exitCode, expected) => {
    expect(countLine({ testResults }, exitCode)).toBe(expected);
  });

  it('is a failure when the tests never came to run', () => {
    expect(countLine(undefined, 1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});
