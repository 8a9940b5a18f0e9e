// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { CalibrationSnapshot, TunedDetail } from '../../../core/contract/index.ts';
import { useWindowState } from '../../../renderer/host/store.ts';
import { TuningPage } from '../../../renderer/tuning/TuningPage.tsx';
import type { Locale } from '../../../core/messages/index.ts';
import { fakeEngine, show, type Call } from './show.tsx';
import { aDetail } from './tuned.ts';

/** The page on an engine that says this; `say` sends the next news. */
function open(detail: TunedDetail, { locale = 'en', calibration = null }: { readonly locale?: Locale; readonly calibration?: CalibrationSnapshot | null } = {}) {
  const news = [{ revision: 1, calibration }];
  let wake = (): void => undefined;
  async function* watch() {
    for (;;) {
      const next = news.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  let told = detail;
  const calls = fakeEngine({
    'tuning.watch': () => watch(),
    'tuning.servers': () => [told.server],
    'tuning.detail': () => told,
    'tuning.exportProfile': () => Promise.reject(new Error('gone')),
    'tuning.importProfile': () => ({ providers: ['conoha'] }),
  });
  show(<TuningPage serverKey={undefined} />, locale);
  const say = (next: TunedDetail): void => {
    told = next;
    news.push({ revision: 2, calibration: null });
    wake();
  };
  return { calls, say };
}

const acts = (calls: readonly Call[]) => calls.filter(({ name }) => !/^tuning\.(watch|servers|detail)$/.test(name)).map(({ name, input }) => ({ name, input }));

test('says what the next catch does, how sure that is, and where each number comes from', async () => {
  open(aDetail());
  await screen.findByText('No first delay needed: early tries cost nothing. The console came back after 1.8–2.1 s (laps: 4).');
  screen.getByText(/about 97 % \(most likely between 90 and 99 %\)\. This rests on few laps: 4\./);
  screen.getByText(/tries every 0\.05 s/);
  screen.getByText('learnt, laps: 4');
  expect(screen.getAllByText('built in (inferred)')).toHaveLength(3);
  screen.getByText('3 held, 1 missed, of 4 laps');
  expect(screen.getAllByRole('img', { name: /reboot 0\.20 s, gone 1\.50 s, reaching 0\.60 s, pressing 0\.70 s, menu 2\.00 s, time the menu had left 3\.00 s; 9 tries/ })).toHaveLength(2);
});

test('a delay is tried with the handle, and fixed', async () => {
  const { calls } = open(aDetail());
  const handle = await screen.findByRole('slider', { name: 'First try after' });
  expect(handle.getAttribute('aria-valuetext')).toBe('After 0.0 s: 100 % (most likely 90–100 %), about 10.0 tries a lap');
  fireEvent.change(handle, { target: { value: '5' } });
  expect(handle.getAttribute('aria-valuetext')).toBe('After 0.5 s: 75 % (most likely 65–90 %), about 5.0 tries a lap');
  fireEvent.click(screen.getByRole('button', { name: 'Use 0.5 s from now on' }));
  await waitFor(() => expect(acts(calls)).toEqual([{ name: 'settings.setTiming', input: { serverId: 'main/1', timing: { firstDelayMs: 500 } } }]));
});

test('a fixed number is said to be the person’s own, and is given up without the others', async () => {
  const [first, ...others] = aDetail().settings;
  const { calls } = open(aDetail({ settings: [{ ...first, name: 'firstDelayMs', value: 500, origin: { kind: 'set', laps: null, evidence: null } }, ...others], inUse: { delayMs: 500, chance: 0.75, range: [0.65, 0.9], probes: 5 } }));
  useWindowState.setState({ settings: { timing: { 'main/1': { firstDelayMs: 500, maxInFlight: 2 } } } as never });
  await screen.findByText('First try after 0.5 s, as you set it: chance about 75 %.');
  expect(screen.queryByText(/about 97 %/)).toBeNull();
  screen.getByText('set by you');
  fireEvent.click(screen.getByRole('button', { name: 'Back to what is advised' }));
  await waitFor(() => expect(acts(calls)).toEqual([{ name: 'settings.setTiming', input: { serverId: 'main/1', timing: { maxInFlight: 2, firstDelayMs: undefined } } }]));
  const field = screen.getByLabelText('Your own: Between two tries (ms)');
  fireEvent.change(field, { target: { value: '400' } });
  fireEvent.blur(field);
  await waitFor(() => expect(acts(calls).at(-1)?.input).toEqual({ serverId: 'main/1', timing: { firstDelayMs: 500, maxInFlight: 2, intervalMs: 400 } }));
});

test('calibrating says what it does and how long it takes before anything is rebooted', async () => {
  const { calls } = open(aDetail());
  fireEvent.click(await screen.findByRole('button', { name: 'Calibrate…' }));
  await screen.findByText('This resets web-01 5 times. Unsaved data on it is lost.');
  screen.getByText('It takes about 50 s.');
  fireEvent.change(screen.getByLabelText('Reboots'), { target: { value: '20' } });
  await screen.findByText('This resets web-01 20 times. Unsaved data on it is lost.');
  screen.getByText('It takes about 4 min.');
  expect(acts(calls)).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Reboot and measure' }));
  await waitFor(() => expect(acts(calls)).toEqual([{ name: 'tuning.calibrate', input: { serverId: 'main/1', times: 20, agreedResets: 20 } }]));
});

test('a calibration shows how far it is, can be stopped, and its question be answered', async () => {
  const calibration = { serverId: 'main/1', serverName: 'web-01', times: 5, outcomes: ['held', 'missed'] as ('held' | 'missed')[], remainingMs: 30_000, running: true, problem: null };
  const { calls, say } = open(aDetail(), { calibration });
  useWindowState.setState({ catches: [{ serverId: 'main/1', question: { key: 'engine.ask.login', values: { target: 'web-01' } } } as never] });
  await screen.findByText('Calibrating web-01: 2 of 5 laps done, about 30 s left.');
  expect((await screen.findByRole('button', { name: 'Calibrate…' })).hasAttribute('disabled')).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: 'Reset it all the same' }));
  fireEvent.click(screen.getByRole('button', { name: 'Stop calibrating' }));
  await waitFor(() => expect(acts(calls)).toEqual([{ name: 'catches.answer', input: { serverId: 'main/1', goOn: true } }, { name: 'tuning.stopCalibration', input: undefined }]));
  say(aDetail());
  await waitFor(() => expect(screen.queryByText(/Calibrating/)).toBeNull());
  useWindowState.setState({ catches: [] });
});

