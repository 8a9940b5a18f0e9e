import { BootcatchError } from '../base/error.ts';
import type { ScreenText } from '../reading/reading.ts';
import type { Picture } from '../screen/png.ts';
import type { Rectangle } from '../screen/screen.ts';
import type { TimelineEvent } from '../timeline/events.ts';
import { aboutSchema, indexSchema, type About, type Mark, type RecordingIndex } from './about.ts';
import { MalformedError } from './bytes.ts';
import type { RecordingSource } from './files.ts';
import { ChangeTimes, fromDistances } from './change-times.ts';
import { magic, type BlockType } from './format.ts';
import { PlayState } from './play-state.ts';
import { ReadAhead } from './read-ahead.ts';
import { allKinds, decodeRecords, type RecordingRecord } from './records.ts';
import { findIndex, readHeader, readPayload, scanBlocks, type PlacedBlock, type ReadSource } from './scan.ts';

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
  /** Painted when it is asked for: whoever looks at few of the pictures pays for few. */
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

type Kinds = ReadonlySet<RecordingRecord['kind']>;
const textKinds: Kinds = new Set(['size', 'text']);
const changeKinds: Kinds = new Set(['size', 'frame']);
const contentKinds: Kinds = new Set(['size', 'frame', 'event', 'mark']);

/** What is told of a recording as a whole. */
interface Facts {
  readonly about: About | undefined;
  readonly events: readonly TimelineEvent[];
  readonly marks: readonly Mark[];
  /** Undefined where the index is older than they are. */
  readonly changes: readonly number[] | undefined;
  readonly complete: boolean;
  readonly durationMs: number;
}

/**
 * A recording being read. Any beginning of a file opens, and any file with damage in it: what is whole is shown, and {@link gaps} says
 * what is missing.
 */
export class Recording {
  readonly #source: RecordingSource;
  readonly #blocks: readonly Block[];
  readonly #changes: readonly number[] | undefined;
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

