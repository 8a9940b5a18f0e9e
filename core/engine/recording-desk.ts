import { basename } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { messageOf } from '../catch/reach.ts';
import type { OpenRecording, RecordingHit, RecordingSummary, SearchStep, ShownMoment, VideoParts } from '../contract/recordings.ts';
import type { Link } from '../link/link.ts';
import type { Locale } from '../messages/index.ts';
import { decisiveMs } from '../recording/decisive.ts';
import { toPhaseCues, toWebVtt } from '../recording/export/captions.ts';
import { pngAt } from '../recording/export/export.ts';
import { recordingExtension, type FoundRecording, type RecordingFiles, type RecordingSource } from '../recording/files.ts';
import { recordingsFolder } from '../recording/library.ts';
import { Recording } from '../recording/recording.ts';
import { SearchIndex, searchRecording, type ReadingOptions } from '../recording/search.ts';
import { screenToPng } from '../screen/png.ts';
import type { ScreenView } from '../screen/screen.ts';
import { phaseName } from '../timeline/describe.ts';
import { RecordingPlayer } from './recording-player.ts';
import { whileWorking } from './while-working.ts';

/** What the desk needs of the engine. */
export interface RecordingDeskPorts {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly recordings: RecordingFiles | undefined;
  readonly randomId: () => string;
  /** Shows a screen to a viewer. */
  readonly showScreen: (screen: ScreenView, link: Link, name: string) => Disposable;
}

/** Before the ids of what the view server shows; no server is called so. */
const viewPrefix = 'recording:';

/** The recordings of this machine as windows see them. Each is named by its id, which is looked up in the folder's list and never made a path. */
export class RecordingDesk {
  readonly #ports: RecordingDeskPorts;
  readonly #folder: string;
  readonly #players = new Map<string, RecordingPlayer>();
  /** What was read of files that have not changed since. */
  readonly #known = new Map<string, { readonly state: string; readonly summary: RecordingSummary }>();

  constructor(ports: RecordingDeskPorts) {
    this.#ports = ports;
    this.#folder = recordingsFolder(ports.dataFolder);
  }

