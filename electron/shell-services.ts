import { join } from 'node:path';
import { app, dialog, shell } from 'electron';
import { withoutFolders } from '../core/base/file-name.ts';
import type { SystemKeychain } from './keychain.ts';

/** What the engine asks of the shell. */
export interface ShellServices {
  readonly keychain: SystemKeychain;
  /** Undefined where the person thought better of it. */
  readonly choosePlace: (name: string) => Promise<string | undefined>;
  readonly showFile: (file: string) => void;
}

/** Asks where a file shall go, beginning in the downloads folder. */
export async function choosePlace(name: string): Promise<string | undefined> {
  const { filePath } = await dialog.showSaveDialog({ defaultPath: join(app.getPath('downloads'), withoutFolders(name)) });
  return filePath || undefined;
}

/** Shows a file in the system's file manager. */
export function showFile(file: string): void {
  shell.showItemInFolder(file);
}
