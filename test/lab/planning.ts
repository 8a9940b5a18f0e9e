import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../core/base/clock.ts';
import { Console, type Reader } from '../../core/catch/console.ts';
import { createDialer } from '../../core/link/dial.ts';
import { parsePlan } from '../../core/plans/grammar.ts';
import { runPlan } from '../../core/plans/run.ts';
import { ScreenReader } from '../../core/reading/reader.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import { Screen } from '../../core/screen/screen.ts';
import type { TimelineEvent } from '../../core/timeline/events.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import type { LabMachine } from './machine.ts';

/** A console of the product's own parts on a lab machine whose menu stands. */
export interface HeldConsole {
  readonly console: Console;
  readonly timeline: Timeline;
  /** Carries a plan out. @returns the code of the error that stopped it, or `done` */
  carryOut(plan: string): Promise<string>;
  /** The kernel's words as the kernel itself wrote them to the serial line. */
  commandLine(): Promise<string>;
}

/** Opens a console on a machine that is on; its menu is held by a key on the machine itself, past every console. */
export async function holdAndOpen({ machine, truth }: LabMachine, { hold = true, reader }: { readonly hold?: boolean; readonly reader?: (screen: Screen) => Reader } = {}): Promise<HeldConsole> {
  await truth.waitForMark('menu');
  if (hold) await truth.press('f4');
  const screen = new Screen();
  const console = new Console(screen, reader?.(screen) ?? new ScreenReader(screen), systemClock);
  const timeline = new Timeline(systemClock);
  const { signal } = new AbortController();
  const open = createConsoleOpener(createDialer(systemClock), systemClock);
  console.adopt(await open({ kind: 'tcp', host: '127.0.0.1', port: machine.vncPort ?? 0 }, { handshake: 'polite', firstKeys: [], timeoutMs: 60_000, signal }));
  while (!console.reading) await wait(20);
  return {
    console,
    timeline,
    carryOut: (plan) =>
      runPlan(parsePlan(plan), { console, clock: systemClock, timeline, signal, target: { label: 'lab' } }).then(
        () => 'done',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
      ),
    commandLine: async () => {
      await truth.waitForSerial('Command line: ');
      await truth.waitForSerial('Memory: ');
      return /Command line: (.*?)\r?\n/.exec(truth.serial)?.[1] ?? '';
    },
  };
}

/** The keys that a plan pressed, by the names that its timeline gives them. */
export const keysOf = (events: readonly TimelineEvent[]): string[] => events.flatMap((event) => (event.event === 'keySent' && event.why === 'plan' ? [event.key] : []));
