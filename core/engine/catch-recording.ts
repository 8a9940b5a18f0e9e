import type { Clock } from '../base/clock.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Settings } from '../contract/settings.ts';
import { describeEndpoint } from '../link/endpoint.ts';
import type { Target } from '../providers/provider.ts';
import type { RecordingFiles } from '../recording/files.ts';
import type { Recorder } from '../recording/recorder.ts';
import { recordingsFolder, retentionOf, startRecording, type StartedRecording } from '../recording/library.ts';
import type { ServerConsole } from './server-console.ts';

/** What follows a catch belongs to its recording: the rescue entry boots, the person repairs. */
const AFTER_CATCH_MS = 600_000;

export interface CatchRecordingPorts {
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly recordings?: RecordingFiles;
  /** What the person wants kept. */
  readonly recording: Settings['recording'];
}

/** The recording of one catch: from its start until some time after its end, or until the console is closed or tells another story. */
export class CatchRecording {
  readonly #parts = new DisposableStore();
  readonly #started: Promise<StartedRecording | undefined>;
  readonly #clock: Clock;
  readonly #place: ServerConsole;
  #recorder: Recorder | undefined;

  /** Call it when the story has begun. */
  constructor(place: ServerConsole, target: Target, { clock, dataFolder, recordings, recording }: CatchRecordingPorts) {
    this.#clock = clock;
    this.#place = place;
    const { timeline } = place.story;
    const { console, lastEndpoint, screen } = place;
    this.#started = recordings
      ? startRecording({
          screen,
          onReading: console.onReading,
          lastReading: () => console.reading,
          timeline,
          clock,
          files: recordings,
          place: { folder: recordingsFolder(dataFolder) },
          retention: retentionOf(recording),
          keys: recording.keys,
          about: { target: target.label, provider: target.provider, locale: 'en', ...(lastEndpoint && { endpoint: describeEndpoint(lastEndpoint) }) },
        })
      : Promise.resolve(undefined);
    void this.#started.then((started) => {
      this.#recorder = started?.recorder;
      if (started) timeline.append({ event: 'notice', message: { key: 'recording.started', values: { file: started.file } } });
    });
    this.#parts.add(place.onPersonKey((stroke) => this.#recorder?.keyPressed(stroke)));
    // It tells of its beginning and of an end before its time by a notice.
    this.#parts.add(timeline.onAppend(({ event }) => event === 'notice' && place.changed()));
    this.#parts.add(
      place.onChanged(() => {
        if (place.story.timeline !== timeline || place.connection === 'closed') void this.end();
      }),
    );
  }

  /** True while something is written. */
  get running(): boolean {
    return this.#recorder?.running === true;
  }

  /** The catch is over. */
  catchEnded(): void {
    this.#parts.add(this.#clock.setTimeout(() => void this.end(), AFTER_CATCH_MS));
  }

  /** Resolves when the file is closed. */
  async end(): Promise<void> {
    this.#parts.dispose();
    await (await this.#started)?.recorder.end();
    this.#place.changed();
  }
}
