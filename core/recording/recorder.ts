import type { Clock } from '../base/clock.ts';
import type { Event } from '../base/events.ts';
import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import type { Reading, ScreenText } from '../reading/reading.ts';
import type { KeyStroke } from '../rfb/session.ts';
import type { Frame, ScreenView } from '../screen/screen.ts';
import type { TimelineEvent, TimelineMessage } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { About, Mark } from './about.ts';
import { BlockWriter, DiskTooSlowError } from './block-writer.ts';
import { ByteWriter } from './bytes.ts';
import { ChangeTimes, toDistances } from './change-times.ts';
import type { RecordingFile } from './files.ts';
import { asksPassword } from './password.ts';
import { blackPicture, writeChanges } from './pixels.ts';
import { encodeText, jsonBody, writeRecord, type recordKinds } from './records.ts';

/** What has happened is on its way to the disk after this long at the latest; with writing, less than a second is ever lost. */
const FLUSH_MS = 300;
/** Events after which a machine may well be switched off are on their way at once. */
const urgentEvents: ReadonlySet<TimelineEvent['event']> = new Set(['held', 'panicRead', 'missed', 'result']);
/** A block that has grown this large is written before its time. */
const blockBytes = 512 << 10;
/** A seek reads one key frame and at most this many blocks behind it… */
const blocksBetweenKeyFrames = 40;
/** …with at most about this much in them: a megabyte of scrolling text is 8 million pixels to paint. */
const bytesBetweenKeyFrames = 512 << 10;
/** So much is always left free for everybody else. */
export const freeBytesLeft = 64 << 20;
/** How often the free space is looked at. */
const SPACE_INTERVAL_MS = 5_000;

export interface RecorderPorts {
  readonly clock: Clock;
  readonly screen: ScreenView;
  /** Each look at the screen; the text and its meaning come from here. */
  readonly onReading: Event<Reading>;
  /** What was read last, of the picture that stands there when the recording begins. */
  readonly lastReading?: () => Reading | undefined;
  readonly timeline: Timeline;
  readonly file: RecordingFile;
  /** Room left on the disk; undefined where nobody knows. */
  readonly freeBytes: () => Promise<number | undefined>;
}

export interface RecorderOptions {
  readonly about: Omit<About, 'startedAt'>;
  /** The person asked for their own keys to be kept. Default: they are not. */
  readonly keys?: boolean;
  /** The file ends here at the latest. Default: 4 GiB. */
  readonly limitBytes?: number;
}

/**
 * Records a console: what changes on its screen, the text that is read there, and its timeline. It looks on and holds up nobody: where
 * the disk is slow or full, the recording ends with a notice on the timeline and everything else goes on.
 */
export class Recorder implements Disposable {
  readonly #ports: RecorderPorts;
  readonly #writer: BlockWriter;
  readonly #parts = new DisposableStore();
  readonly #keys: boolean;
  readonly #limitBytes: number;
  /** From the clock to the timeline's own time. */
  readonly #offsetMs: number;
  readonly #events: TimelineEvent[] = [];
  readonly #marks: Mark[] = [];
  readonly #changes = new ChangeTimes();
  #stored = blackPicture(0, 0);
  #text: ScreenText = { lines: [], font: undefined, exactShare: 1, inverseRows: [] };
  #block = new ByteWriter();
  #blockStartMs = 0;
  /** When the block is to be written. */
  #blockDueMs = 0;
  #lastMs = 0;
  /** The text as the block has it so far. A block is read by itself, so its first one is whole. */
  #blockText: readonly string[] | undefined;
  #flushTimer: Disposable | undefined;
  #blocksSinceKeyFrame = 0;
  #bytesSinceKeyFrame = 0;
  #passwordAsked = false;
  #ended = false;
  #ending: Promise<void> | undefined;

