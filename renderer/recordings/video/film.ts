import { BufferTarget, Mp4OutputFormat, Output, TextSubtitleSource, WebMOutputFormat } from 'mediabunny';
import type { EngineClient, ExportStep, OpenRecording, RecordingExport, VideoParts } from '../../../core/contract/index.ts';
import { isTold, Problem } from '../../host/problem.ts';
import { chooseCodec, type VideoForm } from './codecs.ts';
import { PictureEncoder } from './encoder.ts';
import { frameTimes } from './frame-times.ts';

/** What a video is made of. */
export type FilmRequest = Pick<RecordingExport, 'id' | 'name' | 'locale'> & { readonly form: VideoForm };

export interface FilmPorts {
  readonly client: EngineClient;
  /** True while a catch runs, whose timing nothing may disturb. */
  readonly catchRuns: () => boolean;
  /** Resolves when none runs any more; rejects where the signal aborts. */
  readonly catchesEnded: (signal: AbortSignal) => Promise<void>;
}

/** The names of the text tracks. */
export interface TrackNames {
  readonly captions: string;
  readonly phases: string;
}

/**
 * Makes a video of a recording in this window: the engine gives the pictures, the browser encodes them. Tells how far it is, and returns the whole file.
 * @throws Problem `recording.cannotFilm`; the signal's reason; what the engine says
 */
export async function* film({ id, form, locale }: FilmRequest, names: TrackNames, ports: FilmPorts, signal: AbortSignal): AsyncGenerator<ExportStep, Blob> {
  const { client } = ports;
  // The engine keeps it open for as long as its stream is followed.
  for await (const opened of await client.recordings.open({ id }, { signal })) {
    if (!opened.changes) continue;
    const parts = await client.recordings.videoParts({ viewId: opened.viewId, locale }, { signal });
    return yield* filmOpen({ ...opened, changes: opened.changes }, parts, form, names, ports, signal);
  }
  signal.throwIfAborted();
  throw new Error('The recording was closed before its video was made');
}

type Opened = OpenRecording & { readonly changes: readonly number[] };

async function* filmOpen({ viewId, changes, gaps, recording }: Opened, parts: VideoParts, form: VideoForm, names: TrackNames, { client, catchRuns, catchesEnded }: FilmPorts, signal: AbortSignal): AsyncGenerator<ExportStep, Blob> {
  const codec = await chooseCodec(form, parts.size);
  if (!codec) throw new Problem('recording.cannotFilm', { reason: form === 'mp4' ? 'H.264' : 'VP9, VP8' });
  const { durationMs } = recording;
  const target = new BufferTarget();
  const output = new Output({ format: form === 'webm' ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const encoder = new PictureEncoder(codec, parts.size);
  try {
    output.addVideoTrack(encoder.source);
    const texts = [addTexts(output, parts.captions, names.captions, true), addTexts(output, parts.phases, names.phases, false)];
    await output.start();
    // A track takes nothing more until each of the others has begun, so they are filled side by side.
    const filled = Promise.all(texts.map((fill) => fill()));
    filled.catch(() => undefined);
    let pixels: ArrayBuffer | undefined;
    for (const frame of frameTimes({ changes, gaps, durationMs })) {
      if (catchRuns()) {
        yield { state: 'waiting' };
        await catchesEnded(signal);
      }
      signal.throwIfAborted();
      if (frame.isNew || !pixels) pixels = await (await client.recordings.videoPicture({ viewId, atMs: frame.atMs }, { signal })).arrayBuffer();
      await encoder.add(pixels, frame);
      yield { state: 'writing', share: Math.min(1, frame.atMs / Math.max(1, durationMs)) };
    }
    await encoder.end();
    await filled;
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => undefined);
    if (signal.aborted || isTold(error)) throw error;
    // The encoder gives up, or the library that writes the file.
    throw new Problem('recording.cannotFilm', { reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  } finally {
    encoder.close();
  }
  return new Blob([target.buffer ?? new ArrayBuffer(0)], { type: `video/${form}` });
}

/** Adds a track of texts, where there are any. @returns what fills it once the file has begun */
function addTexts(output: Output, webVtt: string, name: string, isShown: boolean): () => Promise<void> {
  if (!webVtt.includes('-->')) return () => Promise.resolve();
  const source = new TextSubtitleSource('webvtt');
  output.addSubtitleTrack(source, { name, disposition: { default: isShown } });
  return async () => {
    await source.add(webVtt);
    source.close();
  };
}
