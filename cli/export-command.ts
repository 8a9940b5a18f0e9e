import { basename, extname } from 'node:path';
import type { Phase } from '../core/reading/reading.ts';
import { exportExtensions, exportRecording, type ExportForm } from '../core/recording/export/export.ts';
import { phaseName } from '../core/timeline/describe.ts';
import type { Context } from './context.ts';
import { progressOn, saving, withRecording } from './recording-files.ts';

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
  const target = out ?? basename(file, extname(file)) + exportExtensions[to];
  const options = {
    form: to,
    atMs: at === undefined ? undefined : at * 1_000,
    untilMs: ((at ?? 0) + forSeconds) * 1_000,
    framesPerSecond: fps,
    nameOf: (phase: Phase) => phaseName(phase, context.locale),
    onProgress: progressOn(context),
    signal: context.signal,
  };
  return withRecording(file, async (recording) => {
    await saving(context, target, () => exportRecording(recording, target, options));
    return 0;
  });
}
