import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { Recording } from '../../../core/recording/recording.ts';
import type { LabMachine } from '../../lab/machine.ts';

const recorderProcess = fileURLToPath(new URL('../../lab/recording/process.ts', import.meta.url));
/** Recorders that look at one boot together; each is a process and is killed at a moment of its own. */
const recordersABoot = 5;
/** The boot has panicked by then. */
const bootMs = 12_000;
/** Times in a recording are whole microseconds. */
const sameMs = 0.01;

/** What recorders that were killed left behind. */
export interface KillReport {
  readonly opened: number;
  /** From the first change that a recorder had been shown and has not kept to its kill, 0 where it kept all; one for each kill. */
  readonly lossesMs: readonly number[];
  /** Files that show at some moment what their recorder had not been shown then. */
  readonly wrong: number;
}

/** Kills recorders of real boots with SIGKILL at random moments and holds what they leave against what they had been shown. */
export async function killRecorders(lab: LabMachine, count: number, { folder, random, log }: { readonly folder: string; readonly random: () => number; readonly log: (line: string) => void }): Promise<KillReport> {
  const port = lab.machine.vncPort ?? 0;
  const lossesMs: number[] = [];
  let opened = 0;
  let wrong = 0;
  while (lossesMs.length < count) {
    const files = Array.from({ length: Math.min(recordersABoot, count - lossesMs.length) }, (_, number) => join(folder, `killed-${number}.bootcatch`));
    const recorders = await Promise.all(files.map((file) => startRecorder(port, file)));
    await lab.machine.reset();
    const killed = await Promise.all(recorders.map((recorder) => killAfter(recorder, random() * bootMs)));
    for (const { file, atMs, shown } of killed) {
      const rest = await open(file);
      opened++;
      const lost = shown.find((change) => change.atMs > rest.durationMs + sameMs);
      lossesMs.push(lost === undefined ? 0 : Math.max(0, atMs - Date.parse(rest.about?.startedAt ?? '') - lost.atMs));
      const strange = await strangeMoment(rest, shown);
      if (strange !== undefined) {
        wrong++;
        log(strange);
      }
      await rest.close();
      await rm(file, { force: true });
      await rm(`${file}.lock`, { force: true });
    }
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
  readonly shown: readonly Shown[];
}

/** A picture that a recorder was shown: since when, on its own clock, and its CRC-32. */
interface Shown {
  readonly atMs: number;
  readonly checksum: number;
}

async function killAfter({ file, child, said }: RunningRecorder, afterMs: number): Promise<KilledRecorder> {
  await wait(afterMs);
  const atMs = Date.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  // The last line may be cut off in the middle of a number.
  const lines = said().split('\n').slice(1, -1);
  const shown = lines.map((line) => line.split(' ').map(Number)).map(([changeMs = 0, checksum = 0]) => ({ atMs: changeMs, checksum }));
  return { file, atMs, shown };
}

/** The first moment that is not as the recorder had been shown it, in words; undefined where all are. */
async function strangeMoment(recording: Recording, shown: readonly Shown[]): Promise<string | undefined> {
  for (const { atMs, checksum } of shown.filter((change) => change.atMs <= recording.durationMs)) {
    const { picture } = await recording.seek(atMs + sameMs);
    const found = picture && crc32(picture.pixels);
    if (found === checksum) continue;
    const other = shown.filter((change) => change.checksum === found).map((change) => (change.atMs - atMs).toFixed(3));
    return `at ${atMs.toFixed(3)} of ${recording.durationMs.toFixed(3)} ms it shows ${other.length > 0 ? `what was shown ${other.join(', ')} ms from there` : 'what was never shown'}`;
  }
  return undefined;
}

async function open(file: string): Promise<Recording> {
  return Recording.open(await nodeRecordingFiles.open(file));
}
