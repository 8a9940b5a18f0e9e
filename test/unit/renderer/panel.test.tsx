// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { CatchSnapshot } from '../../../core/contract/index.ts';
import { say } from '../../../core/messages/index.ts';
import { CatchPanel } from '../../../renderer/catch/CatchPanel.tsx';
import { readStory } from '../../../renderer/catch/story.ts';
import { begun, held, lapUntilPressing, missed, timeline } from './events.ts';
import { aMenu, aServer, aSnapshot, fakeEngine, show } from './show.tsx';

const heldEvents = timeline(...begun, ...lapUntilPressing(1, 100), ...held(100));
const running: CatchSnapshot = { catchId: 'c', serverId: 'main/1', serverName: 'web-01', state: 'reaching', lap: 1, lapLimit: 5, startedAt: '2026-11-23T03:00:00Z', elapsedMs: 1, question: null, result: null };
const heldCatch: CatchSnapshot = { ...running, state: 'held', result: { outcome: 'held', message: { key: 'catch.held', values: {} } } };

const panel = (parts: Partial<Parameters<typeof CatchPanel>[0]>): React.JSX.Element => {
  const { events = [] } = parts;
  return <CatchPanel server={aServer()} name="web-01" snapshot={aSnapshot()} story={readStory(events)} events={events} {...parts} />;
};

const heldPanel = (changes: Parameters<typeof aMenu>[0] = {}): React.JSX.Element => panel({ server: aServer({ catch: heldCatch }), snapshot: aSnapshot({ phase: 'bootMenu', menu: aMenu(changes) }), events: heldEvents });

test('a held menu shows its entries as read, and a click moves the real highlight without booting', async () => {
  const calls = fakeEngine({ 'plans.list': () => [] });
  show(heldPanel());
  expect(screen.getByText('Held. The menu waits until you choose.')).toBeDefined();
  const options = screen.getAllByRole('option');
  expect(options.map((option) => [option.textContent, option.getAttribute('aria-selected')])).toEqual([
    ['Linuxhighlighted', 'true'],
    ['Advanced options', 'false'],
    ['Rescue', 'false'],
  ]);
  fireEvent.click(screen.getByText('Rescue'));
  await waitFor(() => expect(calls.filter(({ name }) => name.startsWith('menu.'))).toMatchObject([{ name: 'menu.highlight', input: { serverId: 'main/1', index: 2, text: 'Rescue' } }]));
});

test('arrow keys move one entry, and stop at the ends', async () => {
  const calls = fakeEngine({ 'plans.list': () => [] });
  show(heldPanel({ selected: 1 }));
  const list = screen.getByRole('listbox');
  fireEvent.keyDown(list, { key: 'ArrowUp' });
  await waitFor(() => expect(calls.find(({ name }) => name === 'menu.highlight')?.input).toEqual({ serverId: 'main/1', index: 0, text: 'Linux' }));
  calls.length = 0;
  show(heldPanel({ selected: 2 }));
  fireEvent.keyDown(screen.getByRole('listbox'), { key: 'ArrowDown' });
  expect(calls.filter(({ name }) => name === 'menu.highlight')).toEqual([]);
});

