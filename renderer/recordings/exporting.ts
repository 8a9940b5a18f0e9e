import { create } from 'zustand';
import type { ExportStep, RecordingExport } from '../../core/contract/index.ts';
import { say } from '../../core/messages/index.ts';
import type { EngineConnection } from '../host/connection.ts';
import { messageOf } from '../host/problem.ts';
import { saySomething, useWindowState } from '../host/store.ts';
import type { FilmRequest } from './video/film.ts';

/** An export on its way, or the last one, until the person has put it away. */
export interface Exporting {
  /** The file's name. */
  readonly name: string;
  /** Undefined until the engine has said something: the person is choosing a place. */
  readonly step: ExportStep | undefined;
  readonly cancel: () => void;
}

/** It belongs to the window and not to a page: whoever looks at something else meanwhile cancels nothing. One at a time. */
export const useExporting = create<{ readonly current: Exporting | undefined }>(() => ({ current: undefined }));

export function isUnderWay(exporting: Exporting | undefined): boolean {
  return exporting !== undefined && exporting.step?.state !== 'saved' && exporting.step?.state !== 'offered';
}

export function putExportAway(): void {
  useExporting.setState({ current: undefined });
}

/** Has a recording written out, and follows how it goes. What goes wrong is said to the person. */
export async function startExport(request: RecordingExport): Promise<void> {
  const { connection } = useWindowState.getState();
  if (!connection || isUnderWay(useExporting.getState().current)) return;
  const leaving = new AbortController();
  const { name } = request;
  const follow = (step: ExportStep | undefined): void => useExporting.setState({ current: { name, step, cancel: () => leaving.abort() } });
  follow(undefined);
  let last: ExportStep | undefined;
  try {
    for await (const step of exportSteps(request, connection, leaving.signal)) {
      if (leaving.signal.aborted) break;
      last = step;
      follow(step);
    }
  } catch (error) {
    if (!leaving.signal.aborted) saySomething(messageOf(error));
  }
  if (last?.state === 'offered') download(last.address, name);
  else if (last?.state !== 'saved') putExportAway();
}

/** The engine writes every form; a video without ffmpeg is made here. */
async function* exportSteps(request: RecordingExport, { client }: EngineConnection, signal: AbortSignal): AsyncGenerator<ExportStep, void> {
  const { form } = request;
  try {
    yield* await client.recordings.export(request, { signal });
  } catch (error) {
    if ((form !== 'webm' && form !== 'mp4') || messageOf(error).key !== 'recording.noFfmpeg' || !('VideoEncoder' in globalThis)) throw error;
    yield* filmAndSave({ ...request, form }, client, signal);
  }
}

async function* filmAndSave(request: FilmRequest, client: EngineConnection['client'], signal: AbortSignal): AsyncGenerator<ExportStep, void> {
  const { name, locale } = request;
  const hasDialogs = useWindowState.getState().info?.capabilities.saveFile === true;
  const file = hasDialogs ? (await client.recordings.choosePlace({ name })).file : undefined;
  if (file === null) return;
  // Little of the window is needed as seldom.
  const { film } = await import('./video/film.ts');
  const names = { captions: say(locale, 'app.save.captions'), phases: say(locale, 'app.player.lane.phase') };
  const content = yield* film(request, names, { client, catchRuns, catchesEnded }, signal);
  if (file === undefined) {
    yield { state: 'offered', address: URL.createObjectURL(content) };
    return;
  }
  await client.recordings.putFile({ file, content });
  yield { state: 'saved', file };
}

const catchRuns = (): boolean => useWindowState.getState().catches.some(({ result }) => result === null);

function catchesEnded(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = useWindowState.subscribe(() => {
      if (catchRuns()) return;
      stop();
      resolve();
    });
    signal.addEventListener(
      'abort',
      () => {
        stop();
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

/** Has the browser fetch a file: from the host that serves this page, or out of the page's own memory, which is given back once it was fetched. */
function download(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  if (address.startsWith('blob:')) URL.revokeObjectURL(address);
}