  constructor(ports: RecorderPorts, { about, keys = false, limitBytes = 4 * 1024 ** 3 }: RecorderOptions) {
    const { clock, screen, timeline, onReading } = (this.#ports = ports);
    this.#keys = keys;
    this.#limitBytes = limitBytes;
    // Of two looks at the clock, the second may come much later on a busy machine.
    this.#offsetMs = -timeline.startedAtMs;
    this.#writer = new BlockWriter(ports.file, (error) => this.#stop(messageOfFailure(error)));
    this.#writer.add('about', jsonBody({ ...about, startedAt: new Date(clock.wallNow() - timeline.elapsedMs).toISOString() } satisfies About), 0, 0);
    for (const event of timeline.events) this.#takeEvent(event);
    if (screen.width > 0) {
      this.#takeSize(screen);
      this.#takePixels([{ x: 0, y: 0, width: screen.width, height: screen.height }], this.#nowMs);
      const reading = ports.lastReading?.();
      if (reading) this.#takeReading(reading);
    }
    this.#parts.add(timeline.onAppend((event) => this.#takeEvent(event)));
    this.#parts.add(screen.onResize((size) => this.#takeSize(size)));
    this.#parts.add(screen.onFrame(({ damage, atMs }: Frame) => this.#takePixels(damage, atMs + this.#offsetMs)));
    this.#parts.add(onReading((reading) => this.#takeReading(reading)));
    this.#watchSpace();
  }

  /** False once the recording has ended, for whatever reason. */
  get running(): boolean {
    return !this.#ended;
  }

  /** Bytes in the file so far. */
  get bytes(): number {
    return this.#writer.length;
  }

  /** Notes a moment that the person wants to find again. */
  mark(label: string): void {
    const atMs = this.#add('mark', new TextEncoder().encode(label), this.#nowMs);
    this.#marks.push({ atMs, label });
  }

  /** A key that the person pressed. Kept only where they asked for it, and never while the screen waits for a password. */
  keyPressed({ keysym, down }: KeyStroke): void {
    if (this.#keys && !this.#passwordAsked) this.#add('key', jsonBody({ keysym, down }), this.#nowMs);
  }

  /** Resolves when everything up to now is on the disk. */
  async flush(): Promise<void> {
    this.#writeBlock();
    await this.#writer.settled();
  }

  /** Ends the recording well: with an index. Resolves when the file is closed. */
  end(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#writeBlock();
    this.#leave();
    const endedAtMs = Math.max(this.#nowMs, this.#lastMs);
    await this.#writer.end(() => jsonBody({ blocks: this.#writer.blocks, events: this.#events, marks: this.#marks, changes: toDistances(this.#changes.times), endedAtMs }), endedAtMs);
  }

  dispose(): void {
    void this.end();
  }

  get #nowMs(): number {
    return this.#ports.clock.now() + this.#offsetMs;
  }

  #takeEvent(event: TimelineEvent): void {
    const kept = this.#withoutTypedKey(event);
    this.#events.push(kept);
    this.#add('event', jsonBody(kept), event.atMs);
    if (urgentEvents.has(event.event)) this.#writeBlock();
  }

  #withoutTypedKey(event: TimelineEvent): TimelineEvent {
    if (event.event !== 'keySent' || event.why !== 'person' || (this.#keys && !this.#passwordAsked)) return event;
    return { ...event, key: '…' };
  }

  #takeSize({ width, height }: { readonly width: number; readonly height: number }): void {
    this.#stored = blackPicture(width, height);
    const body = new ByteWriter();
    body.count(width);
    body.count(height);
    this.#changes.add(this.#add('size', body.take(), this.#nowMs));
  }

  #takePixels(damage: Frame['damage'], atMs: number): void {
    const { width, height } = this.#stored;
    if (width === 0 || damage.length === 0) return;
    const { pixels } = this.#ports.screen;
    const shown = { width, height, words: new Uint32Array(pixels.buffer, pixels.byteOffset, width * height) };
    const body = new ByteWriter();
    if (writeChanges(body, this.#stored, shown, damage) > 0) this.#changes.add(this.#add('frame', body.take(), atMs));
  }

  #takeReading({ text, phase }: Reading): void {
    this.#passwordAsked = phase === 'passwordPrompt' || asksPassword(text);
    if (sameText(text, this.#text)) return;
    this.#text = text;
    const body = jsonBody(encodeText(text, this.#blockText ?? []));
    this.#add('text', body, this.#nowMs);
    this.#blockText = text.lines;
  }

  #add(kind: keyof typeof recordKinds, body: Uint8Array, atMs: number): number {
    if (this.#ended) return atMs;
    if (this.#block.length === 0) {
      this.#blockStartMs = this.#lastMs = Math.max(this.#lastMs, atMs);
      this.#blockDueMs = this.#nowMs + FLUSH_MS;
      this.#flushTimer = this.#ports.clock.setTimeout(() => this.#writeBlock(), FLUSH_MS);
    }
    this.#lastMs = writeRecord(this.#block, kind, body, atMs, this.#lastMs);
    // On a busy machine its timer may come late.
    if (this.#block.length > blockBytes || this.#nowMs >= this.#blockDueMs) this.#writeBlock();
    return this.#lastMs;
  }

  #writeBlock(): void {
    if (this.#block.length === 0 || this.#ended) return;
    this.#flushTimer?.dispose();
    this.#writer.add('records', this.#block.take(), this.#blockStartMs, this.#lastMs);
    this.#blocksSinceKeyFrame++;
    this.#bytesSinceKeyFrame += this.#block.length;
    this.#block = new ByteWriter();
    this.#blockText = undefined;
    if (this.#blocksSinceKeyFrame >= blocksBetweenKeyFrames || this.#bytesSinceKeyFrame >= bytesBetweenKeyFrames) this.#writeKeyFrame();
    if (this.#writer.length > this.#limitBytes) this.#stop({ key: 'recording.tooLong', values: {} });
  }

  /** The picture and the text as they stand, from nothing. */
  #writeKeyFrame(): void {
    const { width, height } = this.#stored;
    const out = new ByteWriter();
    const size = new ByteWriter();
    size.count(width);
    size.count(height);
    writeRecord(out, 'size', size.take(), this.#lastMs, this.#lastMs);
    const pixels = new ByteWriter();
    writeChanges(pixels, blackPicture(width, height), this.#stored, [{ x: 0, y: 0, width, height }]);
    writeRecord(out, 'frame', pixels.take(), this.#lastMs, this.#lastMs);
    writeRecord(out, 'text', jsonBody(encodeText(this.#text, [])), this.#lastMs, this.#lastMs);
    this.#writer.add('keyFrame', out.take(), this.#lastMs, this.#lastMs);
    this.#blocksSinceKeyFrame = this.#bytesSinceKeyFrame = 0;
  }

  #watchSpace(): void {
    const look = async (): Promise<void> => {
      const free = await this.#ports.freeBytes().catch(() => undefined);
      if (free !== undefined && free < freeBytesLeft) this.#stop({ key: 'recording.diskFull', values: {} });
      if (!this.#ended) timer = this.#ports.clock.setTimeout(() => void look(), SPACE_INTERVAL_MS);
    };
    let timer = this.#ports.clock.setTimeout(() => void look(), 0);
    this.#parts.add({ dispose: () => timer.dispose() });
  }

  /** Ends the recording before its time, and says so. What was written stays. */
  #stop(message: TimelineMessage): void {
    if (this.#ended) return;
    void this.end();
    this.#ports.timeline.append({ event: 'notice', message });
  }

  #leave(): void {
    this.#ended = true;
    this.#flushTimer?.dispose();
    this.#parts.dispose();
  }
}

function sameText(one: ScreenText, other: ScreenText): boolean {
  return (
    one.lines.length === other.lines.length &&
    one.lines.every((line, row) => line === other.lines[row]) &&
    one.columns === other.columns &&
    one.inverseRows.length === other.inverseRows.length &&
    one.inverseRows.every((row, at) => row === other.inverseRows[at])
  );
}

/** Why nothing more can be written, in words. */
export function messageOfFailure(error: unknown): TimelineMessage {
  if (error instanceof DiskTooSlowError) return { key: 'recording.diskTooSlow', values: {} };
  const reason = (error as NodeJS.ErrnoException).code ?? String(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return { key: 'recording.diskFull', values: {} };
  return { key: 'recording.cannotWrite', values: { reason } };
}
