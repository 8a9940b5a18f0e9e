import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BootcatchError } from '../base/error.ts';

/**
 * Makes a folder, and those above it, where they are missing; only the owner may look in. Node's own `recursive` never comes back where a folder is there
 * and yet nothing can be made in it, such as below /proc (the system says ENOENT, and it begins again).
 * @throws the system's error, with its `code`
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

/** {@link makeFolder} for a folder that nothing goes on without. @throws BootcatchError `engine.folderNotMade` */
export function requireFolder(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw new BootcatchError('engine.folderNotMade', { folder: path, reason: reasonOf(error) }, { cause: error });
  }
}

/** What the system calls its error, such as `EACCES`. */
export function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
