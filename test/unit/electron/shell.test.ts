import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Emitter } from '../../../core/base/events.ts';
import type { CatchSnapshot } from '../../../core/contract/catches.ts';
import { CrashLog } from '../../../electron/crash-log.ts';
import type { CatchChange } from '../../../electron/engine-watch.ts';
import { Failures } from '../../../electron/failures.ts';
import { menuTemplate } from '../../../electron/menu.ts';
import { newsOf } from '../../../electron/notifications.ts';
import { openedWith } from '../../../electron/opened.ts';
import { followUpdates, type Updater } from '../../../electron/updates.ts';
import { isVisible } from '../../../electron/window-state.ts';
import { Words } from '../../../electron/words.ts';

vi.mock('electron', () => ({ app: {}, BrowserWindow: {}, dialog: {}, Menu: {}, Notification: {}, screen: {}, shell: {} }));

const aCatch: CatchSnapshot = {
  catchId: 'c1', serverId: 'main/7', serverName: 'web-01', state: 'pressing', lap: 1, lapLimit: 5, startedAt: '2026-01-01T00:00:00.000Z', elapsedMs: 0, question: null, result: null,
};

describe('news of a catch', () => {
  const between = (before: Partial<CatchSnapshot> | undefined, now: Partial<CatchSnapshot>): string[] =>
    newsOf({ before: before ? [{ ...aCatch, ...before }] : [], now: [{ ...aCatch, ...now }] }).map(({ title }) => title);
  const message = { key: 'catch.gaveUp', values: {} };

  test('held is told once', () => {
    expect(between({}, { state: 'held' })).toEqual(['desktop.notify.held']);
    expect(between({ state: 'held' }, { state: 'held', result: { outcome: 'held', message } })).toEqual([]);
  });
  test('a question is told once', () => {
    expect(between({}, { question: message })).toEqual(['desktop.notify.question']);
    expect(between({ question: message }, { question: message })).toEqual([]);
  });
  test.each(['gaveUp', 'uncatchable', 'failed', 'planFailed'] as const)('%s is told', (outcome) => expect(between({}, { state: outcome, result: { outcome, message } })).toEqual(['desktop.notify.ended']));
  test('what the person stopped is not', () => expect(between({}, { state: 'cancelled', result: { outcome: 'cancelled', message } })).toEqual([]));
  test('what had ended before the shell looked is not', () => expect(between(undefined, { state: 'gaveUp', result: { outcome: 'gaveUp', message } })).toEqual([]));
  test('another lap is not', () => expect(between({ state: 'missed' }, { state: 'rebooting', lap: 2 })).toEqual([]));
});

describe('what the app is opened with', () => {
  test.each([
    ['bootcatch://server/main%2F7', { show: 'server', serverId: 'main/7' }],
    ['bootcatch://server/practice', { show: 'server', serverId: 'practice' }],
    ['night.bootcatch', { recordingPath: '/home/me/night.bootcatch' }],
    ['/tmp/night.bootcatch', { recordingPath: '/tmp/night.bootcatch' }],
  ])('%s shows something', (argument, command) => expect(openedWith(argument, '/home/me')).toEqual(command));
  test.each(['bootcatch://catch/main%2F7', 'bootcatch://server/', 'bootcatch://server/%', 'bootcatch:server', '.', '--inspect', '--x.bootcatch', 'https://a.example/'])('%s does nothing', (argument) => {
    expect(openedWith(argument, '/home/me')).toBeUndefined();
  });
});

describe('the menu', () => {
  const actions = { show: () => undefined, about: () => undefined, openDataFolder: () => undefined };
  type Items = ReturnType<typeof menuTemplate>;
  const flat = (items: Items): Items => items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);

  test.each(['linux', 'win32'])('takes no key from the console on %s', (platform) => {
    const items = flat(menuTemplate((key) => key, actions, { platform, packaged: true }));
    expect(items.filter(({ accelerator }) => accelerator)).toEqual([]);
    expect(items.filter(({ role, registerAccelerator }) => role !== undefined && registerAccelerator !== false)).toEqual([]);
  });
  test('takes only the Command key’s on macOS', () => {
    const items = flat(menuTemplate((key) => key, actions, { platform: 'darwin', packaged: true }));
    expect(items.flatMap(({ accelerator }) => accelerator ?? []).filter((accelerator) => !accelerator.startsWith('Command+'))).toEqual([]);
  });
  test('has developer tools only where the app is not packaged', () => {
    const roles = (packaged: boolean): unknown[] => flat(menuTemplate((key) => key, actions, { platform: 'linux', packaged })).map(({ role }) => role);
    expect(roles(false)).toContain('toggleDevTools');
    expect(roles(true)).not.toContain('toggleDevTools');
  });
  test.each(['en', 'ja'] as const)('has a name for every item in %s', (locale) => {
    const words = new Words(locale);
    const items = flat(menuTemplate((key) => words.say(key), actions, { platform: 'darwin', packaged: false }));
    expect(items.filter(({ type, label }) => type !== 'separator' && (label === undefined || label.startsWith('desktop.')))).toEqual([]);
  });
});

