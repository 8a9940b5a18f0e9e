import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { toFbs } from '../../core/recording/export/fbs.ts';
import { nodeRecordingFiles } from '../../core/recording/node-files.ts';
import { Recording } from '../../core/recording/recording.ts';
import { SearchIndex } from '../../core/recording/search.ts';
import { labMachine, type LabMachine } from '../lab/machine.ts';
import { recordPort } from '../lab/recording/record.ts';
import { ms, percentile, table, type Section } from './numbers.ts';
import { killRecorders } from './recording/kills.ts';
import { repeat } from './recording/repeat.ts';

export interface RecordingOptions {
  readonly kills: number;
  /** Hours of recordings that are searched. */
  readonly hours: number;
  readonly random: () => number;
  readonly log: (line: string) => void;
}

const hourMs = 3_600_000;
const seeks = 300;
const openings = 20;
const searches = ['Unable to mount root fs', 'mount_block_root', 'nothing like this', 'GNU GRUB', '6.1.0', 'vfs', 'a'.repeat(40)];

/** What a recording of a real boot weighs beside other forms of it, what it costs, how soon it is searched, and what a kill leaves of it. */
export async function recording({ kills, hours, random, log }: RecordingOptions): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-bench-'));
  const lab = await labMachine('text');
  try {
    const file = await recordBoot(lab, folder);
    const boot = await open(file);
    log('the boot is recorded');
    const rows = [...(await sizes(boot, file, folder)), ...(await anHour(boot, join(folder, 'hour.bootcatch'), random, log))];
    if (hours > 0) rows.push(...(await searchHours(join(folder, 'hour.bootcatch'), hours, log)));
    if (kills > 0) rows.push(await killRow(lab, kills, { folder, random, log }));
    await boot.close();
    return { name: 'recording', title: 'Recordings', body: table(['what', 'measured', 'aim'], rows) };
  } finally {
    await lab.close();
    await rm(folder, { recursive: true });
  }
}

async function open(file: string): Promise<Recording> {
  return Recording.open(await nodeRecordingFiles.open(file));
}

