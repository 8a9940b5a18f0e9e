import { z } from 'zod';
import { timelineEventSchema, type TimelineEvent } from '../timeline/events.ts';
import type { ScreenText } from '../reading/reading.ts';
import { ByteReader, MalformedError, type ByteWriter } from './bytes.ts';
import { readChanges, type PackedRectangle } from './pixels.ts';
import type { Size } from '../screen/screen.ts';

/** The kinds of record, as the first byte of each; docs/recording-format.md has the layout of what follows. */
export const recordKinds = { size: 1, frame: 2, event: 3, text: 4, mark: 5, key: 6 } as const;

/** Pictures larger than this in either direction, or in all, are not believed. */
const sideLimit = 8192;
const pixelLimit = 8 << 20;

const lineText = z.string().max(4096);
const wholeText = z.object({
  lines: z.array(lineText).max(1024),
  columns: z.number().int().optional(),
  font: z.string().optional(),
  exactShare: z.number(),
  inverseRows: z.array(z.number().int()),
});
/** The rows that changed since the text before, beside everything that is short. */
const textChange = wholeText.omit({ lines: true }).extend({ rows: z.number().int().min(0).max(1024), set: z.array(z.tuple([z.number().int().min(0).max(1023), lineText])) });
const key = z.object({ keysym: z.number().int(), down: z.boolean() });

/** A frame that has not been taken apart. */
export interface FrameRecord {
  readonly kind: 'frame';
  readonly atMs: number;
  /** What changed on a picture of this size. @throws MalformedError where it does not fit */
  changes(size: Size): PackedRectangle[];
}

/** One thing that was recorded. */
export type RecordingRecord =
  | FrameRecord
  | { readonly kind: 'size'; readonly atMs: number; readonly width: number; readonly height: number }
  | { readonly kind: 'event'; readonly atMs: number; readonly event: TimelineEvent }
  | { readonly kind: 'text'; readonly atMs: number; readonly text: ScreenText }
  | { readonly kind: 'mark'; readonly atMs: number; readonly label: string }
  | { readonly kind: 'key'; readonly atMs: number; readonly keysym: number; readonly down: boolean };

/** What the text of the screen became, as few rows as need be. */
export function encodeText({ lines, ...rest }: ScreenText, before: readonly string[]): z.infer<typeof textChange> {
  const set = lines.flatMap((line, row): [number, string][] => (line === before[row] ? [] : [[row, line]]));
  return { ...rest, inverseRows: [...rest.inverseRows], rows: lines.length, set };
}

/**
 * Adds a record to a block. `previousMs` is the time of the record before, or of the block's start.
 * @returns the time as it will be read back
 */
export function writeRecord(out: ByteWriter, kind: keyof typeof recordKinds, body: Uint8Array, atMs: number, previousMs: number): number {
  const microseconds = Math.max(0, Math.round((atMs - previousMs) * 1_000));
  out.u8(recordKinds[kind]);
  out.count(microseconds);
  out.count(body.length);
  out.bytes(body);
  return previousMs + microseconds / 1_000;
}

/** The body of a record that is written as JSON. */
export function jsonBody(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Every kind of record. */
export const allKinds: ReadonlySet<RecordingRecord['kind']> = new Set(Object.keys(recordKinds) as RecordingRecord['kind'][]);
const kindNames = new Map<number, RecordingRecord['kind']>(Object.entries(recordKinds).map(([name, number]) => [number, name as RecordingRecord['kind']]));

/**
 * The records of a block, in their order; of kinds that this version does not know nothing is told.
 * @param wanted others are passed over unread, which makes it much faster
 * @throws MalformedError where a record is wrong; those before it have been given out
 */
export function* decodeRecords(block: Uint8Array, startMs: number, wanted = allKinds): Generator<RecordingRecord, void> {
  const bytes = new ByteReader(block);
  let atMs = startMs;
  let lines: readonly string[] = [];
  while (!bytes.ended) {
    const kind = kindNames.get(bytes.u8());
    atMs += bytes.count() / 1_000;
    const body = bytes.bytes(bytes.count());
    if (!kind || !wanted.has(kind)) continue;
    switch (kind) {
      case 'size':
        yield { kind: 'size', atMs, ...checkedSize(new ByteReader(body)) };
        break;
      case 'frame':
        yield { kind: 'frame', atMs, changes: (size) => readChanges(new ByteReader(body), size) };
        break;
      case 'event':
        yield { kind: 'event', atMs, event: parse(timelineEventSchema, body) };
        break;
      case 'text': {
        const { rows, set, columns, font, ...rest } = parse(textChange, body);
        const changed = new Map(set);
        const before = lines;
        lines = Array.from({ length: rows }, (_, row) => changed.get(row) ?? before[row] ?? '');
        yield { kind: 'text', atMs, text: { ...rest, lines, font, ...(columns !== undefined && { columns }) } };
        break;
      }
      case 'mark':
        yield { kind: 'mark', atMs, label: new TextDecoder().decode(body) };
        break;
      case 'key':
        yield { kind: 'key', atMs, ...parse(key, body) };
        break;
    }
  }
}

function checkedSize(bytes: ByteReader): { width: number; height: number } {
  const [width, height] = [bytes.count(), bytes.count()];
  if (width > sideLimit || height > sideLimit || width * height > pixelLimit) throw new MalformedError('A picture is too large.');
  return { width, height };
}

function parse<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch (error) {
    throw new MalformedError('A record is not what it should be.', { cause: error });
  }
}
