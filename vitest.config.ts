import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Real sockets and processes against limits of seconds: not while all the cores are busy. */
const timed = ['test/unit/faults/*.test.ts', 'test/unit/host/*.test.ts', 'test/unit/practice/simulated/console-port.test.ts', 'test/unit/cli/*.test.ts'];

/** Catches, which race a real boot loader. */
const races = ['test/lab/catch.test.ts', 'test/lab/providers.test.ts', 'test/lab/serial.test.ts', 'test/lab/cloud/openstack-lab.test.ts'];

/** Begun last, the fuzzer would run alone for half a minute, on one core. */
class FuzzerFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isFuzzer = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('fuzz.test.ts');
    return (await super.sort(files)).toSorted((one, other) => Number(isFuzzer(other)) - Number(isFuzzer(one)));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: FuzzerFirst },
    // As with every limit here: it ends what hangs and judges no speed.
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', ['json', { outputFile: '.cache/test-report.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/fuzz/**/*.test.ts', 'test/fakes/*.test.ts'],
          exclude: timed,
          // Far above what any of them takes: it ends what hangs and judges no speed.
          testTimeout: 60_000,
          maxWorkers: '100%',
          // Not 0: vitest puts a project with one worker and no order of its own behind all others.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real machines that nobody races, and what waits for limits of its own: two files at a time.
        extends: true,
        test: {
          name: 'lab',
          // Real machines and browsers share two cores: what fails is tried once more, and the report says that it was.
          retry: 1,
          include: ['test/lab/**/*.test.ts', ...timed],
          exclude: races,
          globalSetup: 'test/lab/kernel-once.ts',
          testTimeout: 240_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // One file at a time, so that nothing disturbs their timing.
        extends: true,
        test: {
          name: 'races',
          retry: 1,
          include: races,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        // The whole app in a real browser and in Electron, or what stands in for it here.
        extends: true,
        test: {
          name: 'e2e',
          retry: 1,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/build-once.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Two browsers at once on two cores only wait for each other.
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
