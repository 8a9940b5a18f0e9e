import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { Recording } from '../../../core/recording/recording.ts';
import type { LabMachine } from '../../lab/machine.ts';
import { recordPort } from '../../lab/recording/record.ts';
import { isShown } from '../../lab/recording/shown.ts';

const recorderProcess = fileURLToPath(new URL('../../lab/recording/process.ts', import.meta.url));
/** Recorders that look at one boot together; each is a process and is killed at a moment of its own. */
const recordersABoot = 5;
/** The boot has panicked by then. */
const bootMs = 12_000;
/** Two clients of one machine are served this far apart on a busy host. */
const apartMs = 1_000;
/** Times in a recording are whole microseconds. */
const sameMs = 0.01;

/** What recorders that were killed left behind. */
export interface KillReport {
  readonly opened: number;
  /** From the first change that a recorder had been shown and has not kept to its kill, 0 where it kept all; one for each kill. */
  readonly lossesMs: readonly number[];
  /** Files whose last picture the other recorder never had at that time. */
  readonly wrong: number;
}

/** Kills recorders of real boots with SIGKILL at random moments and holds what they leave against one that goes on. */
export async function killRecorders(lab: LabMachine, count: number, { folder, random, log }: { readonly folder: string; readonly random: () => number; readonly log: (line: string) => void }): Promise<KillReport> {
  const port = lab.machine.vncPort ?? 0;
  const lossesMs: number[] = [];
  let opened = 0;
  let wrong = 0;
  while (lossesMs.length < count) {
    const referenceFile = join(folder, 'reference.bootcatch');
    const reference = await recordPort(port, referenceFile);
    const files = Array.from({ length: Math.min(recordersABoot, count - lossesMs.length) }, (_, number) => join(folder, `killed-${number}.bootcatch`));
    const recorders = await Promise.all(files.map((file) => startRecorder(port, file)));
    await lab.machine.reset();
    const killed = await Promise.all(recorders.map((recorder) => killAfter(recorder, random() * bootMs)));
    await reference.close();
    const whole = await open(referenceFile);
    const startedAtMs = Date.parse(whole.about?.startedAt ?? '');
    for (const { file, atMs, shownMs } of killed) {
      const rest = await open(file);
      opened++;
      const restStartedAtMs = Date.parse(rest.about?.startedAt ?? '');
      const lost = shownMs.find((changeMs) => changeMs > rest.durationMs + sameMs);
      lossesMs.push(lost === undefined ? 0 : Math.max(0, atMs - restStartedAtMs - lost));
      const { picture } = await rest.seek(Infinity);
      const placeMs = restStartedAtMs + rest.durationMs - startedAtMs;
      if (picture && !(await isShown(whole, picture, placeMs - apartMs, placeMs + apartMs))) wrong++;
      await rest.close();
      await rm(file, { force: true });
      await rm(`${file}.lock`, { force: true });
    }
    await whole.close();
    await rm(referenceFile);
    log(`${lossesMs.length} of ${count} killed, worst loss ${Math.round(Math.max(...lossesMs))} ms, ${wrong} wrong`);
  }
  return { opened, lossesMs, wrong };
}

interface RunningRecorder {
  readonly file: string;
  readonly child: ChildProcess;
  /** What it said on its output. */
  readonly said: () => string;
}

async function startRecorder(port: number, file: string): Promise<RunningRecorder> {
  const child = spawn(process.execPath, [recorderProcess, String(port), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await once(child.stdout, 'data');
  return { file, child, said: () => said };
}

interface KilledRecorder {
  readonly file: string;
  /** Wall clock at the kill. */
  readonly atMs: number;
  /** When it was shown a change, on its own clock. */
  readonly shownMs: readonly number[];
}

async function killAfter({ file, child, said }: RunningRecorder, afterMs: number): Promise<KilledRecorder> {
  await wait(afterMs);
  const atMs = Date.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut off in the middle of a number.
  const shownMs = said().split('\n').slice(1, -1).map(Number);
  return { file, atMs, shownMs };
}

async function open(file: string): Promise<Recording> {
  return Recording.open(await nodeRecordingFiles.open(file));
}
