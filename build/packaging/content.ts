import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What goes into the package beside Electron: the built app, and noVNC, whose inner files are loaded one by one. Everything else is bundled. */
const wanted = ['/package.json', '/dist/electron/', '/dist/renderer/', '/node_modules/@novnc/novnc/package.json', '/node_modules/@novnc/novnc/LICENSE.txt', '/node_modules/@novnc/novnc/core/', '/node_modules/@novnc/novnc/vendor/'];

/** Whether a path of the project, beginning with a slash, stays out. */
export function isLeftOut(path: string): boolean {
  if (path === '') return false;
  // A folder above something wanted, and whatever is wanted.
  return !wanted.some((name) => path.startsWith(name) || name.startsWith(`${path}/`));
}

/** What the app needs to be started. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly main: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Leaves in the package's `package.json` only what the app needs. `desktopName` ties its windows to its desktop entry on Linux. */
export async function shortenManifest(folder: string): Promise<void> {
  const path = join(folder, 'package.json');
  const { name, version, description, license, main, dependencies } = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  const novnc = '@novnc/novnc';
  await writeFile(path, `${JSON.stringify({ name, version, description, license, type: 'module', main, desktopName: 'bootcatch.desktop', dependencies: { [novnc]: dependencies[novnc] } }, undefined, 2)}\n`);
}
