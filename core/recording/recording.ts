import { BootcatchError } from '../base/error.ts';
import type { ScreenText } from '../reading/reading.ts';
import type { Picture } from '../screen/png.ts';
import type { Rectangle } from '../screen/screen.ts';
import type { TimelineEvent } from '../timeline/events.ts';
import { aboutSchema, indexSchema, type About, type Mark } from './about.ts';
import { MalformedError } from './bytes.ts';
import type { RecordingSource } from './files.ts';
import { magic, type BlockType } from './format.ts';
import { blackPicture, type WordPicture } from './pixels.ts';
import { decodeRecords, type RecordingRecord } from './records.ts';
import { findIndex, readHeader, readPayload, scanBlocks, type PlacedBlock } from './scan.ts';

/** A stretch of which nothing is known: a block in between is damaged or was never written. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a recording shows at one time. */
export interface Moment {
  readonly atMs: number;
  /** Undefined before the first picture, and in a {@link Gap} up to the next key frame: nothing wrong is ever shown. */
  readonly picture: Picture | undefined;
  readonly text: ScreenText;
}

/** One record with the picture and text as they are behind it. They change with the next step: copy what is to be kept. */
export interface Step {
  readonly record: RecordingRecord;
  readonly picture: Picture | undefined;
  readonly text: ScreenText;
  /** Where the picture changed. */
  readonly damage: readonly Rectangle[];
}

interface Block {
  readonly type: BlockType;
  readonly at: number;
  readonly sequence: number;
  readonly startMs: number;
  readonly endMs: number;
}

const noText: ScreenText = { lines: [], font: undefined, exactShare: 1, inverseRows: [] };

/**
 * A recording being read. Any beginning of a file opens, and any file with damage in it: what is whole is shown, and {@link gaps} says
 * what is missing.
 */
export class Recording {
  readonly #source: RecordingSource;
  readonly #blocks: readonly Block[];
  /** Undefined where the first block is lost. */
  readonly about: About | undefined;
  /** The timeline. */
  readonly events: readonly TimelineEvent[];
  readonly marks: readonly Mark[];
  /** What is missing in the middle, in order. */
  readonly gaps: readonly Gap[];
  /** True where the recording was ended well. Else it is still written, or its end is missing. */
  readonly complete: boolean;
  /** Time of the last thing recorded. */
  readonly durationMs: number;

  private constructor(source: RecordingSource, blocks: readonly Block[], facts: Pick<Recording, 'about' | 'events' | 'marks' | 'complete' | 'durationMs'>) {
    this.#source = source;
    this.#blocks = blocks;
    this.about = facts.about;
    this.events = facts.events;
    this.marks = facts.marks;
    this.complete = facts.complete;
    this.durationMs = facts.durationMs;
    this.gaps = gapsIn(blocks);
  }

  /**
   * Opens a recording; it reads from `source` until {@link close}. Where the index is there it is believed, else every block is looked at.
   * @param thorough looks at every block in any case, so that {@link gaps} knows of each damage from the beginning
   * @throws BootcatchError `recording.notOne`, `recording.empty`
   */
  static async open(source: RecordingSource, { thorough = false } = {}): Promise<Recording> {
    const start = await source.read(0, magic.length);
    if (start.some((byte, at) => byte !== magic[at])) throw new BootcatchError('recording.notOne');
    if (start.length < magic.length) throw new BootcatchError('recording.empty');
    const indexAt = await findIndex(source);
    const index = indexAt === undefined ? undefined : await readIndex(source, indexAt);
    if (index && !thorough) {
      const blocks = index.blocks.map(([type, at, sequence, startMs, endMs]) => ({ type, at, sequence, startMs, endMs }));
      return new Recording(source, blocks, { about: await readAbout(source, blocks), events: index.events, marks: index.marks, complete: true, durationMs: index.endedAtMs });
    }
    const blocks = (await scanBlocks(source)).map(({ header: { type, sequence, startMs, endMs }, at }) => ({ type, at, sequence, startMs, endMs }));
    const content = blocks.filter(({ type }) => type !== 'index');
    const found = index ?? (await readEvents(source, content));
    const lastMs = content.at(-1)?.endMs ?? 0;
    return new Recording(source, blocks, { about: await readAbout(source, blocks), events: found.events, marks: found.marks, complete: index !== undefined, durationMs: index?.endedAtMs ?? lastMs });
  }

  /** What is shown `atMs` into the recording. Reads one key frame and the few blocks behind it. */
  async seek(atMs: number): Promise<Moment> {
    const state = new PlayState();
    for await (const record of this.#records(this.#startFor(atMs), state)) {
      if (record.atMs > atMs) break;
      state.take(record);
    }
    return { atMs, picture: copyOf(state.picture), text: state.text };
  }

