import { crc32, zstdDecompressSync } from 'node:zlib';
import { MalformedError } from './bytes.ts';
import type { RecordingSource } from './files.ts';
import { codecs, decodeHeader, decodeTrailer, findBlockMark, headerBytes, magic, trailerBytes, type BlockHeader } from './format.ts';
import { ReadAhead } from './read-ahead.ts';

/** A block and where it begins. */
export interface PlacedBlock {
  readonly header: BlockHeader;
  readonly at: number;
}

/** Whatever bytes are read from. */
export type ReadSource = Pick<RecordingSource, 'read'>;

/** Bytes read at once while looking for blocks. */
const windowBytes = 1 << 20;

/** The header at `at`; undefined where there is none. */
export async function readHeader(source: ReadSource, at: number): Promise<BlockHeader | undefined> {
  return decodeHeader(await source.read(at, headerBytes));
}

/**
 * A block's payload, unpacked.
 * @throws MalformedError where it is not what was written
 */
export async function readPayload(source: ReadSource, { header, at }: PlacedBlock): Promise<Uint8Array> {
  const stored = await source.read(at + headerBytes, header.storedBytes);
  if (stored.length < header.storedBytes || crc32(stored) !== header.checksum) throw new MalformedError('A block is damaged.');
  if (header.codec === codecs.plain) return stored;
  if (header.codec !== codecs.zstandard) throw new MalformedError('A block is packed in an unknown way.');
  try {
    const length = Math.max(1, header.plainBytes);
    // One piece of the right size; the usual ones are much larger than most blocks.
    return zstdDecompressSync(stored, { maxOutputLength: length, chunkSize: Math.max(64, length) });
  } catch (error) {
    throw new MalformedError('A block cannot be unpacked.', { cause: error });
  }
}

/**
 * Every block that is whole, in the order of the file. What is damaged is passed over: the next block is looked for by its mark.
 */
export async function scanBlocks(source: RecordingSource): Promise<PlacedBlock[]> {
  const size = await source.size();
  const ahead = new ReadAhead(source);
  const found: PlacedBlock[] = [];
  let at = magic.length;
  while (at + headerBytes <= size) {
    const header = await readHeader(ahead, at);
    if (header && (await isWhole(ahead, { header, at }))) {
      found.push({ header, at });
      at += headerBytes + header.storedBytes;
    } else {
      const next = await nextMark(source, at + 1, size);
      if (next === undefined) break;
      at = next;
    }
  }
  return found;
}

/** Where the index block begins; undefined where the recording was not ended well. */
export async function findIndex(source: RecordingSource): Promise<number | undefined> {
  const size = await source.size();
  const at = decodeTrailer(await source.read(Math.max(0, size - trailerBytes), trailerBytes));
  return at !== undefined && at < size ? at : undefined;
}

async function isWhole(source: ReadSource, { header, at }: PlacedBlock): Promise<boolean> {
  const stored = await source.read(at + headerBytes, header.storedBytes);
  return stored.length === header.storedBytes && crc32(stored) === header.checksum;
}

async function nextMark(source: ReadSource, from: number, size: number): Promise<number | undefined> {
  // Windows overlap, so that a mark on their edge is seen.
  for (let start = from; start + headerBytes <= size; start += windowBytes - headerBytes) {
    const place = findBlockMark(await source.read(start, windowBytes), 0);
    if (place >= 0) return start + place;
  }
  return undefined;
}
