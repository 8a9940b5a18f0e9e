import { create } from 'zustand';
import { messageOfFailure, type ExportStep, type RecordingExport } from '../../core/contract/index.ts';
import { saySomething, useWindowState } from '../host/store.ts';

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
    for await (const step of await connection.client.recordings.export(request, { signal: leaving.signal })) {
      if (leaving.signal.aborted) break;
      last = step;
      follow(step);
    }
  } catch (error) {
    if (!leaving.signal.aborted) saySomething(messageOfFailure(error));
  }
  if (last?.state === 'offered') download(last.address, name);
  else if (last?.state !== 'saved') putExportAway();
}

/** Has the browser fetch a file from the host that serves this page. */
function download(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
