import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeRecordingFiles } from '../../core/recording/node-files.ts';
import { Recording } from '../../core/recording/recording.ts';
import { searchRecording } from '../../core/recording/search.ts';
import { gatherFacts } from '../../core/report/facts.ts';
import type { Picture } from '../../core/screen/png.ts';
import { labMachine, type LabMachine } from './machine.ts';
import { recordPort } from './recording/record.ts';
import { isShown, same } from './recording/shown.ts';
import { labMissing } from './tools.ts';
import type { TimedPicture } from './truth.ts';

const recorderProcess = fileURLToPath(new URL('recording/process.ts', import.meta.url));
/** From the machine's picture to ours on a busy machine: an update interval, the wire, a frame. */
const lineMs = 400;
/** What is recorded counts here, not how late a machine that stands still for a while brings it. */
const latestMs = 5_000;
const pauseMs = 300;

/** What the machine showed twice: first at `fromMs` or a little later, last at `toMs` or a little before. */
interface Truth {
  readonly fromMs: number;
  readonly toMs: number;
  readonly picture: Picture;
}

/** A recorder that was killed, and when. */
interface Killed {
  readonly file: string;
  readonly atWallMs: number;
}

const open = async (file: string): Promise<Recording> => Recording.open(await nodeRecordingFiles.open(file));

describe.skipIf(labMissing !== '')('the recording of a real boot up to its panic', () => {
  let folder = '';
  let lab: LabMachine;
  let recording: Recording;
  const truths: Truth[] = [];
  const killed: Killed[] = [];
  /** When the serial line said that the kernel panics, on the recording's time. */
  let panicAtMs = 0;

  /** Records beside the others and is killed after a while. */
  async function recordAndKill(number: number, afterMs: number): Promise<void> {
    const file = join(folder, `killed-${number}.bootcatch`);
    const child = spawn(process.execPath, [recorderProcess, String(lab.machine.vncPort), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await wait(afterMs);
    const atWallMs = Date.now();
    child.kill('SIGKILL');
    await once(child, 'exit');
    killed.push({ file, atWallMs });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootcatch-recording-'));
    lab = await labMachine('text');
    await lab.machine.start();
    const file = join(folder, 'whole.bootcatch');
    const recorded = await recordPort(lab.machine.vncPort ?? 0, file);
    const kills = Promise.all([2_000 + Math.random() * 3_000, 5_000 + Math.random() * 4_000].map((afterMs, number) => recordAndKill(number, afterMs)));
    void lab.truth.waitForSerial('Kernel panic - not syncing').then(() => (panicAtMs = recorded.timeline.elapsedMs));
    let ended = false;
    const panic = lab.truth.waitForSerial('end Kernel panic').then(() => wait(1_500)).finally(() => (ended = true));
    const sinceStartMs = performance.now() - recorded.timeline.elapsedMs;
    for (let before: TimedPicture | undefined; !ended; ) {
      const picture = await lab.truth.picture();
      // The cursor blinks twice a second, faster than a busy machine looks for what to send: it may be on at both moments and only seen around one.
      if (before && same(before, picture)) truths.push({ fromMs: before.askedMs - sinceStartMs, toMs: picture.answeredMs - sinceStartMs, picture });
      before = picture;
      await wait(pauseMs);
    }
    await Promise.all([panic, kills]);
    await recorded.close();
    recording = await open(file);
  });

  afterAll(async () => {
    await recording.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });

  test('is the machine’s own picture, pixel for pixel, wherever that stood still', async () => {
    expect(recording).toMatchObject({ complete: true, gaps: [] });
    expect(truths.length).toBeGreaterThan(1);
    const wrong: number[] = [];
    for (const { fromMs, toMs, picture } of truths) if (!(await isShown(recording, picture, fromMs, toMs + latestMs))) wrong.push(Math.round(fromMs));
    expect(wrong, `of ${truths.length}`).toEqual([]);
  });

  test('loses less than a second to a kill, and shows nothing wrong', async () => {
    expect(killed).toHaveLength(2);
    const startedAt = Date.parse(recording.about?.startedAt ?? '');
    for (const { file, atWallMs } of killed) {
      const rest = await open(file);
      expect(rest).toMatchObject({ complete: false, gaps: [] });
      const restStartedAt = Date.parse(rest.about?.startedAt ?? '');
      // What the recording that went on has of the time up to a second before the kill…
      const needed = atWallMs - 1_000;
      const changes: number[] = [];
      for await (const { record } of recording.play()) if (record.kind === 'frame' && record.atMs + startedAt <= needed) changes.push(record.atMs + startedAt);
      // …is in the killed one as well; two clients are served up to an update apart.
      expect(rest.durationMs + restStartedAt + lineMs).toBeGreaterThanOrEqual(changes.at(-1) ?? 0);
      const last = await rest.seek(Infinity);
      const around = rest.durationMs + restStartedAt - startedAt;
      expect(last.picture && (await isShown(recording, last.picture, around - lineMs, around + lineMs))).toBe(true);
      await rest.close();
    }
  });

  test('tells in its report what the serial line says: reason, kernel, time', async () => {
    const reason = /Kernel panic - not syncing: (.*?)\r?\n/.exec(lab.truth.serial)?.[1];
    const kernel = /Linux version (\S+)/.exec(lab.truth.serial)?.[1] ?? 'none';
    const { panics, kernels } = await gatherFacts(recording);
    expect(panics).toMatchObject([{ reason, times: 1, details: { kernelVersion: kernel } }]);
    expect(kernels).toEqual([kernel]);
    expect(Math.abs((panics[0]?.atMs ?? 0) - panicAtMs)).toBeLessThan(latestMs);
    expect(await searchRecording(recording, 'unable to mount root fs')).not.toEqual([]);
  });
});