  /** Everything from `fromMs` on, one record after the other; the first step may lie before it, to say what was there then. */
  async *play(fromMs = 0): AsyncGenerator<Step, void> {
    const state = new PlayState();
    for await (const record of this.#records(this.#startFor(fromMs), state)) {
      const damage = state.take(record);
      if (record.atMs >= fromMs) yield { record, picture: state.picture, text: state.text, damage };
    }
  }

  /** Every text that was read, in order; pictures are passed over, which makes it much faster than {@link play}. */
  async *texts(): AsyncGenerator<Extract<RecordingRecord, { kind: 'text' }>, void> {
    const state = new PlayState();
    for await (const record of this.#records(0, state)) {
      if (record.kind !== 'frame') state.take(record);
      if (record.kind === 'text') yield record;
    }
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** Index of the block with which reading has to begin. */
  #startFor(atMs: number): number {
    return Math.max(0, this.#blocks.findLastIndex(({ type, startMs }) => type === 'keyFrame' && startMs <= atMs));
  }

  async *#records(from: number, state: PlayState): AsyncGenerator<RecordingRecord, void> {
    let previous: Block | undefined;
    for (const block of this.#blocks.slice(from)) {
      if (previous ? block.sequence !== previous.sequence + 1 : from === 0 && block.sequence !== 0) state.lose();
      previous = block;
      if (block.type !== 'records' && block.type !== 'keyFrame') continue;
      // A key frame says again what is known; it is needed at the start and after a loss.
      if (block.type === 'keyFrame' && state.known && state.hasPicture) continue;
      if (block.type === 'keyFrame') state.begin();
      try {
        yield* decodeRecords(await readBlock(this.#source, block), block.startMs);
      } catch (error) {
        if (!(error instanceof MalformedError)) throw error;
        state.lose();
      }
    }
  }
}

/** The picture and the text, as far as records tell. */
class PlayState {
  #picture: WordPicture = blackPicture(0, 0);
  text: ScreenText = noText;
  known = true;

  get hasPicture(): boolean {
    return this.#picture.width > 0;
  }

  get picture(): Picture | undefined {
    const { width, height, words } = this.#picture;
    return this.known && width > 0 ? { width, height, pixels: new Uint8Array(words.buffer) } : undefined;
  }

  /** Nothing is known any more, until {@link begin}. */
  lose(): void {
    this.known = false;
    this.text = noText;
  }

  begin(): void {
    this.known = true;
  }

  take(record: RecordingRecord): readonly Rectangle[] {
    if (record.kind === 'text') this.text = record.text;
    if (record.kind === 'size') {
      this.#picture = blackPicture(record.width, record.height);
      // A new size begins black, whatever was lost before.
      this.known = true;
      return [{ x: 0, y: 0, width: record.width, height: record.height }];
    }
    if (record.kind !== 'frame' || !this.known) return [];
    try {
      return record.paint(this.#picture);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.lose();
      return [];
    }
  }
}

function copyOf(picture: Picture | undefined): Picture | undefined {
  return picture && { ...picture, pixels: picture.pixels.slice() };
}

function gapsIn(blocks: readonly Block[]): Gap[] {
  return blocks.flatMap((block, place) => {
    const before = blocks[place - 1];
    return (before?.sequence ?? -1) + 1 === block.sequence ? [] : [{ fromMs: before?.endMs ?? 0, toMs: block.startMs }];
  });
}

async function readBlock(source: RecordingSource, { type, sequence, at }: Block): Promise<Uint8Array> {
  const header = await readHeader(source, at);
  if (header?.type !== type || header.sequence !== sequence) throw new MalformedError('A block is not where the index says.');
  return readPayload(source, { header, at });
}

async function readAbout(source: RecordingSource, blocks: readonly Block[]): Promise<About | undefined> {
  const first = blocks[0];
  if (first?.type !== 'about') return undefined;
  try {
    return aboutSchema.parse(jsonOf(await readBlock(source, first)));
  } catch {
    return undefined;
  }
}

async function readIndex(source: RecordingSource, at: number) {
  const header = await readHeader(source, at);
  if (header?.type !== 'index') return undefined;
  try {
    const block: PlacedBlock = { header, at };
    return indexSchema.parse(jsonOf(await readPayload(source, block)));
  } catch {
    return undefined;
  }
}

/** The events and marks of a recording whose index is missing. */
async function readEvents(source: RecordingSource, blocks: readonly Block[]): Promise<{ events: TimelineEvent[]; marks: Mark[] }> {
  const events: TimelineEvent[] = [];
  const marks: Mark[] = [];
  for (const block of blocks) {
    if (block.type !== 'records') continue;
    try {
      for (const record of decodeRecords(await readBlock(source, block), block.startMs)) {
        if (record.kind === 'event') events.push(record.event);
        if (record.kind === 'mark') marks.push({ atMs: record.atMs, label: record.label });
      }
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
    }
  }
  return { events, marks };
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
