import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { isFromOurWindow } from '../../../electron/ports.ts';
import { guardContents, guardSession, openOutside } from '../../../electron/security.ts';
import { Words } from '../../../electron/words.ts';

const electron = vi.hoisted(() => ({
  app: {},
  ipcMain: {},
  session: {},
  dialog: { showMessageBox: vi.fn<(options: { message: string; detail: string }) => Promise<{ response: number }>>() },
  shell: { openExternal: vi.fn<(url: string) => Promise<void>>() },
}));
vi.mock('electron', () => electron);

const words = new Words('en');
const page = 'bootcatch-app://window/index.html';

beforeEach(() => {
  vi.resetAllMocks();
  electron.dialog.showMessageBox.mockResolvedValue({ response: 1 });
});

class Contents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

function guarded(): Contents {
  const contents = new Contents();
  guardContents(contents as unknown as WebContents, words);
  return contents;
}

/** Whether an event of the page is prevented. */
function isPrevented(name: string, details: object): boolean {
  const preventDefault = vi.fn();
  guarded().emit(name, { preventDefault, ...details });
  return preventDefault.mock.calls.length > 0;
}

describe('a page', () => {
  test.each(['will-navigate', 'will-frame-navigate'])('may reload itself (%s)', (name) => expect(isPrevented(name, { url: page, isMainFrame: true })).toBe(false));
  test.each(['https://evil.example/', 'file:///etc/passwd', 'data:text/html,x', 'bootcatch-app://other/'])('may not go to %s', (url) => {
    expect(isPrevented('will-navigate', { url, isMainFrame: true })).toBe(true);
    expect(isPrevented('will-frame-navigate', { url, isMainFrame: false })).toBe(true);
  });
  test('may not be redirected or embed a page', () => {
    expect(isPrevented('will-redirect', { url: page })).toBe(true);
    expect(isPrevented('will-attach-webview', {})).toBe(true);
  });
  test('opens no window', () => expect(guarded().openHandler?.({ url: 'https://a.example/' })).toEqual({ action: 'deny' }));
});

describe('an address outside', () => {
  test('opens only after a yes', async () => {
    await openOutside('https://a.example/x', words);
    expect(electron.shell.openExternal).not.toHaveBeenCalled();
    electron.dialog.showMessageBox.mockResolvedValue({ response: 0 });
    await openOutside('https://a.example/x', words);
    expect(electron.shell.openExternal).toHaveBeenCalledExactlyOnceWith('https://a.example/x');
  });
  test('is named by its real host in the question', async () => {
    await openOutside('https://bank.example@evil.example/', words);
    expect(electron.dialog.showMessageBox.mock.calls[0]?.[0].message).toContain('evil.example');
    expect(electron.dialog.showMessageBox.mock.calls[0]?.[0].message).not.toContain('bank.example');
  });
  test.each(['file:///etc/passwd', 'smb://host/', 'javascript:alert(1)', 'ms-settings:', 'not an address'])('%s is not even asked about', async (url) => {
    await openOutside(url, words);
    expect(electron.dialog.showMessageBox).not.toHaveBeenCalled();
  });
});

describe('the session', () => {
  const given: Record<string, (...args: unknown[]) => unknown> = {};
  const asked = (permission: string, url = page): boolean => {
    let answer = false;
    given['request']?.({ getURL: () => url }, permission, (allowed: boolean) => (answer = allowed));
    return answer;
  };
  beforeEach(() => {
    const keep = (name: string) => (handler: (...args: unknown[]) => unknown) => void (given[name] = handler);
    const session = {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: (filter: { urls: string[] }, handler: (...args: unknown[]) => unknown) => void ((given['filter'] = () => filter.urls), (given['web'] = handler)) },
    };
    guardSession(session as unknown as Session);
  });

  test.each(['fullscreen', 'clipboard-sanitized-write'])('allows %s to our page', (permission) => {
    expect(asked(permission)).toBe(true);
    expect(asked(permission, 'https://evil.example/')).toBe(false);
    expect(given['check']?.({ getURL: () => page }, permission)).toBe(true);
  });
  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'hid', 'serial', 'usb', 'pointerLock', 'display-capture'])('refuses %s', (permission) => {
    expect(asked(permission)).toBe(false);
    expect(given['check']?.({ getURL: () => page }, permission)).toBe(false);
    expect(given['check']?.(null, permission)).toBe(false);
  });
  test('gives no device', () => expect(given['device']?.({})).toBe(false));
  test('lets no request out', () => {
    const answer = vi.fn();
    given['web']?.({ url: 'https://a.example/' }, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel: true });
    expect(given['filter']?.()).toEqual(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*']);
  });
});

describe('a message to the main process', () => {
  const frame = { url: page };
  const from = (senderFrame: unknown, mainFrame: unknown): boolean => isFromOurWindow({ senderFrame, sender: { mainFrame } } as Parameters<typeof isFromOurWindow>[0]);
  test('counts from the main frame with our page', () => expect(from(frame, frame)).toBe(true));
  test('does not count from another frame, another page or a frame that is gone', () => {
    expect(from({ url: page }, frame)).toBe(false);
    const foreign = { url: 'https://evil.example/' };
    expect(from(foreign, foreign)).toBe(false);
    expect(from(null, null)).toBe(false);
  });
});
