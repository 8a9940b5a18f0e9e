import { BootcatchError } from '../../base/error.ts';
import { Emitter } from '../../base/events.ts';
import { narrate } from '../../catch/narrate.ts';
import { ScreenReader } from '../../reading/reader.ts';
import type { Reading } from '../../reading/reading.ts';
import { advanceHandshake, startHandshake } from '../../rfb/handshake.ts';
import { ReceiveBuffer } from '../../rfb/receive-buffer.ts';
import type { ColourBytes } from '../../rfb/screen-painter.ts';
import { readServerMessages, type MessageHandler } from '../../rfb/server-messages.ts';
import type { SessionClose } from '../../rfb/session.ts';
import { Screen, type Size } from '../../screen/screen.ts';
import type { TimelineMessage } from '../../timeline/events.ts';
import { Timeline } from '../../timeline/timeline.ts';
import type { RecordingFiles, RecordingSource } from '../files.ts';
import { startRecording, type RecordingRequest } from '../library.ts';
import { fbsPieces } from './fbs-pieces.ts';
import { StreamClock } from './stream-clock.ts';

/** So much of the stream is worked off before the disk is waited for. */
const bytesBetweenFlushes = 4 << 20;

export interface FbsImport {
  /** What the server is to be called; the stream's own name for its desktop tells little. */
  readonly target: string;
  /** Wall clock when the file was last written: it holds no time of day itself. */
  readonly changedAtMs: number;
  readonly files: RecordingFiles;
  readonly place: RecordingRequest['place'];
  readonly retention?: NonNullable<RecordingRequest['retention']>;
  readonly locale: string;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** What came out of it. */
export interface ImportedFbs {
  /** The recording. */
  readonly file: string;
  readonly durationMs: number;
  /** Set where the stream could not be followed to its end: up to where, and why. What came before is in the recording. */
  readonly broken?: { readonly atMs: number; readonly reason: unknown };
  /** Set where the recording ended before the stream did, such as on a full disk. */
  readonly ended?: TimelineMessage;
}

/**
 * Makes a recording out of an rfbproxy FBS file: its stream goes through the same decoders and readers as a live console, on its own clock.
 * @throws BootcatchError `recording.notFbs`, `recording.fbsColours`, `recording.exists`, what the handshake throws; the signal's reason. No file is left then.
 */
export async function importFbs(source: RecordingSource, { target, changedAtMs, files, place, retention, locale, onProgress, signal }: FbsImport): Promise<ImportedFbs> {
  const lastMs = await lastTimeOf(source);
  const clock = new StreamClock(changedAtMs - lastMs);
  const screen = new Screen();
  const reader = new ScreenReader(screen);
  const readings = new Emitter<Reading>();
  const timeline = new Timeline(clock);
  const started = await startRecording({ screen, onReading: readings.event, timeline, clock, files, place, ...(retention && { retention }), about: { target, provider: 'fbs', locale } });
  if (!started) {
    const notice = lastNotice(timeline);
    throw new BootcatchError('recording.cannotImport', { reason: notice?.values['reason'] ?? notice?.key ?? '-' });
  }
  const { recorder, file } = started;
  narrate({ screen, onReading: readings.event, onGone: new Emitter<SessionClose>().event }, timeline, clock);
  screen.onFrame(() => readings.fire(reader.read()));
  const buffer = new ReceiveBuffer();
  let hasPicture = false;
  let broken: ImportedFbs['broken'];
  try {
    const stream = readStream(buffer, {
      screen: () => screen,
      resized: ({ width, height }) => screen.resize(width, height),
      updated: ({ painted }) => {
        if (painted.length === 0) return;
        hasPicture = true;
        screen.commitFrame(true, clock.now());
      },
      extendedKeysOffered: () => undefined,
      fenced: () => undefined,
    });
    let bytesWanted = 0;
    let unflushedBytes = 0;
    const size = await source.size();
    for await (const { data, atMs, endsAt } of fbsPieces(source)) {
      signal.throwIfAborted();
      if (!recorder.running) break;
      clock.runUntil(atMs);
      buffer.append(data);
      try {
        while (buffer.length >= bytesWanted) bytesWanted = stream.next().value;
      } catch (error) {
        // Without a picture there is nothing to keep.
        if (!hasPicture) throw error;
        broken = { atMs, reason: error };
        break;
      }
      unflushedBytes += data.length;
      if (unflushedBytes > bytesBetweenFlushes) {
        await recorder.flush();
        unflushedBytes = 0;
      }
      onProgress(endsAt / size);
    }
    if (!hasPicture) throw new BootcatchError('recording.notFbs');
    const ended = recorder.running ? undefined : lastNotice(timeline);
    await recorder.end();
    return { file, durationMs: clock.now(), ...(broken && { broken }), ...(ended && { ended }) };
  } catch (error) {
    await recorder.end();
    await files.remove(file);
    throw error;
  }
}

function lastNotice({ events }: Timeline): TimelineMessage | undefined {
  const notice = events.findLast(({ event }) => event === 'notice');
  return notice?.event === 'notice' ? notice.message : undefined;
}

async function lastTimeOf(source: RecordingSource): Promise<number> {
  let lastMs: number | undefined;
  for await (const { atMs } of fbsPieces(source)) lastMs = Math.max(lastMs ?? 0, atMs);
  if (lastMs === undefined) throw new BootcatchError('recording.notFbs');
  return lastMs;
}

/** The server's side of a connection, from its first byte on. Each `next()` gives how many bytes must be at hand before the one after. */
function* readStream(buffer: ReceiveBuffer, handler: MessageHandler & { resized(size: Size): void }): Generator<number, never, void> {
  let handshake = startHandshake({ shape: 'polite' }).next;
  let colourBytes: ColourBytes | undefined;
  for (let name: string | undefined; name === undefined; ) {
    yield handshake.bytesNeeded;
    const input = buffer.take(handshake.bytesNeeded).slice();
    if (handshake.step === 'serverInit') colourBytes = colourBytesOf(input.subarray(4, 20));
    const move = advanceHandshake(handshake, input);
    // What was said after that is known to its two ends only.
    if (move.signIn || move.startTls) throw new BootcatchError('recording.notFbs');
    handshake = move.next;
    name = move.done;
  }
  handler.resized(handshake.size);
  return yield* readServerMessages(buffer, handler, colourBytes);
}

/** Where a pixel format (RFC 6143, section 7.4) has its colours. */
function colourBytesOf(format: Uint8Array): ColourBytes {
  const view = new DataView(format.buffer, format.byteOffset, format.length);
  const bits = view.getUint8(0);
  const shifts = [view.getUint8(10), view.getUint8(11), view.getUint8(12)];
  const [red = 0, green = 0, blue = 0] = shifts.map((shift) => shift / 8);
  const isEightBits = view.getUint16(4) === 255 && view.getUint16(6) === 255 && view.getUint16(8) === 255;
  const fits = [red, green, blue].every((place) => place === 0 || place === 1 || place === 2) && new Set(shifts).size === 3;
  if (bits !== 32 || view.getUint8(2) !== 0 || view.getUint8(3) === 0 || !isEightBits || !fits) throw new BootcatchError('recording.fbsColours', { bits });
  return [red, green, blue];
}
