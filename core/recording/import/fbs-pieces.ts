import { BootcatchError } from '../../base/error.ts';
import type { RecordingSource } from '../files.ts';
import { ReadAhead } from '../read-ahead.ts';

/** `FBS 001.` and any three digits; the players of such files accept them all. */
const signature = /^FBS 001\.\d{3}\n$/;
const signatureBytes = 12;
/** No honest piece is longer: proxies write what one read of a socket gave them. */
const pieceLimitBytes = 64 << 20;

/** What a proxy read from the server at one time. */
export interface FbsPiece {
  readonly data: Uint8Array;
  /** Milliseconds since the file was begun. */
  readonly atMs: number;
  /** Where the piece ends in the file. */
  readonly endsAt: number;
}

/**
 * The pieces of an FBS file as rfbproxy writes it: bytes that follow (u32), the bytes, padding up to a multiple of four, time in ms (u32), numbers with
 * the highest byte first. A file that is cut off ends with its last whole piece. The view of the data is good until the next piece.
 * @throws BootcatchError `recording.notFbs`
 */
export async function* fbsPieces(source: RecordingSource): AsyncGenerator<FbsPiece, void> {
  const ahead = new ReadAhead(source);
  if (!signature.test(Buffer.from(await ahead.read(0, signatureBytes)).toString('latin1'))) throw new BootcatchError('recording.notFbs');
  for (let at = signatureBytes; ; ) {
    const head = await ahead.read(at, 4);
    if (head.length < 4) return;
    const bytes = viewOf(head).getUint32(0);
    if (bytes > pieceLimitBytes) throw new BootcatchError('recording.notFbs');
    const paddedBytes = Math.ceil(bytes / 4) * 4;
    const rest = await ahead.read(at + 4, paddedBytes + 4);
    if (rest.length < paddedBytes + 4) return;
    at += 8 + paddedBytes;
    yield { data: rest.subarray(0, bytes), atMs: viewOf(rest).getUint32(paddedBytes), endsAt: at };
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
