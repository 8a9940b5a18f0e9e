import type { ChildProcess } from 'node:child_process';
import type * as Electron from 'electron';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromiumPath } from '../stand-in/chromium.ts';
import { PAGE_LIMIT_MS } from '../web/browse.ts';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { say, type MessageKey, type MessageValues } from '../../../core/messages/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Whether the app runs in the stand-in; false where Electron's runtime is installed. */
export const isStandIn = !existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
/** Why the app cannot be started here, or an empty text. */
export const appMissing = isStandIn && (process.platform !== 'linux' || chromiumPath() === undefined) ? 'Neither Electron (npx install-electron) nor, on Linux, a Chromium to stand in for it is installed.' : '';
if (isStandIn) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'test', 'e2e', 'stand-in');

/** What the programs need in the environment to run here; nothing of the person's settings. */
const kept = ['PATH', 'HOME', 'DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'APPDATA', 'LOCALAPPDATA'];

export interface RunningApp extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** The data folder. */
  readonly home: string;
}

export interface LaunchOptions {
  /** Holds the app; the project's own where none is given. */
  readonly folder?: string;
  /** What is in the data folder already, by path. */
  readonly data?: Readonly<Record<string, string>>;
}

/** Starts the built app with a data folder of its own, and waits for its page. */
export async function launchApp(environment: Readonly<Record<string, string>> = {}, { folder = root, data = {} }: LaunchOptions = {}): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), 'bootcatch-e2e-'));
  for (const [path, text] of Object.entries(data)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  const surroundings = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const app = await _electron.launch({ timeout: PAGE_LIMIT_MS, cwd: folder, args: ['.'], env: { LANG: 'en_US.UTF-8', ...surroundings, BOOTCATCH_HOME: home, ...environment } });
  const running = app.process();
  const page = await firstPage(app);
  return {
    app,
    page,
    home,
    [Symbol.asyncDispose]: async () => {
      await end(app, running);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Ends the app, whatever it would ask. */
async function end(app: ElectronApplication, running: ChildProcess): Promise<void> {
  if (running.exitCode !== null || running.signalCode !== null) return;
  const exited = once(running, 'exit');
  const timer = setTimeout(() => running.kill('SIGKILL'), 15_000);
  const quit = ({ app: main, dialog }: typeof Electron): void => {
    dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false });
    main.quit();
  };
  // It ends the app, and the answer to this call with it.
  await inMain(app, quit).catch(() => undefined);
  void app.close().catch(() => undefined);
  await exited;
  clearTimeout(timer);
}

/** The window once it shows something. An app that shows none is ended, so that it does not outlive the test. */
async function firstPage(app: ElectronApplication): Promise<Page> {
  try {
    const page = await app.firstWindow({ timeout: PAGE_LIMIT_MS });
    page.setDefaultTimeout(PAGE_LIMIT_MS);
    await page.locator('#root > *').first().waitFor();
    return page;
  } catch (error) {
    app.process().kill();
    throw error;
  }
}

/** What has not answered by then never will. */
const ANSWER_LIMIT_MS = 60_000;

/** An answer, or an error that says who gives none: a call of Playwright into a page or a process has no limit of its own. */
export async function answerOf<T>(who: string, answer: Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const late = new Promise<never>((_resolve, reject) => limit.addEventListener('abort', () => reject(new Error(`${who} has not answered within ${ANSWER_LIMIT_MS / 1_000} s.`))));
  return Promise.race([answer, late]);
}

/**
 * Runs a function in the app's main process. Playwright calls it through Node's debugger, which breaks into whatever runs there at that moment: in the middle
 * of making a `Buffer`, the call's own buffers get the same bytes of memory, and a line of a log or a message to the window is written over. So it first waits
 * for a turn of its own.
 */
export async function inMain<Result, Argument = undefined>(app: ElectronApplication, run: (electron: typeof Electron, argument: Argument) => Result | Promise<Result>, argument?: Argument): Promise<Result> {
  const answered = app.evaluate(
    async (electron, call) => {
      await new Promise((resolve) => setImmediate(resolve));
      const called = (0, eval)(`(${call.text})`) as (...given: unknown[]) => unknown;
      return called(electron, call.argument);
    },
    { text: String(run), argument },
  );
  return (await answerOf('The main process', answered)) as Result;
}

/** A sentence as the window shows it. */
export const word = (key: MessageKey, values?: MessageValues): string => say('en', key, values);

/** Starts the catch on the practice server. */
export async function startCatch(page: Page): Promise<void> {
  await page.getByRole('button', { name: word('app.catch.start'), exact: true }).click();
}

/** Everything that happened in the catch, as the window tells it once it has ended. The main process reads it, since a page that has crashed can be driven no more. */
export async function story({ app }: RunningApp): Promise<string> {
  const open = `[...document.querySelectorAll('summary, button')].find(({ textContent }) => textContent === ${JSON.stringify(word('app.log'))})?.click()`;
  await inWindow(app, open);
  return textOf(app);
}

/** The text in the window. */
export function textOf(app: ElectronApplication): Promise<string> {
  return inWindow(app, 'document.body.innerText') as Promise<string>;
}

const inWindow = (app: ElectronApplication, script: string): Promise<unknown> =>
  inMain(app, ({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<unknown>, script);

/** Waits until the window says that the menu is held. */
export async function waitForHeld(page: Page): Promise<void> {
  await page.getByText(word('app.held.title')).first().waitFor();
}
