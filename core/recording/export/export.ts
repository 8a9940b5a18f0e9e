import { writeFile } from 'node:fs/promises';
import { BootcatchError } from '../../base/error.ts';
import type { Phase } from '../../reading/reading.ts';
import { screenToPng } from '../../screen/png.ts';
import { decisiveMs } from '../decisive.ts';
import type { Recording } from '../recording.ts';
import { toAnimation } from './apng.ts';
import { toAsciicast } from './asciicast.ts';
import { toWebVtt } from './captions.ts';
import { toFbs } from './fbs.ts';
import { timelineText, transcriptText } from './text.ts';
import { toVideo, type VideoOptions } from './video.ts';
import { writeWhole } from './whole-file.ts';

/** The forms in which other programs read a recording. */
export const exportForms = ['png', 'apng', 'webm', 'mp4', 'transcript', 'captions', 'asciicast', 'timeline', 'fbs'] as const;
export type ExportForm = (typeof exportForms)[number];

/** How the files of each form end. */
export const exportExtensions: Readonly<Record<ExportForm, string>> = {
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

/** Pictures a second of a video or an animation, where nobody asks for another number: console text moves in steps. */
export const usualFramesPerSecond = 10;

export interface ExportOptions {
  readonly form: ExportForm;
  /** The moment of a picture (default: the decisive one), the beginning of an animation (default: that of the recording). */
  readonly atMs?: number | undefined;
  /** The end of an animation. Default: that of the recording. */
  readonly untilMs?: number | undefined;
  readonly framesPerSecond: number;
  /** What a phase is called in chapters and markers. */
  readonly nameOf: (phase: Phase) => string;
  /** Told how much is done, 0 to 1, by the forms that take long. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes a recording out in a form that other programs read. The file is there whole or not at all.
 * @throws BootcatchError `recording.noPictures`, `recording.noFfmpeg`, `recording.videoFailed`; the signal's reason; what the file system throws
 */
export function exportRecording(recording: Recording, file: string, options: ExportOptions): Promise<void> {
  const { form, signal } = options;
  return writeWhole(file, async (part) => {
    if (isVideo(form)) await toVideo(recording, { ...options, file: part, container: form });
    else await writeFile(part, await contentOf(recording, form, options), { signal });
    signal.throwIfAborted();
  });
}

type VideoForm = VideoOptions['container'];

/** Whether a form is written by ffmpeg. */
export function isVideo(form: string): form is VideoForm {
  return form === 'webm' || form === 'mp4';
}

type Content = string | Uint8Array | AsyncIterable<string | Uint8Array>;

async function contentOf(recording: Recording, form: Exclude<ExportForm, VideoForm>, options: ExportOptions): Promise<Content> {
  const { atMs, untilMs = Infinity, nameOf, onProgress } = options;
  switch (form) {
    case 'png':
      return pngAt(recording, atMs ?? decisiveMs(recording));
    case 'apng':
      return toAnimation(recording, { ...options, fromMs: atMs ?? 0, untilMs });
    case 'transcript':
      return transcriptText(recording);
    case 'captions':
      return toWebVtt(recording);
    case 'asciicast':
      return toAsciicast(recording, nameOf);
    case 'timeline':
      return timelineText(recording);
    case 'fbs':
      return toFbs(recording, onProgress);
  }
}

/** The picture of a moment as a PNG file. @throws BootcatchError `recording.noPictures` */
export async function pngAt(recording: Recording, atMs: number): Promise<Uint8Array> {
  const { picture } = await recording.seek(atMs);
  if (!picture) throw new BootcatchError('recording.noPictures');
  return screenToPng(picture);
}
