import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../core/base/events.ts';
import { exportStepSchema, recordingExportSchema, type RecordingExport, type RecordingForm } from '../../../core/contract/recordings.ts';
import { RecordingExports, type ExportPlaces } from '../../../core/engine/recording-exports.ts';
import type { RecordingSource } from '../../../core/recording/files.ts';
import { Recording } from '../../../core/recording/recording.ts';
import { pngToPicture } from '../../../core/screen/png.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { sourceOf, Studio } from '../recording/studio.ts';

let folder: string;
let file: string;
let places: ExportPlaces;
let recorded: Uint8Array;
let catchRuns: boolean;
const show = vi.fn(() => Promise.resolve());
const catchesChanged = new Emitter<void>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-exports-'));
  file = join(folder, 'web-01.out');
  places = { choose: () => Promise.resolve(file), hand: () => undefined, discard: () => Promise.resolve(), show };
  show.mockClear();
  catchRuns = false;
  const studio = new Studio();
  studio.screen.resize(64, 32);
  studio.fill({ x: 0, y: 0, width: 64, height: 32 }, 0x0000ff);
  studio.read('Unable to mount root fs');
  await studio.clock.advance(1_000);
  studio.screen.resize(32, 16);
  studio.fill({ x: 0, y: 0, width: 32, height: 16 }, 0xff0000);
  studio.read('web-01 login:');
  studio.timeline.append({ event: 'heldLost' });
  await studio.recorder.end();
  recorded = studio.file.bytes;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const exports = (through = (source: RecordingSource): RecordingSource => source): RecordingExports =>
  new RecordingExports({
    clock: new ManualClock(),
    places,
    useRecording: async (_id, use, calmly) => use(await Recording.open(calmly(through(sourceOf(recorded))))),
    catchRuns: () => catchRuns,
    onCatchesChanged: catchesChanged.event,
  });
async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}
const request = (form: RecordingForm, more: Partial<RecordingExport> = {}): RecordingExport => recordingExportSchema.parse({ id: 'one', name: 'web-01.out', form, ...more });
const run = async (form: RecordingForm, more: Partial<RecordingExport> = {}) => collect(exports().run(request(form, more), new AbortController().signal));
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'nothing', (error: unknown) => (error as { code?: unknown }).code);

describe('exporting a recording', () => {
  it.each([
    ['transcript', /Unable to mount root fs/],
    ['captions', /^WEBVTT/],
    ['asciicast', /^\{"version":3/],
    ['timeline', /"event":"heldLost"/],
    ['fbs', /^FBS 001\.000\n/],
    ['html', /web-01/],
    ['markdown', /web-01/],
  ] as const)('writes %s where the person wanted it, and says so last', async (form, content) => {
    const steps = await run(form);
    expect(steps.map((step) => exportStepSchema.parse(step))).toEqual(steps);
    expect(steps.at(-1)).toEqual({ state: 'saved', file });
    expect(readFileSync(file, 'latin1')).toMatch(content);
    expect(readdirSync(folder)).toEqual(['web-01.out']);
  });

  it('takes the picture of the moment, and the span of an animation', async () => {
    await run('png', { atMs: 1_000 });
    expect(pngToPicture(readFileSync(file))).toMatchObject({ width: 32, height: 16 });
    await run('apng', { atMs: 0, untilMs: 500 });
    expect(readFileSync(file).toString('latin1')).toContain('acTL');
  });

  it('leaves names out of a report where that is asked', async () => {
    await run('markdown', { redact: true });
    expect(readFileSync(file, 'utf8')).not.toContain('web-01');
  });

  it('ends without a word where the person chose no place', async () => {
    places = { ...places, choose: () => Promise.resolve(undefined) };
    expect(await run('timeline')).toEqual([]);
  });

  it('hands a finished file to a host that offers it, and takes back one that never came to be', async () => {
    const discard = vi.fn(() => Promise.resolve());
    places = { ...places, hand: () => '/download/1', discard };
    expect((await run('timeline')).at(-1)).toEqual({ state: 'offered', address: '/download/1' });
    expect(discard).not.toHaveBeenCalled();
    file = join(folder, 'nowhere', 'web-01.out');
    expect(await codeOf(run('timeline'))).toBe('recording.cannotExport');
    expect(discard).toHaveBeenCalledWith(file);
  });

  it('says before it asks for a place that a video needs ffmpeg', async () => {
    vi.stubEnv('PATH', folder);
    const choose = vi.fn(() => Promise.resolve(file));
    places = { ...places, choose };
    expect(await codeOf(run('webm'))).toBe('recording.noFfmpeg');
    expect(choose).not.toHaveBeenCalled();
  });

  it('waits while a catch runs, and goes on after it', async () => {
    catchRuns = true;
    const stream = exports().run(request('timeline'), new AbortController().signal);
    expect((await stream.next()).value).toMatchObject({ state: expect.stringMatching(/writing|waiting/) as string });
    expect(existsSync(file)).toBe(false);
    catchRuns = false;
    catchesChanged.fire();
    expect((await collect(stream)).at(-1)).toEqual({ state: 'saved', file });
  });

  it('cancelled, leaves no file, and what stood there before', async () => {
    writeFileSync(file, 'before');
    const leaving = new AbortController();
    const reads = vi.fn();
    const cancelAtThird = (source: RecordingSource): RecordingSource => ({
      size: () => source.size(),
      read: (...where) => {
        reads();
        if (reads.mock.calls.length === 3) leaving.abort(new Error('cancelled'));
        return source.read(...where);
      },
      close: () => source.close(),
    });
    await expect(collect(exports(cancelAtThird).run(request('fbs'), leaving.signal))).rejects.toThrow('cancelled');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['web-01.out']);
  });

  it('writes what a window has made where the person has chosen, once, and nowhere else', async () => {
    const all = exports();
    const content = new Blob(['a video']);
    expect(await codeOf(all.put(file, content))).toBe('engine.notInThisHost');
    expect(await all.choosePlace('web-01.webm')).toBe(file);
    await all.put(file, content);
    expect(readFileSync(file, 'utf8')).toBe('a video');
    expect(readdirSync(folder)).toEqual(['web-01.out']);
    await all.show(file);
    expect(show).toHaveBeenCalledWith(file);
    expect(await codeOf(all.put(file, content))).toBe('engine.notInThisHost');
    places = { ...places, choose: () => Promise.resolve(undefined) };
    expect(await exports().choosePlace('web-01.webm')).toBeUndefined();
    places = { ...places, choose: () => Promise.resolve(join(folder, 'gone', 'x')) };
    const elsewhere = exports();
    const gone = (await elsewhere.choosePlace('x')) ?? '';
    await expect(elsewhere.put(gone, content)).rejects.toMatchObject({ code: 'recording.cannotExport', values: { file: gone, reason: 'ENOENT' } });
    places = { choose: () => Promise.resolve(file), hand: () => undefined, discard: () => Promise.resolve() };
    expect(await codeOf(exports().choosePlace('web-01.webm'))).toBe('engine.notInThisHost');
  });

  it('shows in its folder what it has written, and nothing else', async () => {
    const some = exports();
    await collect(some.run(request('timeline'), new AbortController().signal));
    await some.show(file);
    expect(show).toHaveBeenCalledWith(file);
    expect(await codeOf(some.show('/etc/passwd'))).toBe('engine.notInThisHost');
  });
});
