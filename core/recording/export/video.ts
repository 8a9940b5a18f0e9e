import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BootcatchError } from '../../base/error.ts';
import type { Phase } from '../../reading/reading.ts';
import type { Size } from '../../screen/screen.ts';
import type { Recording } from '../recording.ts';
import { largestSize, paintOn } from './canvas.ts';
import { toChapters, toWebVtt } from './captions.ts';

export interface VideoOptions {
  readonly file: string;
  readonly container: 'webm' | 'mp4';
  readonly framesPerSecond: number;
  /** What a phase is called in the list of chapters. */
  readonly nameOf: (phase: Phase) => string;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** Text needs its sharp colours: no chroma is thrown away where the codec can keep it. */
const encoders = {
  webm: ['-c:v', 'libvpx-vp9', '-crf', '30', '-b:v', '0', '-deadline', 'realtime', '-cpu-used', '6', '-pix_fmt', 'yuv444p', '-c:s', 'webvtt'],
  mp4: ['-c:v', 'libx264', '-crf', '20', '-preset', 'fast', '-pix_fmt', 'yuv420p', '-c:s', 'mov_text', '-movflags', '+faststart'],
} as const;

/**
 * The recording as a video through ffmpeg: phases as chapters, the transcript as captions. Where it is cancelled or fails no file is left.
 * @throws BootcatchError `recording.noFfmpeg`, `recording.videoFailed`, `recording.noPictures`; the signal's reason
 */
export async function toVideo(recording: Recording, { file, container, framesPerSecond, nameOf, onProgress, signal }: VideoOptions): Promise<void> {
  await needFfmpeg();
  const canvas = await largestSize(recording);
  if (!canvas) throw new BootcatchError('recording.noPictures');
  const folder = await mkdtemp(join(tmpdir(), 'bootcatch-video-'));
  try {
    const captions = join(folder, 'captions.vtt');
    const chapters = join(folder, 'chapters.txt');
    await writeFile(captions, await toWebVtt(recording));
    await writeFile(chapters, await toChapters(recording, nameOf));
    const ffmpeg = spawn(
      'ffmpeg',
      [
        ...['-hide_banner', '-loglevel', 'error', '-y'],
        ...['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${canvas.width}x${canvas.height}`, '-r', String(framesPerSecond), '-i', 'pipe:0'],
        ...['-i', captions, '-i', chapters, '-map', '0:v', '-map', '1:s?', '-map_metadata', '2', '-map_chapters', '2'],
        ...encoders[container],
        ...['-f', container, file],
      ],
      { stdio: ['pipe', 'ignore', 'pipe'], signal, killSignal: 'SIGKILL' },
    );
    let said = '';
    ffmpeg.stderr.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-500)));
    // The way in breaks when the program ends early; how it ended tells more.
    ffmpeg.stdin.on('error', () => undefined);
    const ended = new Promise<number | null>((resolve, reject) => {
      ffmpeg.on('error', reject);
      ffmpeg.on('close', resolve);
    });
    ended.catch(() => undefined);
    for await (const { bytes, share } of frames(recording, canvas, framesPerSecond)) {
      if (signal.aborted || ffmpeg.exitCode !== null || ffmpeg.pid === undefined) break;
      if (!ffmpeg.stdin.write(bytes)) await Promise.race([once(ffmpeg.stdin, 'drain').catch(() => undefined), ended.catch(() => undefined)]);
      onProgress(share);
    }
    ffmpeg.stdin.end();
    const code = await ended;
    if (code !== 0) throw new BootcatchError('recording.videoFailed', { reason: said.trim().split('\n').at(-1) ?? String(code) });
  } catch (error) {
    await rm(file, { force: true });
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a video can be made on this machine. @throws BootcatchError `recording.noFfmpeg` */
export async function needFfmpeg(): Promise<void> {
  const ffmpeg = spawn('ffmpeg', ['-version'], { stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    ffmpeg.on('error', (error) => reject(new BootcatchError('recording.noFfmpeg', {}, { cause: error })));
    ffmpeg.on('close', () => resolve());
  });
}

/** The canvas at every beat. Smaller pictures stand in its middle. */
async function* frames(recording: Recording, canvas: Size, framesPerSecond: number): AsyncGenerator<{ readonly bytes: Uint8Array; readonly share: number }, void> {
  const beatMs = 1_000 / framesPerSecond;
  let bytes = new Uint8Array(canvas.width * canvas.height * 4);
  let beat = 0;
  const share = (): number => Math.min(1, (beat * beatMs) / Math.max(1, recording.durationMs));
  for await (const { record, picture } of recording.play()) {
    for (; beat * beatMs < record.atMs; beat++) yield { bytes, share: share() };
    // Painted at once, for the picture goes on changing.
    if (record.kind === 'frame' || record.kind === 'size') bytes = paintOn(canvas, picture);
  }
  for (; beat * beatMs <= recording.durationMs; beat++) yield { bytes, share: share() };
}
