import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { app, dialog } from 'electron';
import type { SystemKeychain } from './keychain.ts';

/** What the engine asks of the shell. */
export interface ShellServices {
  readonly keychain: SystemKeychain;
  /** False where the person thought better of it. */
  readonly saveFile: (name: string, content: Blob) => Promise<boolean>;
}

/** Asks for a place, beginning in the downloads folder, and writes the file there. A name is only a name: folders in it are dropped. */
export async function saveFile(name: string, content: Blob): Promise<boolean> {
  const { filePath } = await dialog.showSaveDialog({ defaultPath: join(app.getPath('downloads'), basename(name.replaceAll('\\', '/'))) });
  if (!filePath) return false;
  await writeFile(filePath, await content.bytes());
  return true;
}
