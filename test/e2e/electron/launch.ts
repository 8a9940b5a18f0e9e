import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { say, type MessageKey, type MessageValues } from '../../../core/messages/index.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Whether the app runs in the stand-in; false where Electron's runtime is installed. */
export const isStandIn = !existsSync(join(root, 'node_modules', 'electron', 'path.txt'));
if (isStandIn) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'test', 'e2e', 'stand-in');

/** What the programs need in the environment to run here; nothing of the person's settings. */
const kept = ['PATH', 'HOME', 'DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'APPDATA', 'LOCALAPPDATA'];

export interface RunningApp extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** The data folder. */
  readonly home: string;
}

/** Starts the built app with an empty data folder, and waits for its page. @param folder holds the app */
export async function launchApp(environment: Readonly<Record<string, string>> = {}, folder = root): Promise<RunningApp> {
  const home = await mkdtemp(join(tmpdir(), 'bootcatch-e2e-'));
  const surroundings = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const app = await _electron.launch({ cwd: folder, args: ['.'], env: { LANG: 'en_US.UTF-8', ...surroundings, BOOTCATCH_HOME: home, ...environment } });
  const page = await app.firstWindow();
  await page.locator('#root > *').first().waitFor({ timeout: 20_000 });
  return {
    app,
    page,
    home,
    [Symbol.asyncDispose]: async () => {
      await app.evaluate(({ dialog }) => void (dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false }))).catch(() => undefined);
      await app.close().catch(() => undefined);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
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
  app.evaluate(({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(text) as Promise<unknown>, script);

/** Waits until the window says that the menu is held. */
export async function waitForHeld(page: Page): Promise<void> {
  await page.getByText(word('app.held.title')).first().waitFor({ timeout: 60_000 });
}
