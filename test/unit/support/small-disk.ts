import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory, of so many bytes. */
export interface SmallDisk {
  readonly folder: string;
  /** Nothing can be written from here on. */
  lock(): void;
  remove(): void;
}

/** @throws where this machine lets this user mount nothing */
export function smallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'bootcatch-disk-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'bootcatch', folder);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    folder,
    lock: () => run('mount', '-o', 'remount,ro', folder),
    remove: () => {
      run('umount', '--lazy', folder);
      rmdirSync(folder);
    },
  };
}

/** Why no small disk can be had here; undefined where it can. */
export const noSmallDisk = ((): string | undefined => {
  try {
    smallDisk(4_096).remove();
    return undefined;
  } catch (error) {
    return `Mounting a disk of its own needs Linux and root. ${String(error)}`;
  }
})();

function run(command: string, ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim()}`);
}
