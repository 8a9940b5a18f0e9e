import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordingSchema, recordingSchema, searchStepSchema, videoPartsSchema, type RecordingHit, type SearchStep } from '../../../core/contract/recordings.ts';
import { RecordingDesk } from '../../../core/engine/recording-desk.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { pngToPicture } from '../../../core/screen/png.ts';
import { toDisposable } from '../../../core/base/lifecycle.ts';
import type { ScreenView } from '../../../core/screen/screen.ts';
import { Studio, withoutChanges } from '../recording/studio.ts';
import { ManualClock } from '../support/manual-clock.ts';

const id = '2026-01-01T000000Z-web-01';
const menu = { kind: 'grub2', title: 'GNU GRUB', entries: ['Linux'], selected: 0 };
let dataFolder: string;
let folder: string;
let desk: RecordingDesk;
let screens: ScreenView[];

beforeEach(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'bootcatch-recordings-'));
  folder = join(dataFolder, 'recordings');
  screens = [];
  desk = new RecordingDesk({ dataFolder, clock: new ManualClock(), recordings: nodeRecordingFiles, randomId: () => 'one', showScreen: (screen) => (screens.push(screen), toDisposable(() => undefined)) });
  const studio = new Studio();
  studio.screen.resize(64, 32);
  studio.fill({ x: 0, y: 0, width: 64, height: 32 }, 0x0000ff);
  studio.read('Unable to mount root fs');
  await studio.clock.advance(1_000);
  studio.fill({ x: 8, y: 8, width: 8, height: 8 }, 0x00ff00);
  studio.read('GNU GRUB', '│*Linux     │');
  studio.timeline.append({ event: 'held', menu, proof: '', key: 'f4' });
  await studio.clock.advance(1_000);
  studio.screen.resize(32, 16);
  studio.fill({ x: 0, y: 0, width: 32, height: 16 }, 0xff0000);
  studio.read('web-01 login:');
  await studio.recorder.end();
  await (await nodeRecordingFiles.create(join(folder, `${id}.bootcatch`))).close();
  writeFileSync(join(folder, `${id}.bootcatch`), studio.file.bytes);
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

const never = new AbortController().signal;
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'nothing', (error: unknown) => (error as { code?: unknown }).code);
const pixel = (screen: ScreenView, x: number, y: number): number[] => [...screen.pixels.subarray((y * screen.width + x) * 4, (y * screen.width + x) * 4 + 3)];

async function hits(text: string, one?: string): Promise<readonly RecordingHit[]> {
  const steps: SearchStep[] = [];
  for await (const step of desk.search(text, one, never)) steps.push(searchStepSchema.parse(step));
  const last = steps.at(-1);
  return last?.state === 'found' ? last.hits : [];
}