  private constructor(source: RecordingSource, blocks: readonly Block[], facts: Facts) {
    this.#source = source;
    this.#blocks = blocks;
    this.about = facts.about;
    this.events = facts.events;
    this.marks = facts.marks;
    this.#changes = facts.changes;
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
      return new Recording(source, blocks, { about: await readAbout(source, blocks), ...index, complete: true, durationMs: index.endedAtMs });
    }
    const blocks = (await scanBlocks(source)).map(({ header: { type, sequence, startMs, endMs }, at }) => ({ type, at, sequence, startMs, endMs }));
    const content = blocks.filter(({ type }) => type !== 'index');
    const found = index ?? (await readContents(source, content));
    const lastMs = content.at(-1)?.endMs ?? 0;
    return new Recording(source, blocks, { about: await readAbout(source, blocks), ...found, complete: index !== undefined, durationMs: index?.endedAtMs ?? lastMs });
  }

  /** What is shown `atMs` into the recording. Reads one key frame and the few blocks behind it. */
  async seek(atMs: number): Promise<Moment> {
    return (await this.playFrom(atMs)).moment;
  }

  /** What is shown `atMs` into the recording, and the steps behind it, in one reading. The moment's picture changes with the first of them. */
  async playFrom(atMs: number): Promise<{ readonly moment: Moment; readonly steps: AsyncGenerator<Step, void> }> {
    const state = new PlayState();
    const records = recordsOf(this.#source, this.#blocks, state, { from: this.#startFor(atMs) });
    let next = await records.next();
    for (; !next.done && next.value.atMs <= atMs; next = await records.next()) state.take(next.value);
    return { moment: { atMs, picture: state.picture, text: state.text }, steps: stepsFrom(state, next, records) };
  }

  /** Everything from `fromMs` on, one record after the other; the first step may lie before it, to say what was there then. */
  async *play(fromMs = 0): AsyncGenerator<Step, void> {
    const state = new PlayState();
    for await (const record of recordsOf(this.#source, this.#blocks, state, { from: this.#startFor(fromMs) })) {
      const damage = state.take(record);
      if (record.atMs >= fromMs) yield new PlayedStep(state, record, damage);
    }
  }

  /** Every text that was read from about `fromMs` on, in order; pictures are passed over, which makes it much faster than {@link play}. */
  async *texts(fromMs = 0): AsyncGenerator<Extract<RecordingRecord, { kind: 'text' }>, void> {
    const state = new PlayState();
    for await (const record of recordsOf(this.#source, this.#blocks, state, { from: this.#startFor(fromMs), wanted: textKinds })) {
      state.take(record);
      if (record.kind === 'text') yield record;
    }
  }

  /** True where {@link changes} need not look through the whole file. */
  get knowsChanges(): boolean {
    return this.#changes !== undefined;
  }

  /** Times at which the picture changed, in order, whole ms: at each of them the change has happened. */
  async changes(): Promise<readonly number[]> {
    if (this.#changes) return this.#changes;
    const changes = new ChangeTimes();
    const state = new PlayState();
    for await (const record of recordsOf(this.#source, this.#blocks, state, { wanted: changeKinds })) noteChange(changes, record, state);
    return changes.times;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  /** Index of the block with which reading has to begin. */
  #startFor(atMs: number): number {
    return Math.max(0, this.#blocks.findLastIndex(({ type, startMs }) => type === 'keyFrame' && startMs <= atMs));
  }
}

async function* stepsFrom(state: PlayState, first: IteratorResult<RecordingRecord, void>, records: AsyncGenerator<RecordingRecord, void>): AsyncGenerator<Step, void> {
  for (let next = first; !next.done; next = await records.next()) yield new PlayedStep(state, next.value, state.take(next.value));
}

class PlayedStep implements Step {
  readonly #state: PlayState;
  readonly record: RecordingRecord;
  readonly damage: readonly Rectangle[];

  constructor(state: PlayState, record: RecordingRecord, damage: readonly Rectangle[]) {
    this.#state = state;
    this.record = record;
    this.damage = damage;
  }

  get picture(): Picture | undefined {
    return this.#state.picture;
  }

  get text(): ScreenText {
    return this.#state.text;
  }
}

/**
 * Records from one block on, in order. `state` is told of what is lost and of what begins anew; taking the records is left to the caller.
 * @param wanted other kinds are passed over
 */
async function* recordsOf(source: RecordingSource, blocks: readonly Block[], state: PlayState, { from = 0, wanted = allKinds }: { readonly from?: number; readonly wanted?: Kinds }): AsyncGenerator<RecordingRecord, void> {
  const ahead = new ReadAhead(source);
  for (let place = from; place < blocks.length; place++) {
    const block = blocks[place];
    if (!block) return;
    const expected = place > from ? (blocks[place - 1]?.sequence ?? 0) + 1 : 0;
    if (block.sequence !== expected && (place > from || from === 0)) state.lose();
    if (block.type !== 'records' && block.type !== 'keyFrame') continue;
    // A key frame says again what is known; it is needed at the start and after a loss.
    if (block.type === 'keyFrame' && state.known && state.hasPicture) continue;
    if (block.type === 'keyFrame') state.begin();
    try {
      yield* decodeRecords(await readBlock(ahead, block), block.startMs, wanted);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      state.lose();
    }
  }
}

function noteChange(changes: ChangeTimes, record: RecordingRecord, state: PlayState): void {
  // Only its size matters to what is known.
  if (record.kind === 'size') state.take(record);
  if (state.known && (record.kind === 'size' || record.kind === 'frame')) changes.add(record.atMs);
}

function gapsIn(blocks: readonly Block[]): Gap[] {
  return blocks.flatMap((block, place) => {
    const before = blocks[place - 1];
    return (before?.sequence ?? -1) + 1 === block.sequence ? [] : [{ fromMs: before?.endMs ?? 0, toMs: block.startMs }];
  });
}

async function readBlock(source: ReadSource, { type, sequence, at }: Block): Promise<Uint8Array> {
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

async function readIndex(source: RecordingSource, at: number): Promise<(Pick<Facts, 'events' | 'marks' | 'changes'> & Pick<RecordingIndex, 'blocks' | 'endedAtMs'>) | undefined> {
  const header = await readHeader(source, at);
  if (header?.type !== 'index') return undefined;
  try {
    const block: PlacedBlock = { header, at };
    const { changes, ...index } = indexSchema.parse(jsonOf(await readPayload(source, block)));
    return { ...index, changes: changes && fromDistances(changes) };
  } catch {
    return undefined;
  }
}

/** What the index would say of a recording in which it is missing. */
async function readContents(source: RecordingSource, blocks: readonly Block[]): Promise<Pick<Facts, 'events' | 'marks' | 'changes'>> {
  const events: TimelineEvent[] = [];
  const marks: Mark[] = [];
  const changes = new ChangeTimes();
  const state = new PlayState();
  for await (const record of recordsOf(source, blocks, state, { wanted: contentKinds })) {
    if (record.kind === 'event') events.push(record.event);
    if (record.kind === 'mark') marks.push({ atMs: record.atMs, label: record.label });
    noteChange(changes, record, state);
  }
  return { events, marks, changes: changes.times };
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}
