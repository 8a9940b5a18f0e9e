import { rename, rm, stat } from 'node:fs/promises';

/**
 * Writes a file that is there whole or not at all: `write` gets the name of a file beside it, which takes its place once everything is
 * written. What stood there before stays where writing fails or is cancelled. A pipe or a device is written to as it is.
 * @throws what `write` and the file system throw
 */
export async function writeWhole(file: string, write: (part: string) => Promise<void>): Promise<void> {
  if (await isStream(file)) return write(file);
  const part = `${file}.part`;
  try {
    await write(part);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function isStream(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}
