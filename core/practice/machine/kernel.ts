import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BootcatchError } from '../../base/error.ts';
import { requireFolder } from '../../storage/node-folder.ts';
import type { TimelineMessage } from '../../timeline/events.ts';
import { findOnPath, run } from './tools.ts';

/** Told before a step that takes a while. */
export type OnNotice = (message: TimelineMessage) => void;

export interface Kernel {
  readonly path: string;
  /** As in the file's name, e.g. `6.1.0-56-cloud-amd64`. */
  readonly version: string;
}

/** Kernel packages to ask for, smallest first: Debian's for clouds, its ordinary one, Ubuntu's for virtual machines. */
const packageNames = ['linux-image-cloud-amd64', 'linux-image-amd64', 'linux-image-virtual'];

/**
 * A real Linux kernel for the practice machine, kept in `folder` once it is there. It is taken out of the distribution's
 * own package without installing it and without any right but to write to `folder`.
 * @throws BootcatchError `practice.kernelMissing` that says how to get one; `engine.folderNotMade`
 */
export async function obtainKernel(folder: string, onNotice: OnNotice = () => {}): Promise<Kernel> {
  const kept = await kernelIn(folder);
  if (kept !== undefined) return kept;
  requireFolder(folder);
  let cause: unknown;
  const fetched = await downloadKernel(folder, onNotice).catch((error: unknown) => {
    cause = error;
    return undefined;
  });
  if (fetched === undefined) throw new BootcatchError('practice.kernelMissing', { command: `apt-get download ${packageNames[0]}`, folder }, { cause });
  return fetched;
}

async function kernelIn(folder: string): Promise<Kernel | undefined> {
  const names = await readdir(folder).catch(() => []);
  const name = names.filter((file) => file.startsWith('vmlinuz-')).sort().at(-1);
  return name === undefined ? undefined : { path: join(folder, name), version: name.slice('vmlinuz-'.length) };
}

async function downloadKernel(folder: string, onNotice: OnNotice): Promise<Kernel | undefined> {
  if (findOnPath('apt-get') === undefined || findOnPath('dpkg-deb') === undefined) return undefined;
  const packageName = await realPackage();
  if (packageName === undefined) return undefined;
  onNotice({ key: 'practice.kernelFetched', values: { package: packageName } });
  const work = await mkdtemp(join(folder, 'download-'));
  try {
    await run('apt-get', ['-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20', 'download', packageName], { folder: work, timeoutMs: 300_000 });
    const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
    if (archive === undefined) return undefined;
    await run('dpkg-deb', ['-x', archive, 'files'], { folder: work });
    const unpacked = await kernelIn(join(work, 'files', 'boot'));
    if (unpacked === undefined) return undefined;
    const path = join(folder, `vmlinuz-${unpacked.version}`);
    await rename(unpacked.path, path);
    return { path, version: unpacked.version };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The package with the kernel itself, on which the named ones only depend. */
async function realPackage(): Promise<string | undefined> {
  for (const name of packageNames) {
    const text = await run('apt-cache', ['depends', '--no-recommends', '--no-suggests', name]).catch(() => '');
    const found = /Depends: (linux-image-\S*\d\S*)/.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
