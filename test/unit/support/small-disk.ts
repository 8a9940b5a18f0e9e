import { spawn, spawnSync } from 'node:child_process';
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

/** Where a mount is made: root's own place, or a namespace in which every user may mount. */
interface MountPlace {
  /** Put before the commands that mount. */
  readonly enter: readonly string[];
  /** Put before a path, to reach from outside what is mounted inside. */
  readonly prefix: string;
  readonly leave: () => void;
}

const startTries = 100;

/** @throws where this machine lets this user mount nothing */
export function smallDisk(bytes: number): SmallDisk {
  const mountPoint = mkdtempSync(join(tmpdir(), 'bootcatch-disk-'));
  const place = process.getuid?.() === 0 ? ownPlace : namespace();
  const mount = (...words: readonly string[]): void => run(...place.enter, 'mount', ...words, mountPoint);
  const remove = (): void => {
    place.leave();
    rmdirSync(mountPoint);
  };
  try {
    mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'bootcatch');
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder: place.prefix + mountPoint,
    lock: () => mount('-o', 'remount,bind,ro'),
    remove: () => {
      run(...place.enter, 'umount', '--lazy', mountPoint);
      remove();
    },
  };
}

const ownPlace: MountPlace = { enter: [], prefix: '', leave: () => undefined };

/** A namespace lasts for as long as a process is in it, whose `/proc/…/root` shows its files. */
function namespace(): MountPlace {
  const keeper = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sleep', 'infinity'], { stdio: 'ignore' });
  keeper.on('error', () => undefined);
  keeper.unref();
  const enter = ['nsenter', '--target', String(keeper.pid), '--user', '--mount', '--preserve-credentials'];
  const leave = (): void => void keeper.kill('SIGKILL');
  try {
    // Until `unshare` has become `sleep`, its namespaces are still those outside.
    for (let tries = 1; spawnSync('cat', [`/proc/${keeper.pid}/comm`], { encoding: 'utf8' }).stdout.trim() !== 'sleep'; tries++) {
      if (tries === startTries) throw new Error('This system lets users make no namespaces of their own.');
      run('sleep', '0.01');
    }
    return { enter, prefix: `/proc/${keeper.pid}/root`, leave };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Why no small disk can be had here; undefined where it can. */
export const noSmallDisk = ((): string | undefined => {
  try {
    smallDisk(4_096).remove();
    return undefined;
  } catch (error) {
    return `Mounting a disk of its own needs Linux and either root or user namespaces. ${String(error)}`;
  }
})();
if (noSmallDisk !== undefined) console.warn(`Skipped: ${noSmallDisk}`);

function run(command = '', ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr.trim()}`);
}
