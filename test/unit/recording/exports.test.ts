import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeApng } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toAnimation } from '../../../core/recording/export/apng.ts';
import { toAsciicast } from '../../../core/recording/export/asciicast.ts';
import { toChapters, toPhaseCues, toWebVtt } from '../../../core/recording/export/captions.ts';
import { toFbs } from '../../../core/recording/export/fbs.ts';
import { standingScreens, timelineText, transcriptText } from '../../../core/recording/export/text.ts';
import { startRecording, tidy, type StartedRecording } from '../../../core/recording/library.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { SearchIndex, searchRecording } from '../../../core/recording/search.ts';
import { open, Studio } from './studio.ts';

const grub = ['GNU GRUB  version 2.06', '', ' *Debian GNU/Linux', '', 'Use the ^ and v keys to select which entry is highlighted.'];
const panic = ['[    2.3] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'];

/** A menu for two seconds, then a panic. */
async function boot(): Promise<Studio> {
  const studio = new Studio();
  studio.screen.resize(4, 2);
  studio.fill({ x: 0, y: 0, width: 4, height: 2 }, 0x0000ff);
  studio.read(...grub);
  await studio.clock.advance(2_000);
  studio.screen.resize(3, 2);
  studio.fill({ x: 1, y: 0, width: 1, height: 1 }, 0x00ff00);
  studio.read(...panic);
  studio.timeline.append({ event: 'panicRead', reason: 'VFS: Unable to mount root fs on unknown-block(0,0)' });
  await studio.clock.advance(1_000);
  await studio.recorder.end();
  return studio;
}

const bootRecording = async () => open((await boot()).file.bytes);

