// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { ExportStep, RecordingSummary } from '../../../core/contract/index.ts';
import { messages } from '../../../core/messages/index.ts';
import { useWindowState } from '../../../renderer/host/store.ts';
import { ExportBar } from '../../../renderer/recordings/ExportBar.tsx';
import { putExportAway, useExporting } from '../../../renderer/recordings/exporting.ts';
import { SaveDialog } from '../../../renderer/recordings/SaveDialog.tsx';
import { SaveMenu } from '../../../renderer/recordings/SaveMenu.tsx';
import { fakeEngine, show, type Call } from './show.tsx';

const recording: RecordingSummary = { id: 'one', server: 'web-01', practice: false, startedAt: '2026-11-23T03:12:45', durationMs: 60_000, bytes: 1, outcome: 'held', decisiveMs: 0, state: 'whole', problem: null };

beforeEach(putExportAway);

/** The dialog beside the bar, and an engine whose export goes these steps. */
function saving(steps: () => AsyncIterable<ExportStep>, locale: 'en' | 'ja' = 'en'): Call[] {
  const calls = fakeEngine({ 'recordings.export': steps });
  show(
    <>
      <ExportBar />
      <SaveDialog recording={recording} server="web-01" atMs={12_340} onClose={() => undefined} />
    </>,
    locale,
  );
  return calls;
}

async function* steps(...all: readonly ExportStep[]): AsyncGenerator<ExportStep, void> {
  for (const step of all) yield await Promise.resolve(step);
}

const inputOf = ([call]: readonly Call[]): unknown => call?.input;
const choose = (name: RegExp | string): void => void fireEvent.click(screen.getByRole('radio', { name }));
const save = (): void => void fireEvent.click(screen.getByRole('button', { name: 'Save' }));

test('a report goes without names where that is asked, its file too', async () => {
  const calls = saving(() => steps({ state: 'saved', file: '/home/me/bootcatch.md' }));
  choose(/Markdown/);
  fireEvent.click(screen.getByRole('checkbox'));
  save();
  await screen.findByText('Saved: /home/me/bootcatch.md');
  expect(inputOf(calls)).toEqual({ id: 'one', form: 'markdown', name: 'bootcatch 2026-11-23 03-12-45.md', locale: 'en', redact: true });
  fireEvent.click(screen.getByRole('button', { name: 'Show in folder' }));
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ name: 'recordings.showExported', input: { file: '/home/me/bootcatch.md' } }));
});

const everyForm = [
  ['This picture', { form: 'png', atMs: 12_340 }],
  ['Video', { form: 'webm' }],
  ['Animated picture of a span', { form: 'apng', atMs: 12_340, untilMs: 22_340 }],
  ['All text', { form: 'transcript' }],
  ['Terminal recording', { form: 'asciicast' }],
  ['Captions', { form: 'captions' }],
  ['Timeline', { form: 'timeline' }],
  ['VNC stream', { form: 'fbs' }],
] as const;

test('each form asks the engine for just that', async () => {
  const calls = saving(() => steps());
  for (const [name, wanted] of everyForm) {
    choose(name);
    save();
    await waitFor(() => expect(calls.at(-1)?.input).toMatchObject({ ...wanted, redact: false }));
    await waitFor(() => expect(useExporting.getState().current).toBeUndefined());
  }
});

test('it says how far it is and what it waits for, and cancelling leaves the stream', async () => {
  let go = (): void => undefined;
  const calls = saving(async function* () {
    yield { state: 'writing', share: 0.42 };
    await new Promise<void>((resolve) => (go = resolve));
    yield { state: 'waiting' };
    await new Promise(() => undefined);
  });
  choose('Video');
  save();
  await screen.findByText('42 %');
  expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.42');
  go();
  await screen.findByText('Saving web-01 2026-11-23 03-12-45.webm goes on when no catch is running.');
  fireEvent.click(screen.getAllByRole('button', { name: 'Cancel' })[0] as HTMLElement);
  expect(calls[0]?.signal?.aborted).toBe(true);
});

