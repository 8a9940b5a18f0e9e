import { writeFile } from 'node:fs/promises';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Event } from '../base/events.ts';
import type { ExportStep, RecordingExport } from '../contract/recordings.ts';
import { exportRecording, isVideo, usualFramesPerSecond } from '../recording/export/export.ts';
import { needFfmpeg } from '../recording/export/video.ts';
import { writeWhole } from '../recording/export/whole-file.ts';
import type { RecordingSource } from '../recording/files.ts';
import type { Recording } from '../recording/recording.ts';
import { gatherFacts } from '../report/facts.ts';
import { reportToHtml } from '../report/html.ts';
import { reportToMarkdown } from '../report/markdown.ts';
import { tellReport } from '../report/words.ts';
import { phaseName } from '../timeline/describe.ts';
import { Bell } from './follow.ts';
import { whileWorking } from './while-working.ts';

/** Where exported files go; each host has its way. */
export interface ExportPlaces {
  /** Where a file of this name is to be written; undefined where the person thought better of it. */
  choose(name: string): Promise<string | undefined>;
  /** Takes the file that now stands there. @returns an address from which the window can fetch it, once; undefined where the person has it already */
  hand(file: string, name: string): string | undefined;
  /** Nothing stands there after all. */
  discard(file: string): Promise<void>;
  /** Shows a file in its folder. Absent where the host cannot. */
  show?(file: string): Promise<void>;
}

/** What exports need of the engine. */
export interface RecordingExportsPorts {
  readonly clock: Clock;
  readonly places: ExportPlaces;
  /** Opens a recording for as long as `use` takes; `through` is put before its file. */
  readonly useRecording: (id: string, use: (recording: Recording) => Promise<void>, through: (source: RecordingSource) => RecordingSource) => Promise<void>;
  /** True while a catch runs, whose timing nothing may disturb. */
  readonly catchRuns: () => boolean;
  readonly onCatchesChanged: Event<void>;
}

/** Recordings on their way into files for other programs. They wait while a catch runs. */
export class RecordingExports {
  readonly #ports: RecordingExportsPorts;
  /** What was written, so that nothing else is shown. */
  readonly #written = new Set<string>();
  /** Places that a person has chosen for what a window makes. */
  readonly #chosen = new Set<string>();

  constructor(ports: RecordingExportsPorts) {
    this.#ports = ports;
  }

  /**
   * Writes a recording out, and tells how far it is. The stream ends without a word where the person chose no place; where its reader leaves, no file is left.
   * @throws BootcatchError `recording.unknown`, `recording.noPictures`, `recording.noFfmpeg`, `recording.videoFailed`, `recording.cannotExport`
   */
  async *run(request: RecordingExport, signal: AbortSignal): AsyncGenerator<ExportStep, void> {
    const { places, clock } = this.#ports;
    // Said before the person is asked for a place.
    if (isVideo(request.form)) await needFfmpeg();
    const file = await places.choose(request.name);
    if (file === undefined) return;
    let isWhole = false;
    try {
      yield* whileWorking<ExportStep, void>((tell, leaving) => this.#write(file, request, new Progress(tell), leaving), { first: { state: 'writing', share: null }, clock, signal });
      isWhole = true;
    } finally {
      if (!isWhole) await places.discard(file);
    }
    const address = places.hand(file, request.name);
    if (address === undefined) this.#written.add(file);
    yield address === undefined ? { state: 'saved', file } : { state: 'offered', address };
  }

  /** Asks the person for the place of a file that a window makes. @throws BootcatchError `engine.notInThisHost` where the window's browser does that */
  async choosePlace(name: string): Promise<string | undefined> {
    const { places } = this.#ports;
    if (!places.show) throw new BootcatchError('engine.notInThisHost');
    const file = await places.choose(name);
    if (file !== undefined) this.#chosen.add(file);
    return file;
  }

  /** Writes such a file to its place. @throws BootcatchError `engine.notInThisHost` where nobody chose that place, `recording.cannotExport` */
  async put(file: string, content: Blob): Promise<void> {
    if (!this.#chosen.delete(file)) throw new BootcatchError('engine.notInThisHost');
    await orCannotExport(file, undefined, () => writeWhole(file, async (part) => writeFile(part, await content.bytes())));
    this.#written.add(file);
  }

  /** Shows a file that was written here in its folder. @throws BootcatchError `engine.notInThisHost` */
  async show(file: string): Promise<void> {
    const { places } = this.#ports;
    if (!places.show || !this.#written.has(file)) throw new BootcatchError('engine.notInThisHost');
    await places.show(file);
  }

  async #write(file: string, request: RecordingExport, progress: Progress, signal: AbortSignal): Promise<void> {
    const { form, locale, redact, atMs, untilMs } = request;
    await orCannotExport(file, signal, () =>
      this.#ports.useRecording(
        request.id,
        async (recording) => {
          if (form === 'html' || form === 'markdown') {
            const report = tellReport(await gatherFacts(recording), { locale, redact });
            return writeWhole(file, (part) => writeFile(part, form === 'html' ? reportToHtml(report) : reportToMarkdown(report), { signal }));
          }
          await exportRecording(recording, file, {
            form,
            atMs,
            untilMs,
            framesPerSecond: usualFramesPerSecond,
            nameOf: (phase) => phaseName(phase, locale),
            onProgress: (share) => progress.at(share),
            signal,
          });
        },
        (source) => this.#calmly(source, progress, signal),
      ),
    );
  }

  /** Reads nothing while a catch runs: the engine's process belongs to the catch. */
  #calmly(source: RecordingSource, progress: Progress, signal: AbortSignal): RecordingSource {
    const { catchRuns, onCatchesChanged } = this.#ports;
    return {
      size: () => source.size(),
      read: async (position, length) => {
        if (catchRuns()) {
          progress.wait(true);
          const bell = new Bell(onCatchesChanged, signal);
          while (catchRuns() && !signal.aborted) await bell.rung();
          bell.dispose();
          progress.wait(false);
        }
        signal.throwIfAborted();
        return source.read(position, length);
      },
      close: () => source.close(),
    };
  }
}

/** Writes a file; what the system says against it names the file and the next step. @throws BootcatchError `recording.cannotExport`, and what `write` throws otherwise */
async function orCannotExport(file: string, signal: AbortSignal | undefined, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof BootcatchError || signal?.aborted || code === undefined) throw error;
    throw new BootcatchError('recording.cannotExport', { file, reason: code }, { cause: error });
  }
}

/** How far an export is. */
class Progress {
  readonly #tell: (step: ExportStep) => void;
  #share: number | null = null;

  constructor(tell: (step: ExportStep) => void) {
    this.#tell = tell;
  }

  at(share: number): void {
    this.#share = Math.round(share * 100) / 100;
    this.wait(false);
  }

  wait(on: boolean): void {
    this.#tell(on ? { state: 'waiting' } : { state: 'writing', share: this.#share });
  }
}
