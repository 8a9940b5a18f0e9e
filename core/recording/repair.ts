import type { RecordingIndex } from './about.ts';
import { packBlock } from './block-writer.ts';
import type { RecordingFile, RecordingSource } from './files.ts';
import { toDistances } from './change-times.ts';
import { encodeTrailer, headerBytes, magic } from './format.ts';
import { jsonBody } from './records.ts';
import { Recording, type Gap } from './recording.ts';
import { scanBlocks } from './scan.ts';

/** What came out of a repair. */
export interface RepairReport {
  readonly durationMs: number;
  readonly gaps: readonly Gap[];
  /** Bytes of the damaged file that are in no whole block. */
  readonly lostBytes: number;
}

/**
 * Writes every whole block of a damaged recording into a new file, with an index. The damaged one is left as it is.
 * @throws BootcatchError `recording.notOne`, `recording.empty`
 */
export async function repairRecording(source: RecordingSource, create: () => Promise<RecordingFile>): Promise<RepairReport> {
  const damaged = await Recording.open(source, { thorough: true });
  const { events, marks, durationMs, gaps } = damaged;
  const changes = toDistances(await damaged.changes());
  const size = await source.size();
  const blocks: RecordingIndex['blocks'] = [];
  const file = await create();
  await file.append(magic);
  let length = magic.length;
  let sequence = 0;
  for (const { header, at } of await scanBlocks(source)) {
    const { type, startMs, endMs } = header;
    sequence = header.sequence + 1;
    if (type === 'index') continue;
    blocks.push([type, length, header.sequence, startMs, endMs]);
    await file.append(await source.read(at, headerBytes + header.storedBytes));
    length += headerBytes + header.storedBytes;
  }
  const index: RecordingIndex = { blocks, events: [...events], marks: [...marks], changes, endedAtMs: durationMs };
  await file.append(await packBlock('index', jsonBody(index), { sequence, startMs: durationMs, endMs: durationMs }));
  await file.append(encodeTrailer(length));
  await file.sync();
  await file.close();
  return { durationMs, gaps, lostBytes: Math.max(0, size - length) };
}
