import { open, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../storage/node-folder.ts';
import { recordingExtension, type FoundRecording, type RecordingFiles } from './files.ts';

/** Beside a file that is being written: the number of the process that writes it, and what names the system's present run where the system has a name for it. */
const lockExtension = '.lock';

/** The machine's own files. */
export const nodeRecordingFiles: RecordingFiles = {
  async create(path) {
    makeFolder(dirname(path));
    // The system refuses a second creation, so that no two processes ever write one file.
    const file = await open(path, 'ax', 0o600);
    await writeFile(path + lockExtension, `${process.pid} ${await bootId()}`.trimEnd()).catch(() => undefined);
    return {
      append: async (bytes) => file.appendFile(bytes),
      sync: () => file.datasync(),
      close: async () => {
        await file.close();
        await rm(path + lockExtension, { force: true });
      },
    };
  },
  async open(path) {
    const file = await open(path, 'r');
    return {
      size: async () => (await file.stat()).size,
      async read(position, length) {
        const buffer = Buffer.allocUnsafeSlow(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return buffer.subarray(0, filled);
      },
      close: () => file.close(),
    };
  },
  async freeBytes(path) {
    try {
      const { bavail, bsize } = await statfs(dirname(path));
      return bavail * bsize;
    } catch {
      return undefined;
    }
  },
  async list(folder) {
    const names = await readdir(folder).catch(() => []);
    const found: FoundRecording[] = [];
    for (const name of names.filter((one) => one.endsWith(recordingExtension))) {
      const path = join(folder, name);
      // Another process may have removed it meanwhile.
      const state = await stat(path).catch(() => undefined);
      if (state) found.push({ path, bytes: state.size, changedAtMs: state.mtimeMs, inUse: await isLocked(path) });
    }
    return found.sort((one, other) => one.changedAtMs - other.changedAtMs);
  },
  remove: async (path) => {
    await rm(path, { force: true });
    await rm(path + lockExtension, { force: true });
  },
};

/** What Linux calls the time since it was started; empty elsewhere. */
async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => '')).trim();
}

/** A lock whose process is gone counts no more. After a power cut its number may belong to another one. */
async function isLocked(path: string): Promise<boolean> {
  const [number, boot = ''] = (await readFile(path + lockExtension, 'utf8').catch(() => '')).split(' ');
  if (boot !== '' && boot !== (await bootId())) return false;
  const processId = Number(number);
  if (!Number.isSafeInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
