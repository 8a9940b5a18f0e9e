import { basename, extname } from 'node:path';
import { BootcatchError } from '../core/base/error.ts';
import type { Phase } from '../core/reading/reading.ts';
import { decisiveMs } from '../core/recording/decisive.ts';
import { toAnimation } from '../core/recording/export/apng.ts';
import { toAsciicast } from '../core/recording/export/asciicast.ts';
import { toWebVtt } from '../core/recording/export/captions.ts';
import { toFbs } from '../core/recording/export/fbs.ts';
import { timelineText, transcriptText } from '../core/recording/export/text.ts';
import { toVideo } from '../core/recording/export/video.ts';
import type { Recording } from '../core/recording/recording.ts';
import { screenToPng } from '../core/screen/png.ts';
import type { Context } from './context.ts';
import { save, withRecording } from './recording-files.ts';

export const exportForms = ['png', 'apng', 'webm', 'mp4', 'transcript', 'captions', 'asciicast', 'timeline', 'fbs'] as const;
export type ExportForm = (typeof exportForms)[number];

const extensions: Readonly<Record<ExportForm, string>> = {
  png: '.png',
  apng: '.apng',
  webm: '.webm',
  mp4: '.mp4',
  transcript: '.txt',
  captions: '.vtt',
  asciicast: '.cast',
  timeline: '.ndjson',
  fbs: '.fbs',
};

export interface ExportFlags {
  readonly to: ExportForm;
  readonly out?: string;
  /** Seconds: the moment of a picture, the beginning of an animation. */
  readonly at?: number;
  /** Seconds of an animation. Default: up to the end. */
  readonly for?: number;
  readonly fps: number;
}

/** `bootcatch export`: the recording in a form that other programs read. What takes long tells how far it is; interrupted, it leaves no file. */
export function exportCommand(context: Context, file: string, { to, out, at, for: forSeconds = Infinity, fps }: ExportFlags): Promise<number> {
  const target = out ?? basename(file, extname(file)) + extensions[to];
  const { signal } = context;
  const onProgress = progressOn(context);
  const nameOf = (phase: Phase): string => (phase === 'unknown' ? '–' : context.say(`app.phase.${phase}`));
  return withRecording(file, async (recording) => {
    switch (to) {
      case 'png':
        await save(context, target, pictureAt(await recording.seek(at === undefined ? decisiveMs(recording) : at * 1_000)));
        break;
      case 'apng': {
        const fromMs = (at ?? 0) * 1_000;
        await save(context, target, await toAnimation(recording, { fromMs, untilMs: fromMs + forSeconds * 1_000, framesPerSecond: fps, onProgress, signal }));
        break;
      }
      case 'webm':
      case 'mp4':
        await toVideo(recording, { file: target, container: to, framesPerSecond: fps, nameOf, onProgress, signal });
        context.stderr.write(`${context.say('cli.saved', { file: target })}\n`);
        break;
      case 'transcript':
        await save(context, target, await transcriptText(recording));
        break;
      case 'captions':
        await save(context, target, await toWebVtt(recording));
        break;
      case 'asciicast':
        await save(context, target, toAsciicast(recording, nameOf));
        break;
      case 'timeline':
        await save(context, target, timelineText(recording));
        break;
      case 'fbs':
        await save(context, target, toFbs(recording, onProgress));
        break;
    }
    return 0;
  });
}

/** How far it is, in place on a terminal; nothing where a program reads. */
function progressOn({ stderr }: Context): (share: number) => void {
  let percentBefore = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (stderr.isTTY && percent !== percentBefore) stderr.write(`\r${percent} % `);
    percentBefore = percent;
  };
}

function pictureAt({ picture }: Awaited<ReturnType<Recording['seek']>>): Uint8Array {
  if (!picture) throw new BootcatchError('recording.noPictures');
  return screenToPng(picture);
}
