import { join } from 'node:path';

/** What decides where the data lie; handed in by the host. */
export interface DataFolderSurroundings {
  readonly platform: string;
  readonly homeFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The one folder for accounts, known servers, attempts, recordings and settings: `BOOTCATCH_HOME`, else the place that the system
 * has for it. All hosts share it.
 */
export function dataFolder({ platform, homeFolder, environment }: DataFolderSurroundings): string {
  if (environment['BOOTCATCH_HOME']) return environment['BOOTCATCH_HOME'];
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Application Support', 'bootcatch');
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(homeFolder, 'AppData', 'Roaming'), 'bootcatch');
  return join(environment['XDG_DATA_HOME'] ?? join(homeFolder, '.local', 'share'), 'bootcatch');
}

/** The folder for what can be made again: practice images. */
export function cacheFolder({ platform, homeFolder, environment }: DataFolderSurroundings): string {
  if (environment['BOOTCATCH_HOME']) return join(environment['BOOTCATCH_HOME'], 'cache');
  if (platform === 'darwin') return join(homeFolder, 'Library', 'Caches', 'bootcatch');
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homeFolder, 'AppData', 'Local'), 'bootcatch', 'cache');
  return join(environment['XDG_CACHE_HOME'] ?? join(homeFolder, '.cache'), 'bootcatch');
}

/** Where the accounts lie, in the data folder. */
export function accountsFolder(surroundings: DataFolderSurroundings): string {
  return join(dataFolder(surroundings), 'accounts');
}