test('where early tries are punished it says in words why it waits', async () => {
  const { advice } = aDetail();
  open(aDetail({ advice: { ...advice, ownLaps: 6, firstDelayMs: 8_300, earlyProbe: { blindMs: 10_000, source: 'learnt' }, backByFirst: 0.93, dense: null } }));
  await screen.findByText(/shuts the console for 10\.0 s, and by then the menu may be over\. After 8\.3 s the console is back in about 93 of 100 laps\./);
  expect(screen.queryByText(/With more laps/)).toBeNull();
});

test('what nobody else could use is not offered for export', async () => {
  open(aDetail({ canExport: false }));
  await screen.findByText('Import profile…');
  expect(screen.queryByRole('button', { name: 'Export profile' })).toBeNull();
});

test('without laps it says what to do', async () => {
  const { server, advice, settings } = aDetail();
  open(
    aDetail({
      server: { ...server, laps: 0, held: 0, missed: 0, lastAt: null },
      laps: [],
      days: [],
      downSteps: [],
      advice: { ...advice, sentence: null, ownLaps: 0 },
      settings: settings.map((setting) => ({ ...setting, origin: { kind: 'builtIn', laps: null, evidence: 'unconfirmed' } })),
    }),
    { locale: 'ja' },
  );
  await screen.findByText('このサーバーの記録はまだありません');
  screen.getByText(/捕捉せずに調べるには、計測/);
  expect(screen.getByRole('link', { name: 'コンソールへ' }).getAttribute('href')).toBe('#/console/main%2F1');
  screen.getByText(/実測があるまでは推測です/);
  expect(screen.getAllByText('内蔵の値(推測)')).toHaveLength(4);
});

test('a server that is not in the list now can be looked at only', async () => {
  const { server } = aDetail();
  open(aDetail({ server: { ...server, serverId: null } }));
  await screen.findByText(/This server is not in the list now/);
  expect(screen.getByRole('button', { name: 'Calibrate…' }).hasAttribute('disabled')).toBe(true);
  expect(screen.getByLabelText('Your own: First try after (ms)').hasAttribute('disabled')).toBe(true);
  fireEvent.change(screen.getByRole('slider'), { target: { value: '3' } });
  screen.getByText('After 0.3 s: 85 % (most likely 75–94 %), about 7.0 tries a lap');
  expect(screen.queryByRole('button', { name: /from now on/ })).toBeNull();
});

test('a profile comes in from a file, and what goes wrong with one is said', async () => {
  const { calls } = open(aDetail());
  const input = await waitFor(() => document.querySelector<HTMLInputElement>('input[type="file"]') ?? expect.fail('there is no file field'));
  fireEvent.change(input, { target: { files: [new File(['{"a":1}'], 'conoha.json')] } });
  await screen.findByText('Took over profiles for: conoha');
  expect(acts(calls)).toEqual([{ name: 'tuning.importProfile', input: { name: 'conoha.json', text: '{"a":1}' } }]);
  fireEvent.click(screen.getByRole('button', { name: 'Export profile' }));
  await waitFor(() => expect(useWindowState.getState().said).toBeDefined());
});
