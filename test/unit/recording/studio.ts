import { Emitter } from '../../../core/base/events.ts';
import type { RecordingFile, RecordingFiles, RecordingSource } from '../../../core/recording/files.ts';
import { packBlock } from '../../../core/recording/block-writer.ts';
import { encodeTrailer } from '../../../core/recording/format.ts';
import { jsonBody } from '../../../core/recording/records.ts';
import { findIndex, readHeader, readPayload } from '../../../core/recording/scan.ts';
import { Recorder, type RecorderOptions } from '../../../core/recording/recorder.ts';
import { Recording } from '../../../core/recording/recording.ts';
import { understand } from '../../../core/reading/meaning/understand.ts';
import type { Reading, ScreenText } from '../../../core/reading/reading.ts';
import { Screen, type Rectangle } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** A file in memory, with a disk that can fail. */
export class MemoryFile implements RecordingFile, RecordingSource {
  bytes = Buffer.alloc(0);
  /** Bytes that still fit; a write that does not fit is cut off, as on a real disk. */
  roomBytes = Infinity;
  closed = false;

  append(added: Uint8Array): Promise<void> {
    const fits = added.subarray(0, this.roomBytes);
    this.roomBytes -= fits.length;
    this.bytes = Buffer.concat([this.bytes, fits]);
    return fits.length < added.length ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) : Promise.resolve();
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  size(): Promise<number> {
    return Promise.resolve(this.bytes.length);
  }

  read(position: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.subarray(position, position + length));
  }
}

/** Files of recordings in memory, by their paths; nobody reads them there. */
export function keepingInMemory(changes: Partial<RecordingFiles> = {}): { readonly files: ReadonlyMap<string, MemoryFile>; readonly recordings: RecordingFiles } {
  const files = new Map<string, MemoryFile>();
  const recordings: RecordingFiles = {
    create: (path) => {
      const file = new MemoryFile();
      files.set(path, file);
      return Promise.resolve(file);
    },
    open: () => Promise.reject(new Error('nobody reads here')),
    freeBytes: () => Promise.resolve(2 ** 40),
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
    ...changes,
  };
  return { files, recordings };
}

/** A source with these bytes. */
export function sourceOf(bytes: Uint8Array): RecordingSource {
  const file = new MemoryFile();
  file.bytes = Buffer.from(bytes);
  return file;
}

/** The same recording as a version wrote it whose index did not tell of changes. */
export async function withoutChanges(bytes: Uint8Array): Promise<Uint8Array> {
  const source = sourceOf(bytes);
  const at = (await findIndex(source)) ?? 0;
  const header = await readHeader(source, at);
  if (!header) throw new Error('There is no index.');
  const index = JSON.parse(Buffer.from(await readPayload(source, { header, at })).toString()) as Record<string, unknown>;
  delete index['changes'];
  return Buffer.concat([bytes.subarray(0, at), await packBlock('index', jsonBody(index), header), encodeTrailer(at)]);
}

export const open = (bytes: Uint8Array): Promise<Recording> => Recording.open(sourceOf(bytes));

/** Numbers that are the same each time, from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A console without a server, and a recorder that looks at it. */
export class Studio {
  readonly clock: ManualClock;
  readonly screen = new Screen();
  readonly timeline: Timeline;
  readonly file = new MemoryFile();
  readonly recorder: Recorder;
  freeBytes: number | undefined = 1 << 30;
  readonly #readings = new Emitter<Reading>();
  readonly onReading = this.#readings.event;

  constructor(options: Partial<RecorderOptions> = {}, clock = new ManualClock()) {
    this.clock = clock;
    this.timeline = new Timeline(clock);
    this.recorder = new Recorder(
      { clock: this.clock, screen: this.screen, onReading: this.#readings.event, timeline: this.timeline, file: this.file, freeBytes: () => Promise.resolve(this.freeBytes) },
      { about: { target: 'web-01', provider: 'practice', version: '0.1.0', system: 'test', locale: 'en' }, ...options },
    );
  }

  /** Fills a rectangle with one colour and says that it changed. */
  fill({ x, y, width, height }: Rectangle, colour: number): void {
    const words = this.#words;
    for (let row = y; row < y + height; row++) words.fill((colour | 0xff000000) >>> 0, row * this.screen.width + x, row * this.screen.width + x + width);
    this.#commit({ x, y, width, height });
  }

  /** Fills a rectangle with noise out of so many colours. */
  noise({ x, y, width, height }: Rectangle, colours: number, random: () => number): void {
    const words = this.#words;
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) words[row * this.screen.width + column] = (Math.imul(Math.floor(random() * colours) + 1, 0x9e3779b1) | 0xff000000) >>> 0;
    }
    this.#commit({ x, y, width, height });
  }

  /** What is read on the screen now. */
  read(...lines: string[]): void {
    const text: ScreenText = { lines, font: 'vga-8x16', exactShare: 1, inverseRows: [] };
    this.#readings.fire({ frame: 1, ...understand(text) });
  }

  /** A copy of the picture as it is. */
  picture(): Buffer {
    return Buffer.from(this.screen.pixels);
  }

  get #words(): Uint32Array {
    return new Uint32Array(this.screen.pixels.buffer);
  }

  #commit(damage: Rectangle): void {
    this.screen.addDamage(damage);
    this.screen.commitFrame(false, this.clock.now());
  }
}