  /** Every recording, the newest first. One that cannot be opened says why. */
  async list(): Promise<RecordingSummary[]> {
    const found = await this.#found();
    const summaries: RecordingSummary[] = [];
    for (const file of found.toReversed()) summaries.push(await this.#summary(file));
    return summaries;
  }

  /** @throws BootcatchError `recording.unknown`, `recording.noPictures`, and what opening one throws */
  thumbnail(id: string): Promise<Uint8Array> {
    return this.use(id, (recording) => pngAt(recording, decisiveMs(recording)));
  }

  /**
   * Searches one recording or all, and tells meanwhile how much of what has to be read first is done.
   * @throws BootcatchError `recording.searchTooShort`, `recording.unknown`
   */
  async *search(text: string, id: string | undefined, signal: AbortSignal): AsyncGenerator<SearchStep, void> {
    const hits = yield* whileWorking<SearchStep, RecordingHit[]>(
      (tell, leaving) => this.#search(text, id, { onProgress: (share) => tell({ state: 'reading', share: Math.round(share * 100) / 100 }), signal: leaving }),
      { first: { state: 'reading', share: null }, clock: this.#ports.clock, signal },
    );
    yield { state: 'found', hits };
  }

  async #search(text: string, id: string | undefined, reading: ReadingOptions): Promise<RecordingHit[]> {
    if (id !== undefined) return this.use(id, async (recording) => (await searchRecording(recording, text, reading)).map((hit) => ({ id, ...hit })));
    const { recordings } = this.#ports;
    if (!recordings || (await this.#found()).length === 0) return [];
    const index = new SearchIndex(this.#folder, recordings);
    try {
      await index.update(reading);
      return index.search(text).map(({ path, atMs, line }) => ({ id: idOf(path), atMs, line }));
    } finally {
      index.close();
    }
  }

  /** Opens a recording for a window, until `signal` aborts. @throws BootcatchError `recording.unknown`, and what opening one throws */
  async *open(id: string, signal: AbortSignal): AsyncGenerator<OpenRecording, void> {
    const file = await this.#file(id);
    const summary = await this.#summary(file);
    const recording = await this.#read(file);
    const player = new RecordingPlayer(recording);
    const viewId = viewPrefix + this.#ports.randomId();
    this.#players.set(viewId, player);
    try {
      const { events, marks, gaps } = recording;
      const opened = { viewId, recording: summary, events: [...events], marks: [...marks], gaps: [...gaps] };
      // Without an index of them the whole file is looked through; the picture need not wait for that.
      if (!recording.knowsChanges) yield { ...opened, changes: null };
      yield { ...opened, changes: [...(await recording.changes())] };
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      this.#players.delete(viewId);
      await player.close();
    }
  }

  /** @throws BootcatchError `recording.notOpen` */
  show(viewId: string, atMs: number, mark?: string): Promise<ShownMoment> {
    return this.#player(viewId).show(atMs, mark);
  }

  /** What an open recording shows now, as a PNG file. @throws BootcatchError `recording.notOpen`, `recording.noPictures` */
  screenshot(viewId: string): Uint8Array {
    const { screen } = this.#player(viewId);
    if (screen.width === 0) throw new BootcatchError('recording.noPictures');
    return screenToPng(screen);
  }

  /** What a window needs to make a video of an open recording, besides its pictures. @throws BootcatchError `recording.notOpen`, `recording.noPictures` */
  async videoParts(viewId: string, locale: Locale): Promise<VideoParts> {
    const player = this.#player(viewId);
    const { recording } = player;
    const size = await player.canvas();
    if (!size) throw new BootcatchError('recording.noPictures');
    return { size, captions: await toWebVtt(recording), phases: await toPhaseCues(recording, (phase) => phaseName(phase, locale)) };
  }

  /** The picture of such a video at a moment, 4 bytes a pixel. @throws BootcatchError `recording.notOpen`, `recording.noPictures` */
  videoPicture(viewId: string, atMs: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#player(viewId).pictureAt(atMs);
  }

  hasView(viewId: string): boolean {
    return this.#players.has(viewId);
  }

  /** Lets a viewer look at an open recording. @returns undefined where the id is no recording's */
  attachView(viewId: string, link: Link): Disposable | undefined {
    const player = this.#players.get(viewId);
    return player && this.#ports.showScreen(player.screen, link, 'bootcatch');
  }

  /** @throws BootcatchError `recording.unknown`, `recording.inUse` */
  async remove(id: string): Promise<void> {
    const { path, inUse } = await this.#file(id);
    if (inUse) throw new BootcatchError('recording.inUse');
    await this.#ports.recordings?.remove(path);
  }

  #player(viewId: string): RecordingPlayer {
    const player = this.#players.get(viewId);
    if (!player) throw new BootcatchError('recording.notOpen');
    return player;
  }

  async #found(): Promise<readonly FoundRecording[]> {
    return (await this.#ports.recordings?.list(this.#folder)) ?? [];
  }

  async #file(id: string): Promise<FoundRecording> {
    const file = (await this.#found()).find(({ path }) => idOf(path) === id);
    if (!file) throw new BootcatchError('recording.unknown');
    return file;
  }

  async #read({ path }: FoundRecording, through = (source: RecordingSource): RecordingSource => source): Promise<Recording> {
    const source = await this.#ports.recordings?.open(path).catch((error: unknown) => {
      throw new BootcatchError('recording.cannotOpen', { file: idOf(path), reason: (error as NodeJS.ErrnoException).code ?? String(error) }, { cause: error });
    });
    if (!source) throw new BootcatchError('recording.unknown');
    try {
      return await Recording.open(through(source));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /**
   * Opens a recording for as long as `use` takes.
   * @param through put before its file
   * @throws BootcatchError `recording.unknown`, and what opening one throws
   */
  async use<T>(id: string, use: (recording: Recording) => Promise<T>, through?: (source: RecordingSource) => RecordingSource): Promise<T> {
    const recording = await this.#read(await this.#file(id), through);
    try {
      return await use(recording);
    } finally {
      await recording.close();
    }
  }

  async #summary(file: FoundRecording): Promise<RecordingSummary> {
    const id = idOf(file.path);
    const state = `${file.bytes} ${file.changedAtMs} ${file.inUse}`;
    const known = this.#known.get(id);
    if (known?.state === state) return known.summary;
    const summary = await this.#look(id, file);
    this.#known.set(id, { state, summary });
    return summary;
  }

  async #look(id: string, file: FoundRecording): Promise<RecordingSummary> {
    try {
      return await this.use(id, (recording) => {
        const { about, durationMs, events, complete } = recording;
        return Promise.resolve({
          id,
          server: about?.target ?? null,
          practice: about?.provider === 'practice',
          startedAt: about?.startedAt ?? null,
          durationMs,
          bytes: file.bytes,
          outcome: events.findLast((event) => event.event === 'result')?.outcome ?? null,
          decisiveMs: decisiveMs(recording),
          state: file.inUse ? ('running' as const) : complete ? ('whole' as const) : ('cut' as const),
          problem: null,
        });
      });
    } catch (error) {
      if (!(error instanceof BootcatchError)) throw error;
      return { id, server: null, practice: false, startedAt: null, durationMs: 0, bytes: file.bytes, outcome: null, decisiveMs: 0, state: file.inUse ? 'running' : 'cut', problem: messageOf(error) };
    }
  }
}

function idOf(path: string): string {
  return basename(path, recordingExtension);
}