test('what cannot be done is said with its next step, and the bar is gone', async () => {
  const { ORPCError } = await import('@orpc/client');
  saving(async function* () {
    yield await Promise.reject<ExportStep>(new ORPCError('SAID', { data: { key: 'recording.noFfmpeg', values: {} } }));
  }, 'ja');
  choose('動画');
  fireEvent.click(screen.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(useWindowState.getState().said?.message.key).toBe('recording.noFfmpeg'));
  expect(messages['recording.noFfmpeg'].ja).toContain('sudo apt install ffmpeg');
  expect(screen.queryByRole('progressbar')).toBeNull();
});

/** An engine without ffmpeg, and a window whose browser encodes whatever is `supported`. */
async function filming(supported: boolean, picture: () => Promise<Blob>): Promise<Call[]> {
  const { ORPCError } = await import('@orpc/client');
  const encoder = class {
    static readonly isConfigSupported = () => Promise.resolve({ supported });
    readonly encodeQueueSize = 0;
    readonly state = 'configured';
    readonly configure = vi.fn();
    readonly close = vi.fn();
  };
  vi.stubGlobal('VideoEncoder', encoder);
  const opened = { viewId: 'view', recording, events: [], marks: [], gaps: [], changes: [0] };
  const calls = fakeEngine({
    'recordings.export': async function* () {
      yield await Promise.reject<ExportStep>(new ORPCError('SAID', { data: { key: 'recording.noFfmpeg', values: {} } }));
    },
    'recordings.open': async function* () {
      yield await Promise.resolve(opened);
      await new Promise(() => undefined);
    },
    'recordings.videoParts': () => ({ size: { width: 64, height: 32 }, captions: 'WEBVTT', phases: 'WEBVTT' }),
    'recordings.videoPicture': picture,
  });
  show(
    <>
      <ExportBar />
      <SaveDialog recording={recording} server="web-01" atMs={0} onClose={() => undefined} />
    </>,
  );
  choose('Video');
  save();
  return calls;
}

test('where neither the engine nor the browser makes a video, that is said with what to do', async () => {
  await filming(false, () => Promise.reject(new Error('not asked for')));
  await waitFor(() => expect(useWindowState.getState().said?.message).toEqual({ key: 'recording.cannotFilm', values: { reason: 'VP9, VP8' } }));
  expect(screen.queryByRole('progressbar')).toBeNull();
  vi.unstubAllGlobals();
});

test('a video that the window makes waits while a catch runs, and can be cancelled', async () => {
  useWindowState.setState({ catches: [{ result: null }] as never });
  const calls = await filming(true, () => new Promise(() => undefined));
  await screen.findByText('Saving web-01 2026-11-23 03-12-45.webm goes on when no catch is running.');
  expect(calls.map(({ name }) => name)).toEqual(['recordings.export', 'recordings.open', 'recordings.videoParts']);
  useWindowState.setState({ catches: [] });
  await waitFor(() => expect(calls.at(-1)).toMatchObject({ name: 'recordings.videoPicture', input: { viewId: 'view', atMs: 0 } }));
  fireEvent.click(screen.getAllByRole('button', { name: 'Cancel' })[0] as HTMLElement);
  expect(calls.find(({ name }) => name === 'recordings.open')?.signal?.aborted).toBe(true);
  expect(calls.at(-1)?.signal?.aborted).toBe(true);
  vi.unstubAllGlobals();
});

test('in a browser the file is fetched from the host, once', async () => {
  const clicked: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    clicked.push(`${this.getAttribute('href')} ${this.download}`);
  });
  saving(() => steps({ state: 'writing', share: null }, { state: 'offered', address: '/download/abc' }));
  choose('All text');
  save();
  await screen.findByText('web-01 2026-11-23 03-12-45.txt is among your browser’s downloads.');
  expect(clicked).toEqual(['/download/abc web-01 2026-11-23 03-12-45.txt']);
  expect(screen.queryByRole('button', { name: 'Show in folder' })).toBeNull();
});

test('deleting asks once', async () => {
  const calls = fakeEngine();
  show(<SaveMenu recording={recording} server="web-01" atMs={0} />);
  fireEvent.click(screen.getByRole('button', { name: 'More about this recording' }));
  fireEvent.click(await screen.findByRole('menuitem'));
  await screen.findByText('This deletes the recording of web-01 for good.');
  expect(calls).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(calls).toMatchObject([{ name: 'recordings.remove', input: { id: 'one' } }]));
});