test('what boots is said beside the button that boots it', async () => {
  const calls = fakeEngine({ 'plans.list': () => [] });
  show(heldPanel({ selected: 2 }));
  expect(screen.getByText('Leaves the menu and boots “Rescue”.')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Boot this entry' }));
  await waitFor(() => expect(calls.find(({ name }) => name === 'menu.boot')?.input).toEqual({ serverId: 'main/1', index: 2, text: 'Rescue' }));
});

test('a menu whose console is away can be seen but not moved', () => {
  const calls = fakeEngine({ 'plans.list': () => [] });
  show(panel({ server: aServer({ catch: heldCatch }), snapshot: aSnapshot({ connection: 'away', awayForMs: 100, menu: aMenu() }), events: heldEvents }));
  fireEvent.click(screen.getByText('Rescue'));
  expect(calls.filter(({ name }) => name.startsWith('menu.'))).toEqual([]);
  expect(screen.getByRole('button', { name: 'Boot this entry' }).hasAttribute('disabled')).toBe(true);
});

test('a plan says what it will do before it does it', async () => {
  const plan = { name: 'rootShell', writes: false, why: { key: 'plan.why.drbd', values: {} }, title: { key: 'app.catch.hard', values: {} }, effect: { key: 'app.catch.hard.what', values: {} } };
  const calls = fakeEngine({ 'plans.list': () => [plan] });
  show(heldPanel());
  const offer = await screen.findByRole('button', { name: 'Hard reboot' });
  const why = 'The screen spoke of a DRBD module that does not fit the kernel: this is the usual cure.';
  expect(screen.getByText(why)).toBeDefined();
  fireEvent.click(offer);
  expect(screen.getByText(why)).toBeDefined();
  expect(screen.getByText('Like the reset button. Right after a panic.')).toBeDefined();
  expect(calls.some(({ name }) => name === 'plans.run')).toBe(false);
  fireEvent.click(screen.getByRole('button', { name: 'Do it' }));
  await waitFor(() => expect(calls.find(({ name }) => name === 'plans.run')?.input).toEqual({ serverId: 'main/1', plan: 'rootShell' }));
});

test('a plan at work shows its steps in place of the choice, and can be stopped', async () => {
  const calls = fakeEngine();
  const events = [...heldEvents, ...timeline([9_000, { event: 'planStep', step: 'select Rescue' }], [9_400, { event: 'planStep', step: 'boot' }])];
  show(panel({ server: aServer({ catch: heldCatch }), snapshot: aSnapshot({ plan: 'rescue-entry', inputHeldBack: true, menu: aMenu() }), events }));
  expect(screen.queryByRole('listbox')).toBeNull();
  expect(screen.getAllByText(/^Plan: /).map(({ parentElement }) => parentElement?.textContent)).toEqual(['0.00 sPlan: select Rescue', '0.40 sPlan: boot']);
  fireEvent.click(screen.getByRole('button', { name: 'Stop the plan' }));
  await waitFor(() => expect(calls.map(({ name, input }) => [name, input])).toEqual([['plans.stop', { serverId: 'main/1' }]]));
});

test('a lap that runs says its number, its key and where it stands, in both languages', () => {
  fakeEngine();
  const events = timeline(...begun, ...lapUntilPressing(1, 100).slice(0, -3));
  show(panel({ server: aServer({ catch: running }), events }));
  expect(screen.getByText('Lap 1 of 5')).toBeDefined();
  const step = screen.getByText('Reaching').closest('li');
  expect(step?.getAttribute('aria-current')).toBe('step');
  expect(step?.textContent).toContain('try 2');
  show(panel({ server: aServer({ catch: running }), events }), 'ja');
  expect(screen.getByText('1/5 回目')).toBeDefined();
  expect(screen.getByText('接続を試行').closest('li')?.textContent).toContain('2 回目');
});

test('a lap before this one stays with its reason', () => {
  fakeEngine();
  const events = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(100), ...lapUntilPressing(2, 2_700));
  show(panel({ server: aServer({ catch: { ...running, lap: 2 } }), events }));
  expect(screen.getByText(/Missed: the menu was over before the console came back/).textContent).toContain('Lap 1');
});

test('a reset that would destroy something asks, and both answers reach the engine', async () => {
  const calls = fakeEngine();
  const asking = { ...running, question: { key: 'engine.ask.fsck', values: { target: 'web-01' } } };
  show(panel({ server: aServer({ catch: asking }), events: timeline(...begun) }));
  const question = screen.getByRole('alertdialog');
  expect(question.textContent).toContain('web-01 is checking its file system. A reset now can damage it.');
  fireEvent.click(within(question).getByRole('button', { name: 'Stop the catch' }));
  await waitFor(() => expect(calls.map(({ name, input }) => [name, input])).toEqual([['catches.answer', { serverId: 'main/1', goOn: false }]]));
});

test('giving up ends with the other ways in of this provider', () => {
  fakeEngine();
  const message = { key: 'catch.gaveUp', values: { laps: 5, keys: 'F4, Shift' } };
  const events = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(100), [2_800, { event: 'result', outcome: 'gaveUp', laps: 5, key: null, proof: null, menu: null, message, elapsedMs: 2_800 }]);
  show(panel({ server: aServer({ catch: { ...running, state: 'gaveUp', result: { outcome: 'gaveUp', message } } }), events }), 'ja');
  expect(screen.getByText('別の入り方')).toBeDefined();
  expect(screen.getByText(say('ja', 'provider.way.conoha.iso'))).toBeDefined();
});

test('a new address can be pasted in the middle of a catch, and a bad one is explained there', async () => {
  const calls = fakeEngine();
  const pasted = aServer({ id: 'pasted:1', kind: 'pasted', account: null, catch: running });
  show(panel({ server: pasted, events: timeline(...begun, ...lapUntilPressing(1, 100).slice(0, -3)) }));
  fireEvent.change(screen.getByLabelText('New console address'), { target: { value: 'wss://console.example/?token=a' } });
  fireEvent.click(screen.getByRole('button', { name: 'Use this address' }));
  await screen.findByText('Taken. It is tried at once.');
  expect(calls.map(({ name, input }) => [name, input])).toContainEqual(['consoles.pasteAddress', { serverId: 'pasted:1', address: 'wss://console.example/?token=a' }]);

  fakeEngine({ 'consoles.pasteAddress': () => { throw new Error('No connection'); } });
  show(panel({ server: pasted, events: timeline(...begun) }), 'ja');
  fireEvent.change(screen.getByLabelText('新しいコンソールの URL'), { target: { value: 'x' } });
  fireEvent.click(screen.getByRole('button', { name: 'この URL を使う' }));
  await screen.findByText(say('ja', 'engine.hostGone'));
});