describe('the recordings of a machine', () => {
  it('are listed with what they tell, and a broken one with what is wrong', async () => {
    writeFileSync(join(folder, 'broken.bootcatch'), 'no recording');
    const list = await desk.list();
    expect(list.map((each) => recordingSchema.parse(each))).toEqual(list);
    expect(list.find((each) => each.id === id)).toMatchObject({ server: 'web-01', durationMs: 2_000, decisiveMs: 1_000, outcome: null, state: 'whole', problem: null });
    expect(list.find((each) => each.id === 'broken')).toMatchObject({ server: null, problem: { key: 'recording.notOne' } });
    expect(pngToPicture(await desk.thumbnail(id))).toMatchObject({ width: 64, height: 32 });
  });

  it('are searched, one or all', async () => {
    expect(await hits('mount ROOT')).toEqual([{ id, atMs: 0, line: 'Unable to mount root fs' }]);
    expect(await hits('login', id)).toEqual([{ id, atMs: 2_000, line: 'web-01 login:' }]);
    expect(await hits('linux')).toEqual([{ id, atMs: 1_000, line: '*Linux' }]);
    expect(await codeOf(hits('x'))).toBe('recording.searchTooShort');
  });

  it('are searched with a word on how far the reading is, and no further once the window has left', async () => {
    const opened: string[] = [];
    const go = Promise.withResolvers<void>();
    const slow = {
      ...nodeRecordingFiles,
      open: async (path: string) => {
        const source = await nodeRecordingFiles.open(path);
        opened.push(path);
        if (opened.length === 2) await go.promise;
        return source;
      },
    };
    for (const name of ['b', 'c']) copyFileSync(join(folder, `${id}.bootcatch`), join(folder, `${name}.bootcatch`));
    const clock = new ManualClock();
    const slowDesk = new RecordingDesk({ dataFolder, clock, recordings: slow, randomId: () => 'one', showScreen: () => toDisposable(() => undefined) });
    const steps = slowDesk.search('mount', undefined, never);
    expect((await steps.next()).value).toEqual({ state: 'reading', share: null });
    const second = steps.next();
    await expect.poll(() => opened.length).toBe(2);
    await clock.advance(100);
    expect((await second).value).toEqual({ state: 'reading', share: 0.33 });
    const left = steps.return();
    go.resolve();
    await left;
    expect(opened).toHaveLength(2);
    // What was read stays read.
    expect(await hits('mount')).toHaveLength(3);
  });

  it('are named by id alone: a path leads nowhere', async () => {
    writeFileSync(join(dataFolder, 'secret.bootcatch'), 'secret');
    for (const name of ['../secret', join(dataFolder, 'secret'), `${id}.bootcatch`, '']) expect(await codeOf(desk.thumbnail(name))).toBe('recording.unknown');
    expect(await codeOf(desk.remove('../secret'))).toBe('recording.unknown');
  });

  it('give a window what it makes a video of', async () => {
    const leaving = new AbortController();
    const opened = desk.open(id, leaving.signal);
    const viewId = (await opened.next()).value?.viewId ?? '';
    const parts = videoPartsSchema.parse(await desk.videoParts(viewId, 'ja'));
    expect(parts.size).toEqual({ width: 64, height: 32 });
    expect(parts.captions).toContain('Unable to mount root fs');
    expect(parts.phases).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.000\n–/);
    const pixelOf = async (atMs: number, x: number, y: number): Promise<number[]> => [...(await desk.videoPicture(viewId, atMs)).subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 3)];
    expect(await pixelOf(500, 8, 8)).toEqual([255, 0, 0]);
    expect(await pixelOf(1_000, 8, 8)).toEqual([0, 255, 0]);
    // The smaller picture stands in the middle.
    expect(await pixelOf(2_000, 8, 8)).toEqual([0, 0, 0]);
    expect(await pixelOf(2_000, 32, 16)).toEqual([0, 0, 255]);
    expect(await pixelOf(0, 32, 16)).toEqual([255, 0, 0]);
    leaving.abort();
    await opened.return();
    expect(await codeOf(desk.videoParts(viewId, 'en'))).toBe('recording.notOpen');
  });

  it('show any moment on a screen of their own, forward and back, for as long as the window stays', async () => {
    const leaving = new AbortController();
    const stream = desk.open(id, leaving.signal);
    const { value: opened } = await stream.next();
    expect(openRecordingSchema.parse(opened)).toEqual(opened);
    expect(opened?.changes).toEqual([0, 1_000, 2_000]);
    const viewId = opened?.viewId ?? '';
    expect(desk.hasView(viewId)).toBe(true);
    desk.attachView(viewId, undefined as never);
    const [screen] = screens;
    if (!screen) throw new Error('nothing is shown');
    const green = [0, 255, 0];
    expect(await desk.show(viewId, 500)).toEqual({ size: { width: 64, height: 32 }, lines: ['Unable to mount root fs'], exactShare: 1, marks: [] });
    const before = pixel(screen, 9, 9);
    expect(before).not.toEqual(green);
    expect(await desk.show(viewId, 1_000)).toMatchObject({ lines: ['GNU GRUB', '│*Linux     │'] });
    expect(pixel(screen, 9, 9)).toEqual(green);
    expect(await desk.show(viewId, 2_000)).toMatchObject({ size: { width: 32, height: 16 }, lines: ['web-01 login:'] });
    // Back again, as it was.
    await desk.show(viewId, 500);
    expect(pixel(screen, 9, 9)).toEqual(before);
    leaving.abort();
    expect(await stream.next()).toMatchObject({ done: true });
    expect(desk.hasView(viewId)).toBe(false);
    expect(await codeOf(Promise.resolve().then(() => desk.show(viewId, 0)))).toBe('recording.notOpen');
  });

  it('of an older version open at once, and tell of their changes when the file has been looked through', async () => {
    const file = join(folder, `${id}.bootcatch`);
    writeFileSync(file, await withoutChanges(readFileSync(file)));
    const leaving = new AbortController();
    const stream = desk.open(id, leaving.signal);
    const { value: first } = await stream.next();
    expect(first).toMatchObject({ changes: null, recording: { id, state: 'whole' } });
    const { value: second } = await stream.next();
    expect(openRecordingSchema.parse(second)).toEqual({ ...first, changes: [0, 1_000, 2_000] });
    leaving.abort();
    await stream.next();
  });

  it('are deleted, save for one that is being written', async () => {
    const file = await nodeRecordingFiles.create(join(folder, 'now.bootcatch'));
    expect(await codeOf(desk.remove('now'))).toBe('recording.inUse');
    await file.close();
    await desk.remove(id);
    expect((await desk.list()).map((each) => each.id)).toEqual(['now']);
  });
});
