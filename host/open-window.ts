import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { sleep, type Clock } from '../core/base/clock.ts';
import { findOnPath } from '../core/practice/machine/tools.ts';

export interface WindowSurroundings {
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** What was opened. `app`: a window of its own, in a Chromium. `browser`: a tab of the default one. `nowhere`: there is no screen, or nothing could be started. */
export type OpenedWindow = { readonly kind: 'app'; readonly browser: string } | { readonly kind: 'browser' } | { readonly kind: 'nowhere'; readonly because: 'noDisplay' | 'noBrowser' };

/** Browsers that can show a page as a window of its own (`--app`), the most fitting first. */
const onPath = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable', 'microsoft-edge', 'brave-browser'];
const places: Readonly<Record<string, readonly string[]>> = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ['C:\\Program Files', 'C:\\Program Files (x86)'].flatMap((folder) => [`${folder}\\Google\\Chrome\\Application\\chrome.exe`, `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`]),
};

/** A program that cannot show a window ends at once; one that shows it stays, or has handed the page to one that runs already. */
const FAILS_WITHIN_MS = 1_500;

/** Shows an address in a window of its own where a Chromium is installed, else in the default browser. */
export async function openWindow(address: string, surroundings: WindowSurroundings): Promise<OpenedWindow> {
  const { platform } = surroundings;
  if (!hasDisplay(surroundings)) return { kind: 'nowhere', because: 'noDisplay' };
  const browser = onPath.map(findOnPath).find((path) => path !== undefined) ?? places[platform]?.find(existsSync);
  if (browser !== undefined && (await starts(browser, [`--app=${address}`], surroundings))) return { kind: 'app', browser };
  const [program, ...args] = platform === 'darwin' ? ['open', address] : platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler', address] : ['xdg-open', address];
  return (await starts(program, args, surroundings)) ? { kind: 'browser' } : { kind: 'nowhere', because: 'noBrowser' };
}

function hasDisplay({ platform, environment }: WindowSurroundings): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/** True unless the program is missing or ends with an error at once. */
async function starts(program: string, args: readonly string[], { clock }: WindowSurroundings): Promise<boolean> {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' });
  const failed = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true));
    child.once('exit', (code) => resolve(code !== 0));
  });
  // It may outlive us.
  child.unref();
  return !(await Promise.race([failed, sleep(clock, FAILS_WITHIN_MS).then(() => false)]));
}