/** A boot of the lab's machine up to some time after its panic. */
async function recordBoot(lab: LabMachine, folder: string): Promise<string> {
  const file = join(folder, 'boot.bootcatch');
  await lab.machine.start();
  const recorded = await recordPort(lab.machine.vncPort ?? 0, file);
  await lab.truth.waitForSerial('end Kernel panic');
  await wait(3_000);
  await recorded.close();
  return file;
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
const share = (part: number, whole: number): string => `1/${(whole / part).toFixed(1)}`;

async function sizes(boot: Recording, file: string, folder: string): Promise<string[][]> {
  const fbs = join(folder, 'boot.fbs');
  await writeFile(fbs, toFbs(boot));
  const bytes = (await stat(file)).size;
  const fbsBytes = (await stat(fbs)).size;
  const videoBytes = await videoSize(boot, folder);
  return [
    [`size of a boot of ${Math.round(boot.durationMs / 1_000)} s`, kib(bytes), ''],
    ['… of its raw stream as FBS', `${share(bytes, fbsBytes)} of ${kib(fbsBytes)}`, 'under 1/10'],
    ['… of its video (x264, crf 18, yuv444p, 25 fps)', videoBytes === undefined ? 'left out: ffmpeg is not installed' : `${share(bytes, videoBytes)} of ${kib(videoBytes)}`, 'under 1/3'],
  ];
}

/** Bytes of the video that ffmpeg makes of the same pictures; undefined without ffmpeg. */
async function videoSize(boot: Recording, folder: string): Promise<number | undefined> {
  const raw = join(folder, 'boot.rgba');
  const video = join(folder, 'boot.mp4');
  const { width, height } = { width: 720, height: 400 };
  const pictures = async function* (): AsyncGenerator<Uint8Array, void> {
    let shown = new Uint8Array(width * height * 4);
    let atMs = 0;
    for await (const { record, picture } of boot.play()) {
      for (; atMs < record.atMs; atMs += 40) yield shown;
      if (picture?.width === width && picture.height === height) shown = picture.pixels.slice();
    }
  };
  await writeFile(raw, pictures());
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-r', '25', '-i', raw];
  const { error } = spawnSync('ffmpeg', ['-loglevel', 'error', '-y', ...input, '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv444p', video], { stdio: 'inherit' });
  await rm(raw);
  return error ? undefined : (await stat(video)).size;
}

/** An hour of boots: what recording it costs, and seeking in it. */
async function anHour(boot: Recording, file: string, random: () => number, log: (line: string) => void): Promise<string[][]> {
  const shownMs = await repeat(boot, hourMs);
  const recordedMs = await repeat(boot, hourMs, await nodeRecordingFiles.create(file));
  log('an hour is recorded');
  const openedMs = await openingMs(file);
  const hour = await open(file);
  const seekMs: number[] = [];
  for (let seek = 0; seek < seeks; seek++) {
    const before = performance.now();
    await hour.seek(random() * hour.durationMs);
    seekMs.push(performance.now() - before);
  }
  await hour.close();
  return [
    ['recording an hour of boots, on top of showing them', `${((100 * (recordedMs - shownMs)) / hourMs).toFixed(2)} % of a core`, 'under 3 %'],
    [`seek anywhere in that hour (${kib((await stat(file)).size)}), 95 of 100`, `${ms(percentile(seekMs, 0.95))}, median ${ms(percentile(seekMs, 0.5))}`, 'under 50 ms'],
    ['… opening it in the player, median of 20', ms(percentile(openedMs, 0.5)), ''],
  ];
}

/** Until the player has all that it begins with: the timeline, and when the picture changed. */
async function openingMs(file: string): Promise<number[]> {
  const tookMs: number[] = [];
  for (let opening = 0; opening < openings; opening++) {
    const before = performance.now();
    const recording = await open(file);
    await recording.changes();
    tookMs.push(performance.now() - before);
    await recording.close();
  }
  return tookMs;
}

/** The hour, many times, in a library of its own. */
async function searchHours(hour: string, hours: number, log: (line: string) => void): Promise<string[][]> {
  const library = await mkdtemp(join(tmpdir(), 'bootcatch-library-'));
  try {
    for (let copy = 0; copy < hours; copy++) await copyFile(hour, join(library, `${copy}.bootcatch`));
    const index = new SearchIndex(library, nodeRecordingFiles);
    const before = performance.now();
    await index.update();
    const madeMs = performance.now() - before;
    await copyFile(hour, join(library, 'one-more.bootcatch'));
    const addedAtMs = performance.now();
    await index.update();
    const addedMs = performance.now() - addedAtMs;
    log('the index is made');
    const searchMs = searches.flatMap((text) =>
      Array.from({ length: 5 }, () => {
        const startMs = performance.now();
        index.search(text);
        return performance.now() - startMs;
      }),
    );
    index.close();
    return [
      [`search through ${hours} hours, 95 of 100`, `${ms(percentile(searchMs, 0.95))}, median ${ms(percentile(searchMs, 0.5))}`, 'under 100 ms'],
      ['… making its index anew', `${(madeMs / 1_000).toFixed(1)} s`, ''],
      ['… taking one more hour into it', ms(addedMs), ''],
    ];
  } finally {
    await rm(library, { recursive: true });
  }
}

async function killRow(lab: LabMachine, kills: number, options: Parameters<typeof killRecorders>[2]): Promise<string[]> {
  const { opened, lossesMs, wrong } = await killRecorders(lab, kills, options);
  const measured = `${opened} open, ${wrong} show something wrong; lost at most ${ms(Math.max(...lossesMs))}, 95 of 100 ${ms(percentile(lossesMs, 0.95))}`;
  return [`${kills} recorders of real boots, each killed at a random moment`, measured, 'all open, under 1 s'];
}
