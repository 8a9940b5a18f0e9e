import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../setup/prepare.mjs';

/**
 * The parts of the app that are built: what they are built from, and the file that is written last.
 * @type {Record<'renderer' | 'electron', { from: readonly string[], last: string }>}
 */
const parts = {
  renderer: { from: ['core', 'renderer', 'vite.config.ts', 'package-lock.json'], last: 'dist/renderer/index.html' },
  electron: { from: ['core', 'electron', 'build/app', 'package-lock.json'], last: 'dist/electron/preload.cjs' },
};

/**
 * Whether a part has been built since its sources last changed.
 * @param {'renderer' | 'electron'} part
 * @param {string} [root]
 */
export function isFresh(part, root = projectRoot) {
  const { from, last } = parts[part];
  const built = statSync(join(root, last), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > 0 && from.every((path) => newest(join(root, path)) <= built);
}

/**
 * @param {string} path a file or a folder
 * @returns {number} when it, or what is in it, last changed; folders count, for files that are gone
 */
function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stats.mtimeMs);
}
