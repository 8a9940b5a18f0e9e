import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BootcatchError } from '../../base/error.ts';
import { makeFolder, reasonOf } from '../../storage/node-folder.ts';
import type { Files } from '../ports.ts';

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** The machine's own files. */
export const nodeFiles: Files = {
  async read(path) {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new BootcatchError('engine.fileNotRead', { path, reason: reasonOf(error) }, { cause: error });
    }
  },
  async replace(path, text) {
    // A name of its own for every writer, so that two of them never share a half-written file.
    const draft = `${path}.${randomUUID()}.tmp`;
    try {
      makeFolder(dirname(path));
      await writeFile(draft, text, { mode: 0o600, flush: true });
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw new BootcatchError('engine.fileNotKept', { path, reason: reasonOf(error) }, { cause: error });
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw new BootcatchError('engine.fileNotRead', { path: folder, reason: reasonOf(error) }, { cause: error });
    }
  },
  async remove(path) {
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw new BootcatchError('engine.fileNotKept', { path, reason: reasonOf(error) }, { cause: error });
    }
  },
};
