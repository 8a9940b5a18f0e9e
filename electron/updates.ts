import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, Notification } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { EngineWatch } from './engine-watch.ts';
import type { Words } from './words.ts';

const checkIntervalMs = 24 * 60 * 60 * 1000;

/** What is used of the updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  checkForUpdates(): Promise<unknown>;
  /** Rejects where the network or the signature does not allow it. */
  downloadUpdate(): Promise<unknown>;
  on(event: 'update-available' | 'update-downloaded', listener: (info: { readonly version: string }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Looks for updates once a day where the build names a place for them. Nothing is fetched while a catch runs, and nothing is installed before the person quits.
 */
export async function setupUpdates(watch: EngineWatch, words: Words, onError: (error: Error) => void): Promise<void> {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return;
  const { autoUpdater } = (await import('electron-updater')).default as { readonly autoUpdater: AppUpdater };
  followUpdates(autoUpdater, watch, (version) => {
    if (Notification.isSupported()) new Notification({ title: words.say('desktop.updateReady', { version }), body: words.say('desktop.updateReady.body') }).show();
  }, onError);
  const check = (): void => void autoUpdater.checkForUpdates().catch(() => undefined);
  setInterval(check, checkIntervalMs).unref();
  check();
}

/** The rule behind it: an update that is there waits for the end of every catch before it is fetched. */
export function followUpdates(updater: Updater, watch: Pick<EngineWatch, 'running' | 'onCatches'>, onReady: (version: string) => void, onError: (error: Error) => void): void {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  let waiting = false;
  const fetchIfQuiet = (): void => {
    if (!waiting || watch.running.length > 0) return;
    waiting = false;
    // Its `error` event tells why.
    void updater.downloadUpdate().catch(() => undefined);
  };
  updater.on('update-available', () => {
    waiting = true;
    fetchIfQuiet();
  });
  updater.on('update-downloaded', ({ version }) => onReady(version));
  updater.on('error', onError);
  watch.onCatches(fetchIfQuiet);
}
