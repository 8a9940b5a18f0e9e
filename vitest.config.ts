import { defineConfig } from 'vitest/config';

/** Real sockets and processes against limits of seconds: one file at a time, like the machines. */
const inTurn = ['test/unit/faults/*.test.ts', 'test/unit/host/*.test.ts', 'test/unit/practice/simulated/console-port.test.ts', 'test/unit/cli/*.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: '.cache/test-report.json' }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}', 'test/fuzz/**/*.test.ts', 'test/fakes/*.test.ts'],
          exclude: inTurn,
          // Far above what any of them takes: it ends what hangs and judges no speed.
          testTimeout: 60_000,
          maxWorkers: '100%',
          // Not 0: vitest puts a project with one worker and no order of its own behind all others.
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real machines: after everything else and one file at a time, so that nothing disturbs their timing.
        extends: true,
        test: {
          name: 'lab',
          // Real machines and browsers share two cores: what fails is tried once more, and the report says that it was.
          retry: 1,
          include: ['test/lab/**/*.test.ts', ...inTurn],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
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
          hookTimeout: 60_000,
          // People's paces, not a catch's seconds: two files may share the cores.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
