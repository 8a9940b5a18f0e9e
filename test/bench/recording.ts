/**
 * What a recording costs and what it is worth, on a real boot: size beside the raw stream and a video of the same pictures, seek in an hour, cost while
 * recording, search over 100 hours, kills.
 * `node test/bench/recording.ts [kills=200] [hours=100] [minutes=60]`: so many kills, so many copies of a recording of so many minutes
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Emitter } from '../../core/base/events.ts';
import { toFbs } from '../../core/recording/export/fbs.ts';
import { nodeRecordingFiles } from '../../core/recording/node-files.ts';
import { Recorder } from '../../core/recording/recorder.ts';
import { Recording } from '../../core/recording/recording.ts';
import { SearchIndex } from '../../core/recording/search.ts';
import { understand } from '../../core/reading/meaning/understand.ts';
import type { Reading } from '../../core/reading/reading.ts';
import { Screen } from '../../core/screen/screen.ts';
import { Timeline } from '../../core/timeline/timeline.ts';
import type { Clock } from '../../core/base/clock.ts';
import { labMachine } from '../lab/machine.ts';
import { recordPort } from '../lab/recording/record.ts';

const [kills = 200, hours = 100, minutes = 60] = process.argv.slice(2).map(Number);
const recorderProcess = fileURLToPath(new URL('../lab/recording/process.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'bootcatch-bench-'));
const open = async (file: string): Promise<Recording> => Recording.open(await nodeRecordingFiles.open(file));
const percentile = (values: readonly number[], share: number): number => values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
const tell = (name: string, value: unknown): void => void process.stdout.write(`${JSON.stringify({ [name]: value })}\n`);

/** Repeats a recorded boot through the recorder, its time moved on, until `forMs` of recording are there. Gives the CPU time that took. */
async function repeat(from: Recording, file: string, forMs: number): Promise<number> {
  let nowMs = 0;
  const clock: Clock = { now: () => nowMs, wallNow: () => nowMs, setTimeout: (callback, delayMs) => timers.add(callback, nowMs + delayMs) };
  const timers = new Timers();
  const screen = new Screen();
  const readings = new Emitter<Reading>();
  const timeline = new Timeline(clock);
  const recorder = new Recorder(
    { clock, screen, onReading: readings.event, timeline, file: await nodeRecordingFiles.create(file), freeBytes: () => Promise.resolve(undefined) },
    { about: { target: 'bench', provider: 'qemu', version: '0', system: '', locale: 'en' } },
  );
  let recorderMicroseconds = 0;
  const measured = (act: () => void): void => {
    const before = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(before);
    recorderMicroseconds += user + system;
  };
  for (let lap = 0; nowMs < forMs; lap++) {
    const startMs = nowMs;
    for await (const { record, picture, text, damage } of from.play()) {
      nowMs = startMs + record.atMs;
      measured(() => timers.runUntil(nowMs));
      if (record.kind === 'size') screen.resize(record.width, record.height);
      if (record.kind === 'frame' && picture) {
        screen.pixels.set(picture.pixels);
        damage.forEach((area) => screen.addDamage(area));
        measured(() => screen.commitFrame(false, nowMs));
      }
      const reading = record.kind === 'text' ? { frame: 0, ...understand(text) } : undefined;
      if (reading) measured(() => readings.fire(reading));
    }
    nowMs = startMs + from.durationMs;
    // The disk keeps up.
    await recorder.flush();
  }
  await recorder.end();
  return recorderMicroseconds / 1_000 / nowMs;
}

class Timers {
  #waiting: { atMs: number; callback: () => void }[] = [];

