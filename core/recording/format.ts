import { crc32 } from 'node:zlib';

/** The first eight bytes of every recording; the version counts up when an older reader could no longer read it. */
export const magic = Uint8Array.of(0x89, 0x42, 0x43, 0x52, 0x01, 0x0d, 0x0a, 0x0a);

/** What a block holds. */
export const blockTypes = { about: 1, records: 2, keyFrame: 3, index: 4 } as const;
export type BlockType = keyof typeof blockTypes;

/** How a block's payload is stored. */
export const codecs = { plain: 0, zstandard: 1 } as const;

/** Bytes before each block's payload. */
export const headerBytes = 48;
/** The last bytes of a recording that was ended well: where its index block begins. */
export const trailerBytes = 16;
/** No honest block is longer; a key frame of the largest picture without any repetition is 25 MB. */
export const blockLimitBytes = 64 << 20;

const blockMark = 0x4b4c4243; // "CBLK", little-endian
const trailerMark = Uint8Array.of(0x42, 0x43, 0x52, 0x2d, 0x45, 0x4e, 0x44, 0x0a); // "BCR-END\n"

const typeNames = new Map<number, BlockType>(Object.entries(blockTypes).map(([name, number]) => [number, name as BlockType]));

/** What stands before a block's payload. */
export interface BlockHeader {
  readonly type: BlockType;
  readonly codec: number;
  /** Counts a recording's blocks from 0; a number that is left out tells of a lost block. */
  readonly sequence: number;
  readonly storedBytes: number;
  readonly plainBytes: number;
  /** CRC-32 (as in zlib) of the payload as it is stored. */
  readonly checksum: number;
  /** Time of the first and of the last record, ms since the recording's time 0. */
  readonly startMs: number;
  readonly endMs: number;
}

export function encodeHeader(header: BlockHeader): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, blockMark, true);
  view.setUint8(4, blockTypes[header.type]);
  view.setUint8(5, header.codec);
  view.setUint32(8, header.sequence, true);
  view.setUint32(12, header.storedBytes, true);
  view.setUint32(16, header.plainBytes, true);
  view.setUint32(20, header.checksum, true);
  view.setFloat64(24, header.startMs, true);
  view.setFloat64(32, header.endMs, true);
  view.setUint32(40, crc32(bytes.subarray(0, 40)), true);
  return bytes;
}

/** The header at the beginning of `bytes`; undefined where there is none, or one that cannot be. Types of later versions count as none. */
export function decodeHeader(bytes: Uint8Array): BlockHeader | undefined {
  if (bytes.length < headerBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const type = typeNames.get(view.getUint8(4));
  if (view.getUint32(0, true) !== blockMark || view.getUint32(40, true) !== crc32(bytes.subarray(0, 40)) || !type) return undefined;
  const header = {
    type,
    codec: view.getUint8(5),
    sequence: view.getUint32(8, true),
    storedBytes: view.getUint32(12, true),
    plainBytes: view.getUint32(16, true),
    checksum: view.getUint32(20, true),
    startMs: view.getFloat64(24, true),
    endMs: view.getFloat64(32, true),
  };
  const times = header.startMs >= 0 && header.endMs >= header.startMs && Number.isFinite(header.endMs);
  return times && header.storedBytes <= blockLimitBytes && header.plainBytes <= blockLimitBytes ? header : undefined;
}

/** Where the next block may begin in `bytes`, from `from` on; -1 where nothing looks like it. */
export function findBlockMark(bytes: Uint8Array, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('CBLK', from, 'latin1');
}

export function encodeTrailer(indexAt: number): Uint8Array {
  const bytes = new Uint8Array(trailerBytes);
  new DataView(bytes.buffer).setFloat64(0, indexAt, true);
  bytes.set(trailerMark, 8);
  return bytes;
}

/** Where the index block begins; undefined where the file does not end with a trailer. */
export function decodeTrailer(bytes: Uint8Array): number | undefined {
  if (bytes.length !== trailerBytes || !trailerMark.every((value, at) => bytes[8 + at] === value)) return undefined;
  const at = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  return Number.isSafeInteger(at) && at >= 0 ? at : undefined;
}
