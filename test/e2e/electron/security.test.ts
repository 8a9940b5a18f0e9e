import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test as anyTest } from 'vitest';
import { answerOf, appMissing, inMain, launchApp, word, type RunningApp } from './launch.ts';

const test = anyTest.skipIf(appMissing !== '');

let running: RunningApp;
/** A foreign page that nobody may get to. */
const foreign = createServer((_request, response) => {
  visits++;
  response.setHeader('Access-Control-Allow-Origin', '*').end('<title>foreign</title>');
});
let visits = 0;
let address = '';

beforeAll(async () => {
  if (appMissing !== '') return;
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
  running = await launchApp();
});

afterAll(async () => {
  if (appMissing === '') await running[Symbol.asyncDispose]();
  foreign.close();
});

/** Runs a function in the page. */
const inPage = <Result, Argument = undefined>(run: (argument: Argument) => Result | Promise<Result>, argument?: Argument): Promise<Result> =>
  answerOf('The window', running.page.evaluate(run as (given: unknown) => Result, argument as unknown));

const stillThere = (): Promise<void> => running.page.getByRole('button', { name: word('app.catch.start'), exact: true }).waitFor();

test('the page has the bridge and nothing of Node or Electron', async () => {
  const seen = await inPage(() => ({
    bridge: Object.keys((window as unknown as { bootcatch: object }).bootcatch).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in window),
  }));
  expect(seen).toEqual({ bridge: ['host', 'onCommand'], node: [] });
});

test('the page is a secure context of its own origin', async () => {
  expect(await inPage(() => isSecureContext)).toBe(true);
  expect(await inMain(running.app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe('bootcatch-app://window/index.html');
});

test('navigating away is refused', async () => {
  await inPage((url) => void (location.href = url), address);
  await inPage((url) => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = url;
    link.click();
    link.remove();
  }, address);
  await stillThere();
  expect(visits).toBe(0);
});

test('no second window opens; an address of the web is asked about, any other is ignored', async () => {
  await inMain(running.app, ({ dialog, shell }) => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    dialog.showMessageBox = (options: unknown) => {
      seen.push(`asked ${(options as { detail: string }).detail}`);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    shell.openExternal = (url) => {
      seen.push(`opened ${url}`);
      return Promise.resolve();
    };
  });
  await inPage(() => {
    for (const url of ['https://docs.example/page', 'file:///etc/passwd', 'smb://host/share', 'javascript:alert(1)']) window.open(url);
  });
  const seen = (): Promise<string[]> => inMain(running.app, () => (globalThis as unknown as { seen: string[] }).seen);
  await expect.poll(seen).toEqual(['asked https://docs.example/page', 'opened https://docs.example/page']);
  expect(await inMain(running.app, ({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(running.app.windows()).toHaveLength(1);
});

test('the page reaches no network, runs no inline script and shows no foreign frame', async () => {
  const outcome = await inPage(async (url) => {
    const fetched = await fetch(url).then(() => 'arrived', () => 'refused');
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket(url.replace('http', 'ws'));
      opened.onopen = () => resolve('opened');
      opened.onerror = () => resolve('refused');
    });
    const script = document.body.appendChild(document.createElement('script'));
    script.textContent = 'window.inlineRan = true';
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.src = url;
    await new Promise((resolve) => setTimeout(resolve, 300));
    frame.remove();
    return { fetched, socket, inline: 'inlineRan' in window };
  }, address);
  expect(outcome).toEqual({ fetched: 'refused', socket: 'refused', inline: false });
  expect(visits).toBe(0);
});

test('a port that asks for something unknown is closed', async () => {
  const ends = await inPage(async () => {
    const ask = (purpose: object): Promise<string> => {
      const { port1, port2 } = new MessageChannel();
      window.postMessage(purpose, '/', [port2]);
      return new Promise((resolve) => {
        port1.addEventListener('close', () => resolve('closed'));
        port1.onmessage = () => resolve('served');
      });
    };
    return Promise.all([ask({ bootcatch: 'shell' }), ask({ bootcatch: 'view', serverId: 'nobody', readOnly: true }), ask({ bootcatch: 'view', serverId: 'practice', readOnly: true })]);
  });
  expect(ends).toEqual(['closed', 'closed', 'served']);
});

test('permissions are refused', async () => {
  const outcome = await inPage(async () => {
    const asked = async (name: string): Promise<string> => (await navigator.permissions.query({ name: name as PermissionName })).state;
    return Promise.all(['geolocation', 'camera', 'notifications'].map(asked));
  });
  expect(outcome).not.toContain('granted');
});