describe('what is exported', () => {
  test('the transcript has each line once, with its time', async () => {
    const text = await transcriptText(await bootRecording());
    expect(text).toMatch(/\[ {5}0\.000\] GNU GRUB {2}version 2\.06\n/);
    expect(text).toMatch(/\[ {5}2\.000\] \[ {4}2\.3\] Kernel panic/);
  });

  test('screens that were only passing are left out', async () => {
    const studio = new Studio();
    for (const line of ['one', 'two', 'three']) {
      studio.read(line);
      await studio.clock.advance(line === 'two' ? 100 : 900);
    }
    await studio.recorder.end();
    const screens: string[][] = [];
    for await (const { lines } of standingScreens(await open(studio.file.bytes))) screens.push([...lines]);
    expect(screens).toEqual([['one'], ['three']]);
  });

  test('the timeline is one event a line', async () => {
    const lines = timelineText(await bootRecording()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['panicRead']);
  });

  test('phases become chapters and lines captions', async () => {
    const recording = await bootRecording();
    expect(await toChapters(recording, (phase) => phase)).toBe(
      ';FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=bootMenu\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=3000\ntitle=panic\n',
    );
    expect(await toPhaseCues(recording, (phase) => `<${phase}>`)).toBe('WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n&lt;bootMenu&gt;\n\n00:00:02.000 --> 00:00:03.000\n&lt;panic&gt;\n');
    expect(await toWebVtt(recording)).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.000\nGNU GRUB {2}version 2\.06\n/);
  });

  test('an asciicast paints each screen on the one before, with the phases as markers', async () => {
    const studio = new Studio();
    studio.read(...grub);
    await studio.clock.advance(1_500.4);
    studio.read(...grub.with(1, '\u0007one'));
    await studio.clock.advance(1_000);
    studio.read(...panic);
    await studio.clock.advance(500);
    await studio.recorder.end();
    const lines: unknown[] = [];
    for await (const line of toAsciicast(await open(studio.file.bytes), (phase) => phase)) lines.push(JSON.parse(line));
    expect(lines).toEqual([
      { version: 3, term: { cols: 80, rows: 24, type: 'xterm-256color' }, timestamp: Date.parse('2026-01-01T00:00:00Z') / 1_000, title: 'web-01' },
      [0, 'o', `\u001b[H\u001b[2J${grub.map((line, row) => `\u001b[${row + 1};1H\u001b[2K${line}`).join('')}`],
      [0, 'm', 'bootMenu'],
      [1.5, 'o', '\u001b[2;1H\u001b[2K one'],
      // The wider line needs a wider terminal, which begins empty.
      [1, 'r', `${panic[0]?.length}x24`],
      [0, 'o', `\u001b[H\u001b[2J\u001b[1;1H\u001b[2K${panic[0]}`],
      [0, 'm', 'panic'],
      [0.5, 'o', ''],
    ]);
  });

  test('an animation shows every picture for its time, pixel for pixel', async () => {
    const studio = new Studio();
    studio.screen.resize(4, 2);
    studio.fill({ x: 0, y: 0, width: 4, height: 2 }, 0x0000ff);
    await studio.clock.advance(2_000);
    studio.fill({ x: 1, y: 1, width: 2, height: 1 }, 0x00ff00);
    await studio.clock.advance(70_000);
    studio.fill({ x: 3, y: 0, width: 1, height: 1 }, 0xff0000);
    const last = studio.picture();
    await studio.clock.advance(1_000);
    await studio.recorder.end();
    const shares: number[] = [];
    const options = { fromMs: 0, untilMs: Infinity, framesPerSecond: 10, onProgress: (share: number) => void shares.push(share), signal: new AbortController().signal };
    const recording = await open(studio.file.bytes);
    const { frames } = decodeApng(await toAnimation(recording, options));
    expect(frames.map(({ delayNumber, delayDenominator }) => delayNumber / delayDenominator)).toEqual([2, 70, 1]);
    // This decoder gives of each frame what it paints, black around it.
    const shown = Array.from({ length: 8 }, (_, pixel) => frames.map(({ data }) => [...data.slice(pixel * 3, pixel * 3 + 3)]).findLast((colour) => colour.some((value) => value > 0)));
    expect(shown.flat()).toEqual([...last].filter((_, place) => place % 4 < 3));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    await expect(toAnimation(recording, { ...options, fromMs: 100_000 })).rejects.toMatchObject({ code: 'recording.noPictures' });
    await expect(toAnimation(recording, { ...options, signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  });

  test('FBS is the stream of a server, piece by piece', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of toFbs(await bootRecording())) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    expect(bytes.subarray(0, 12).toString()).toBe('FBS 001.000\n');
    const pieces: { data: Buffer; atMs: number }[] = [];
    for (let at = 12; at < bytes.length; ) {
      const length = bytes.readUInt32BE(at);
      const padded = Math.ceil(length / 4) * 4;
      pieces.push({ data: bytes.subarray(at + 4, at + 4 + length), atMs: bytes.readUInt32BE(at + 4 + padded) });
      at += 8 + padded;
    }
    const [greeting] = pieces;
    expect(greeting?.data.subarray(0, 12).toString()).toBe('RFB 003.003\n');
    expect([greeting?.data.readUInt16BE(16), greeting?.data.readUInt16BE(18)]).toEqual([4, 2]);
    // The new size, as DesktopSize; then one pixel in green.
    const resize = pieces.find(({ data }) => data.length === 16 && data.readInt32BE(12) === -223);
    expect(resize).toMatchObject({ atMs: 2_000 });
    expect(pieces.at(-2)?.data.subarray(-4)).toEqual(Buffer.from([0, 0xff, 0, 0xff]));
    expect(pieces.at(-1)?.data).toHaveLength(0);
  });
});

describe('recordings in a folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bootcatch-recordings-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const start = (studio: Studio, place: { file: string } | { folder: string }): Promise<StartedRecording | undefined> =>
    startRecording({ screen: studio.screen, onReading: studio.onReading, timeline: studio.timeline, clock: studio.clock, files: nodeRecordingFiles, place, about: { target: 'web 01/東京', provider: 'practice', locale: 'ja' } });

  test('get a name of their own, also within one second, and are in use until they end', async () => {
    const studio = new Studio();
    const one = await start(studio, { folder });
    const other = await start(studio, { folder });
    expect([one?.file, other?.file]).toEqual([join(folder, '2026-01-01T000000Z-web-01-東京.bootcatch'), join(folder, '2026-01-01T000000Z-web-01-東京-2.bootcatch')]);
    await one?.recorder.end();
    expect((await nodeRecordingFiles.list(folder)).map(({ inUse }) => inUse).sort()).toEqual([false, true]);
    await other?.recorder.end();
    expect((await nodeRecordingFiles.list(folder)).map(({ inUse }) => inUse)).toEqual([false, false]);
  });

  test('never overwrite a file', async () => {
    const file = join(folder, 'mine.bootcatch');
    await writeFile(file, 'precious');
    await expect(start(new Studio(), { file })).rejects.toMatchObject({ code: 'recording.exists' });
  });

  test('that cannot be made are told, and nothing else fails', async () => {
    const studio = new Studio();
    await writeFile(join(folder, 'a file'), '');
    expect(await start(studio, { folder: join(folder, 'a file', 'recordings') })).toBeUndefined();
    expect(studio.timeline.events).toMatchObject([{ event: 'notice', message: { key: 'recording.cannotWrite' } }]);
  });

  test('are let go by age and by size, the oldest first, and never while they are written', async () => {
    const started = await start(new Studio(), { folder });
    const sizes = { a: 300, b: 200, c: 100 };
    for (const [name, bytes] of Object.entries(sizes)) {
      await writeFile(join(folder, `${name}.bootcatch`), Buffer.alloc(bytes));
    }
    const found = await nodeRecordingFiles.list(folder);
    const order = new Map(['a', 'b', 'c'].map((name, days) => [join(folder, `${name}.bootcatch`), days]));
    const files = { ...nodeRecordingFiles, list: () => Promise.resolve(found.map((file) => ({ ...file, changedAtMs: (order.get(file.path) ?? -50) * 1_000 })).sort((one, next) => one.changedAtMs - next.changedAtMs)) };
    const inUse = found.find((file) => file.inUse)?.bytes ?? 0;
    expect(inUse).toBeGreaterThan(0);
    const gone = await tidy(folder, files, { ageMs: 2_500, bytes: inUse + 150 }, 3_000);
    // a is too old; b has to go for the rest to fit; c fits; the one that is written is the oldest and stays.
    expect(gone.map(({ path }) => path)).toEqual([join(folder, 'a.bootcatch'), join(folder, 'b.bootcatch')]);
    await started?.recorder.end();
  });

  test('are found by what was on their screens, from an index that can be made again', async () => {
    await writeFile(join(folder, 'boot.bootcatch'), (await boot()).file.bytes);
    await writeFile(join(folder, 'broken.bootcatch'), 'nothing of the kind');
    const search = async (text: string): Promise<string[]> => {
      const index = new SearchIndex(folder, nodeRecordingFiles);
      await index.update();
      const hits = index.search(text);
      index.close();
      return hits.map(({ atMs, line }) => `${atMs} ${line}`);
    };
    const hit = ['2000 [    2.3] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'];
    expect(await search('unable to MOUNT root fs')).toEqual(hit);
    expect(await search('ＶＦＳ')).toEqual(hit);
    expect(await search('(0')).toEqual(hit);
    expect(await search('100%')).toEqual([]);
    expect(await search('"; DROP')).toEqual([]);
    await expect(search('x')).rejects.toMatchObject({ code: 'recording.searchTooShort' });
    await writeFile(join(folder, 'search.sqlite'), 'not a database at all, but long enough to be looked at as one');
    await rm(join(folder, 'search.sqlite-wal'), { force: true });
    expect(await search('unable to mount')).toEqual(hit);
    await rm(join(folder, 'boot.bootcatch'));
    expect(await search('unable to mount')).toEqual([]);
  });

  test('are read for search once, and one that grows from where it was read to', async () => {
    const studio = await boot();
    const whole = studio.file.bytes;
    const file = join(folder, 'boot.bootcatch');
    // As if it were still being written, before its panic was.
    const cut = whole.subarray(0, 1 + whole.findLastIndex((_, at) => at < whole.length / 2 && whole.subarray(at, at + 4).toString('latin1') === 'CBLK'));
    await writeFile(file, cut);
    const reads: number[] = [];
    const files = {
      ...nodeRecordingFiles,
      open: async (path: string) => {
        const source = await nodeRecordingFiles.open(path);
        return { ...source, read: (at: number, length: number) => (reads.push(at), source.read(at, length)) };
      },
    };
    const index = new SearchIndex(folder, files);
    const shares: number[] = [];
    await index.update({ onProgress: (share) => shares.push(share) });
    expect(index.search('GNU GRUB')).toHaveLength(1);
    expect(index.search('Kernel panic')).toEqual([]);
    reads.length = 0;
    await index.update({ onProgress: (share) => shares.push(share) });
    expect(reads).toEqual([]);
    await writeFile(file, whole);
    await index.update({ onProgress: (share) => shares.push(share) });
    expect(index.search('GNU GRUB')).toEqual([{ path: file, atMs: 0, line: 'GNU GRUB  version 2.06' }]);
    expect(index.search('Kernel panic')).toMatchObject([{ atMs: 2_000 }]);
    expect(shares.filter((share) => share === 1)).toHaveLength(2);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    index.close();
  });

  test('are searched one by one as well', async () => {
    expect(await searchRecording(await bootRecording(), 'gnu grub')).toEqual([{ atMs: 0, line: 'GNU GRUB  version 2.06' }]);
  });
});
