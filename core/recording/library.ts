import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Event } from '../base/events.ts';
import { version } from '../base/version.ts';
import type { Reading } from '../reading/reading.ts';
import type { ScreenView } from '../screen/screen.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { recordingExtension, type FoundRecording, type RecordingFile, type RecordingFiles } from './files.ts';
import { messageOfFailure, Recorder, type RecorderOptions } from './recorder.ts';

/** Where the recordings lie, in the data folder. */
export function recordingsFolder(dataFolder: string): string {
  return join(dataFolder, 'recordings');
}

/** How much of the past is kept. */
export interface Retention {
  readonly ageMs: number;
  readonly bytes: number;
}

/** A quarter of a year, and never more than a small disk bears. */
export const usualRetention: Retention = { ageMs: 90 * 86_400_000, bytes: 5 * 1024 ** 3 };

/** The person's choice as {@link tidy} takes it. */
export function retentionOf({ keepDays, keepGiB }: { readonly keepDays: number; readonly keepGiB: number }): Retention {
  return { ageMs: keepDays * 86_400_000, bytes: keepGiB * 1024 ** 3 };
}

/** Removes recordings that are too old, then the oldest until the rest fits. One that is being written stays. @returns what was removed */
export async function tidy(folder: string, files: RecordingFiles, { ageMs, bytes }: Retention, nowMs: number): Promise<FoundRecording[]> {
  const found = await files.list(folder);
  let total = found.reduce((sum, one) => sum + one.bytes, 0);
  const removed: FoundRecording[] = [];
  for (const one of found) {
    if (one.inUse || (nowMs - one.changedAtMs <= ageMs && total <= bytes)) continue;
    await files.remove(one.path);
    total -= one.bytes;
    removed.push(one);
  }
  return removed;
}

/** What is recorded, and where to. */
export interface RecordingRequest {
  readonly screen: ScreenView;
  readonly onReading: Event<Reading>;
  readonly lastReading?: () => Reading | undefined;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly files: RecordingFiles;
  /** A file of the person's choice, or the folder in which one is named after time and server. */
  readonly place: { readonly file: string } | { readonly folder: string };
  /** What is known of the server; no secrets. */
  readonly about: Pick<RecorderOptions['about'], 'target' | 'provider' | 'endpoint' | 'locale'>;
  readonly keys?: boolean;
  /** What may stay of the folder's older recordings. */
  readonly retention?: Retention;
}

/** A recording under way, and its file. */
export interface StartedRecording {
  readonly recorder: Recorder;
  readonly file: string;
}

/**
 * Begins a recording. Where no file can be made, the timeline says so and everything else goes on.
 * @returns undefined where nothing is recorded
 * @throws BootcatchError `recording.exists` where the person named a file that is there already
 */
export async function startRecording({ files, place, about, keys = false, retention = usualRetention, ...ports }: RecordingRequest): Promise<StartedRecording | undefined> {
  const { clock, timeline } = ports;
  try {
    if ('folder' in place) await tidy(place.folder, files, retention, clock.wallNow());
    const { path, file } = 'file' in place ? { path: place.file, file: await files.create(place.file) } : await createNamed(place.folder, about.target, clock.wallNow(), files);
    const recorder = new Recorder({ ...ports, file, freeBytes: () => files.freeBytes(path) }, { about: { ...about, version, system: `${process.platform} ${process.arch}, Node ${process.versions.node}` }, keys });
    return { recorder, file: path };
  } catch (error) {
    if ('file' in place && isExisting(error)) throw new BootcatchError('recording.exists', { file: place.file }, { cause: error });
    timeline.append({ event: 'notice', message: messageOfFailure(error) });
    return undefined;
  }
}

/** Two catches of one server may begin in one second. */
const sameNameLimit = 20;

async function createNamed(folder: string, target: string, wallMs: number, files: RecordingFiles): Promise<{ readonly path: string; readonly file: RecordingFile }> {
  const time = new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '');
  const name = target.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60);
  for (let copy = 1; ; copy++) {
    const path = join(folder, `${time}Z-${name}${copy === 1 ? '' : `-${copy}`}${recordingExtension}`);
    try {
      return { path, file: await files.create(path) };
    } catch (error) {
      if (!isExisting(error) || copy === sameNameLimit) throw error;
    }
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