test('the language follows the settings and goes back to the system’s', () => {
  const words = new Words('ja');
  const changes = vi.fn();
  words.onChanged(changes);
  words.choose('en');
  words.choose('en');
  expect(words.say('desktop.open')).toBe('Open');
  words.choose('system');
  expect(words.say('desktop.open')).toBe('開く');
  expect(changes).toHaveBeenCalledTimes(2);
});

describe('where the window was', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }, { x: 1920, y: 200, width: 1280, height: 800 }];
  const window = { width: 1360, height: 860 };
  test.each([[0, 0], [1700, 100], [-1000, 200]])('%i, %i can be found', (x, y) => expect(isVisible({ x, y, ...window }, screens)).toBe(true));
  test.each([[5000, 0], [-1300, 0], [0, 1050], [0, -20]])('%i, %i cannot', (x, y) => expect(isVisible({ x, y, ...window }, screens)).toBe(false));
});

test('failures are too many only when they come close together, and counting begins anew', () => {
  const failures = new Failures(2, 1_000);
  expect([0, 100, 200, 300, 1_500, 3_000].map((timeMs) => failures.isTooMany(timeMs))).toEqual([false, false, true, false, false, false]);
});

describe('an update', () => {
  function setup(running: CatchSnapshot[]) {
    const listeners = new Map<string, (value: { version: string }) => void>();
    const downloads = vi.fn(() => Promise.resolve());
    const updater = { autoDownload: true, autoInstallOnAppQuit: false, checkForUpdates: () => Promise.resolve(), downloadUpdate: downloads, on: (event: string, listener: (value: { version: string }) => void) => listeners.set(event, listener) };
    const changed = new Emitter<CatchChange>();
    const watch = { running, onCatches: changed.event };
    const ready = vi.fn();
    followUpdates(updater as unknown as Updater, watch, ready, () => undefined);
    return { updater, downloads, ready, watch, tell: (event: string) => listeners.get(event)?.({ version: '2.0.0' }), change: () => changed.fire({ before: [], now: [] }) };
  }

  test('is fetched at once where no catch runs, and installed when the person quits', () => {
    const { updater, downloads, ready, tell } = setup([]);
    tell('update-available');
    expect(downloads).toHaveBeenCalledTimes(1);
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: true });
    tell('update-downloaded');
    expect(ready).toHaveBeenCalledExactlyOnceWith('2.0.0');
  });
  test('waits for the end of every catch', () => {
    const running = [aCatch];
    const { downloads, tell, change } = setup(running);
    tell('update-available');
    change();
    expect(downloads).not.toHaveBeenCalled();
    running.pop();
    change();
    change();
    expect(downloads).toHaveBeenCalledTimes(1);
  });
});

describe('the crash log', () => {
  async function logged(write: (log: CrashLog) => void): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'bootcatch-log-'));
    const log = new CrashLog(join(folder, 'logs', 'desktop.log'), '/home/somebody');
    write(log);
    const text = await readFile(log.path, 'utf8');
    await rm(folder, { recursive: true });
    return text;
  }

  test('has the kind of an error and where it happened, not its text and not the home folder', async () => {
    const error = Object.assign(new TypeError('cannot open wss://host/?token=s3cret'), { code: 'ERR_X' });
    error.stack = 'TypeError: cannot open wss://host/?token=s3cret\nsecond line of s3cret\n    at open (/home/somebody/app/main.js:1:2)';
    const text = await logged((log) => log.write('uncaughtException', error));
    expect(text).toContain('TypeError ERR_X\n    at open (~/app/main.js:1:2)');
    expect(text).not.toMatch(/s3cret|somebody/);
  });
  test('has the text of our own errors', async () => {
    expect(await logged((log) => log.write('engine', new BootcatchError('engine.badInput', { field: 'name' })))).toContain('(name)');
  });
  test('stays bounded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bootcatch-log-'));
    const log = new CrashLog(join(folder, 'desktop.log'), '/home/somebody');
    for (let index = 0; index < 700; index++) log.write('x'.repeat(1_000));
    const sizes = await Promise.all(['', '.old'].map(async (ending) => (await stat(log.path + ending)).size));
    expect(Math.max(...sizes)).toBeLessThan(300_000);
    await rm(folder, { recursive: true });
  });
  test('does not fail where it cannot write', () => {
    expect(() => new CrashLog(join(import.meta.filename, 'logs', 'desktop.log'), '/home').write('x')).not.toThrow();
  });
});
