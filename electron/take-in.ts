import { constants } from 'node:fs';
import { chmod, copyFile, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BootcatchError } from '../core/base/error.ts';
import { recordingExtension } from '../core/recording/files.ts';
import { nodeRecordingFiles } from '../core/recording/node-files.ts';
import { Recording } from '../core/recording/recording.ts';
import { makeFolder } from '../core/storage/node-folder.ts';

/**
 * Copies a recording from anywhere in among this machine's own, since a window names recordings by id and never by path. One that lies there
 * already, or was taken in before, is not copied again.
 * @returns the recording's id
 * @throws BootcatchError `recording.cannotOpen`, `recording.noRoom`, `recording.cannotTakeIn`, and what opening one throws
 */
export async function takeIn(path: string, folder: string): Promise<string> {
  const name = basename(path, recordingExtension);
  try {
    await checkRecording(path);
  } catch (error) {
    if (error instanceof BootcatchError) throw error;
    throw new BootcatchError('recording.cannotOpen', { file: path, reason: codeOf(error) }, { cause: error });
  }
  try {
    makeFolder(folder);
    if ((await realpath(dirname(path))) === (await realpath(folder))) return name;
    return await copyIn(path, folder, name);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === 'ENOSPC' || reason === 'EDQUOT') throw new BootcatchError('recording.noRoom', { file: path, folder }, { cause: error });
    throw new BootcatchError('recording.cannotTakeIn', { file: path, folder, reason }, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Nothing else than a recording comes among them. */
async function checkRecording(path: string): Promise<void> {
  const source = await nodeRecordingFiles.open(path);
  try {
    await Recording.open(source);
  } finally {
    await source.close();
  }
}

async function copyIn(path: string, folder: string, name: string): Promise<string> {
  for (let copy = 1; ; copy++) {
    const id = copy === 1 ? name : `${name}-${copy}`;
    const place = join(folder, id + recordingExtension);
    try {
      await copyFile(path, place, constants.COPYFILE_EXCL);
      await chmod(place, 0o600);
      return id;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        // Half a copy is no recording.
        await rm(place, { force: true }).catch(() => undefined);
        throw error;
      }
      if ((await readFile(place)).equals(await readFile(path))) return id;
    }
  }
}
