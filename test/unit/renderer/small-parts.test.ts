import { expect, test } from 'vitest';
import { messages } from '../../../core/messages/index.ts';
import { addressOf, routeFrom, type Route } from '../../../renderer/app/route.ts';
import { fitFactor, isCrisp } from '../../../renderer/console/fit.ts';
import { characterOn } from '../../../renderer/console/layouts.ts';
import { fileNameFor } from '../../../renderer/console/save-file.ts';
import { newLines } from '../../../renderer/console/ScreenText.tsx';
import { afterFailure, retryDelaysMs } from '../../../renderer/host/link.ts';
import { freeName } from '../../../renderer/servers/ByProvider.tsx';
import { serverState } from '../../../renderer/sidebar/server-state.ts';

const text80x25 = { width: 720, height: 400 };

test('a picture is scaled by whole device pixels where it fits, and only then shrunk', () => {
  expect(fitFactor(text80x25, { width: 1_500, height: 1_300 }, 'whole', 1)).toBe(2);
  expect(fitFactor(text80x25, { width: 1_400, height: 1_300 }, 'whole', 1)).toBe(1);
  expect(fitFactor(text80x25, { width: 1_100, height: 1_300 }, 'whole', 2)).toBe(1.5);
  expect(fitFactor(text80x25, { width: 360, height: 400 }, 'whole', 1)).toBe(0.5);
  expect(fitFactor(text80x25, { width: 1_080, height: 1_300 }, 'fill', 1)).toBe(1.5);
  expect(fitFactor({ width: 2_000, height: 1_000 }, { width: 500, height: 500 }, 'one', 1)).toBe(1);
  expect(fitFactor(text80x25, { width: 0, height: 0 }, 'whole', 1)).toBe(1);
  expect([isCrisp(1, 1), isCrisp(1.5, 2), isCrisp(1.5, 1), isCrisp(0.5, 2), isCrisp(0.5, 1)]).toEqual([true, true, false, true, false]);
});

test('a named keyboard gives its own characters, whatever the system thinks', () => {
  const press = (code: string, shiftKey = false, capsLock = false) => ({ code, shiftKey, capsLock });
  expect(characterOn('ja', press('Digit2', true))).toBe('"');
  expect(characterOn('us', press('Digit2', true))).toBe('@');
  expect(characterOn('ja', press('IntlRo', true))).toBe('_');
  expect(characterOn('ja', press('IntlYen', true))).toBe('|');
  expect(characterOn('us', press('KeyA', false, true))).toBe('A');
  expect(characterOn('us', press('KeyA', true, true))).toBe('a');
  expect(characterOn('us', press('Digit1', false, true))).toBe('1');
  expect(characterOn('us', press('F4'))).toBeUndefined();
  // Zenkaku/Hankaku writes nothing, so it stays the key that it is.
  expect(characterOn('ja', press('Backquote'))).toBeUndefined();
  expect(characterOn('ja', press('Digit0', true))).toBe('~');
});

test('every page has an address that leads back to it', () => {
  const routes: Route[] = [{ page: 'console', serverId: 'openstack:my cloud/a#b%' }, { page: 'account', account: 'main/2' }, { page: 'add' }, { page: 'running' }, { page: 'settings' }];
  for (const route of routes) expect(routeFrom(addressOf(route))).toEqual(route);
  for (const unknown of ['', '#', '#/', '#key=abc', '#/console/', '#/console/%E0%A4%A']) expect(routeFrom(unknown)).toEqual({ page: 'console', serverId: 'practice' });
});

test('coming back to the host is tried a limited number of times', () => {
  expect(afterFailure(0, 1_000)).toEqual({ state: 'lost', attempt: 1, nextTryAt: 1_000 });
  expect(afterFailure(3, 1_000)).toEqual({ state: 'lost', attempt: 4, nextTryAt: 2_000 });
  expect(afterFailure(retryDelaysMs.length, 1_000)).toEqual({ state: 'ended' });
  const inAllMs = retryDelaysMs.reduce((sum, delay) => sum + delay, 0);
  expect(inAllMs).toBeGreaterThan(60_000);
  expect(inAllMs).toBeLessThan(180_000);
});

test('a server is shown by its catch where one runs, holds or has ended badly, else by its console', () => {
  const snapshot = { catchId: 'c', serverId: 's', serverName: 's', state: 'reaching', lap: 1, lapLimit: 5, startedAt: '2026-11-23T03:00:00Z', elapsedMs: 1, question: null, result: null } as const;
  const heldResult = { outcome: 'held', message: { key: 'catch.held', values: {} } } as const;
  const base = { catch: null, console: 'open', needsAddress: false } as const;
  expect(serverState(base)).toEqual({ mark: 'open', word: 'app.state.open' });
  expect(serverState({ ...base, console: 'closed', needsAddress: true }).word).toBe('app.state.needsAddress');
  expect(serverState({ ...base, catch: snapshot })).toEqual({ mark: 'busy', word: 'app.state.reaching' });
  expect(serverState({ ...base, catch: { ...snapshot, question: { key: 'engine.ask.login', values: {} } } }).mark).toBe('asks');
  expect(serverState({ ...base, catch: { ...snapshot, state: 'held', result: heldResult } }).mark).toBe('held');
  // Nothing holds a menu whose console was closed on purpose.
  expect(serverState({ ...base, console: 'closed', catch: { ...snapshot, state: 'held', result: heldResult } }).mark).toBe('closed');
  expect(serverState({ ...base, catch: { ...snapshot, state: 'gaveUp', result: { ...heldResult, outcome: 'gaveUp' } } }).mark).toBe('failed');
  expect(serverState({ ...base, catch: { ...snapshot, state: 'cancelled', result: { ...heldResult, outcome: 'cancelled' } } }).mark).toBe('open');
});

test('what is read out is what is new on the screen', () => {
  expect(newLines(['a', '│ b │', ''], ['b', '┌────┐', '│ c  │', '', 'd'])).toEqual(['c', 'd']);
});

test('names are free and safe', () => {
  expect(freeName('conoha', ['conoha', 'conoha-2'])).toBe('conoha-3');
  expect(fileNameFor('練習用 web/01:x', new Date(2026, 10, 3, 4, 5, 6), 'png')).toBe('練習用-web-01-x 2026-11-03 04-05-06.png');
});

test('the interface says the same things in both languages', () => {
  const own = Object.entries(messages).filter(([key]) => key.startsWith('app.'));
  expect(own.length).toBeGreaterThan(200);
  const values = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
  for (const [key, { en, ja }] of own) {
    expect([key, values(ja)]).toEqual([key, values(en)]);
    expect([key, ja.trim() === '' || en.trim() === '']).toEqual([key, false]);
  }
});