  add(callback: () => void, atMs: number) {
    const timer = { atMs, callback };
    this.#waiting.push(timer);
    return { dispose: () => void (this.#waiting = this.#waiting.filter((one) => one !== timer)) };
  }

  runUntil(nowMs: number): void {
    for (const timer of this.#waiting.filter(({ atMs }) => atMs <= nowMs)) {
      this.#waiting = this.#waiting.filter((one) => one !== timer);
      timer.callback();
    }
  }
}

/** Kills recorders of one running machine and holds what they leave against a recorder that goes on. */
async function killThem(port: number, reset: () => Promise<void>): Promise<{ kills: number; opened: number; p95LossMs: number; worstLossMs: number }> {
  const referenceFile = join(folder, 'reference.bootcatch');
  const reference = await recordPort(port, referenceFile);
  const changes: number[] = [];
  const startMs = Date.now() - reference.timeline.elapsedMs;
  const lossesMs: number[] = [];
  for (let number = 0; number < kills; number++) {
    if (number % 8 === 0) await reset();
    const file = join(folder, `kill-${number}.bootcatch`);
    const child = spawn(process.execPath, [recorderProcess, String(port), file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await wait(500 + Math.random() * 2_500);
    const atMs = Date.now();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await reference.recorder.flush();
    const known = await open(referenceFile);
    for await (const { record } of known.play(Math.max(0, atMs - startMs - 10_000))) if (record.kind === 'frame') changes.push(startMs + record.atMs);
    await known.close();
    const recording = await open(file);
    const newestMs = Date.parse(recording.about?.startedAt ?? '') + recording.durationMs;
    lossesMs.push(Math.max(0, Math.max(...changes.filter((change) => change <= atMs), 0) - newestMs));
    changes.length = 0;
    await recording.close();
    await rm(file);
  }
  await reference.close();
  return { kills, opened: lossesMs.length, p95LossMs: Math.round(percentile(lossesMs, 0.95)), worstLossMs: Math.round(Math.max(...lossesMs)) };
}

const lab = await labMachine('text');
try {
  const file = join(folder, 'boot.bootcatch');
  await lab.machine.start();
  const recorded = await recordPort(lab.machine.vncPort ?? 0, file);
  await lab.truth.waitForSerial('end Kernel panic');
  await wait(3_000);
  await recorded.close();
  const boot = await open(file);

  const fbs = join(folder, 'boot.fbs');
  await pipeline(Readable.from(toFbs(boot)), createWriteStream(fbs));
  const raw = join(folder, 'boot.rgba');
  const video = join(folder, 'boot.mp4');
  const pictures = async function* (): AsyncGenerator<Uint8Array> {
    for (let atMs = 0; atMs < boot.durationMs; atMs += 40) yield (await boot.seek(atMs)).picture?.pixels.subarray(0, 720 * 400 * 4) ?? new Uint8Array(720 * 400 * 4);
  };
  await pipeline(Readable.from(pictures()), createWriteStream(raw));
  spawnSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '720x400', '-r', '25', '-i', raw, '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv444p', video], { stdio: 'inherit' });
  const bytes = { recording: (await stat(file)).size, fbs: (await stat(fbs)).size, video: (await stat(video).catch(() => ({ size: NaN }))).size };
  tell('size', { seconds: Math.round(boot.durationMs / 1_000), ...bytes, shareOfFbs: bytes.recording / bytes.fbs, shareOfVideo: bytes.recording / bytes.video });

  const hour = join(folder, 'hour.bootcatch');
  tell('recordingCoreShare', await repeat(boot, hour, minutes * 60_000));
  const long = await open(hour);
  const seekMs: number[] = [];
  for (let seek = 0; seek < 300; seek++) {
    const before = performance.now();
    await long.seek(Math.random() * long.durationMs);
    seekMs.push(performance.now() - before);
  }
  tell('seekInAnHour', { bytes: (await stat(hour)).size, p50Ms: percentile(seekMs, 0.5), p95Ms: percentile(seekMs, 0.95) });
  await long.close();

  const library = await mkdtemp(join(tmpdir(), 'bootcatch-library-'));
  for (let copy = 0; copy < hours; copy++) await copyFile(hour, join(library, `${copy}.bootcatch`));
  const index = new SearchIndex(library, nodeRecordingFiles);
  const startedMs = performance.now();
  await index.update();
  const madeMs = performance.now() - startedMs;
  const searchMs = ['Unable to mount root fs', 'mount_block_root', 'nothing like this', 'GNU GRUB', '6.1.0'].flatMap((text) =>
    Array.from({ length: 5 }, () => {
      const before = performance.now();
      index.search(text);
      return performance.now() - before;
    }),
  );
  index.close();
  tell('search', { hours, indexMadeMs: Math.round(madeMs), indexBytes: (await stat(join(library, 'search.sqlite'))).size, p95Ms: percentile(searchMs, 0.95) });
  await rm(library, { recursive: true });

  tell('kills', await killThem(lab.machine.vncPort ?? 0, () => lab.machine.reset()));
  await boot.close();
} finally {
  await lab.close();
  await rm(folder, { recursive: true });
}
