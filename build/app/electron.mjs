import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDownload } from '../setup/download.mjs';
import { say } from '../setup/say.mjs';

/** After a fetch that failed, the next start does not wait for another one before this time. */
const retryAfterMs = 24 * 60 * 60 * 1000;

/**
 * What decides whether Electron can show a window here.
 *
 * @typedef {object} Surroundings
 * @property {string} platform
 * @property {boolean} isRoot
 * @property {Readonly<Record<string, string | undefined>>} environment
 */

/**
 * Why Electron is not tried; undefined where it is.
 * @param {Surroundings} surroundings
 * @returns {import('../setup/say.mjs').Text | undefined}
 */
export function whyNotElectron({ platform, isRoot, environment }) {
  if (platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY']) {
    return { en: 'there is no display here', ja: '画面のない環境です' };
  }
  if (platform === 'linux' && isRoot) return { en: 'Electron refuses to run as root', ja: 'Electron は root では動きません' };
  return undefined;
}

/**
 * Electron's program, as its package has installed it.
 * @param {string} root the project's folder
 * @returns {string | undefined} undefined where it has not been fetched
 */
export function electronProgram(root) {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'));
    return existsSync(program) ? program : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Fetches Electron's program from GitHub; given up when nothing arrives for a while.
 * @param {string} root the project's folder
 * @param {string} node
 * @returns {Promise<string | import('../setup/say.mjs').Text>} the program, or why there is none
 */
export async function fetchElectron(root, node) {
  const cache = join(root, '.cache');
  const note = join(cache, 'electron-not-fetched');
  const lastTry = statSync(note, { throwIfNoEntry: false })?.mtimeMs;
  if (lastTry !== undefined && Date.now() - lastTry < retryAfterMs) {
    return {
      en: 'Electron could not be fetched from GitHub within the last day (to try at once: npx install-electron)',
      ja: 'Electron を GitHub から取得できませんでした(24 時間以内。すぐに試すには: npx install-electron)',
    };
  }
  const temporary = join(cache, 'electron-download');
  mkdirSync(temporary, { recursive: true });
  say({ en: 'Fetching Electron from GitHub, once, about 120 MB…', ja: 'Electron を GitHub から取得します(初回のみ、約 120 MB)…' });
  let lastLine = '';
  const { code, stalled } = await runDownload({
    command: node,
    args: [join(root, 'node_modules', 'electron', 'install.js')],
    // It downloads into the temporary folder, so that folder's growth is its progress.
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    growing: [temporary, join(root, 'node_modules', 'electron', 'dist')],
    onLine: (line) => {
      if (/Error|failed/i.test(line) && lastLine === '') lastLine = line.trim();
    },
  });
  rmSync(temporary, { recursive: true, force: true });
  const program = code === 0 ? electronProgram(root) : undefined;
  if (program !== undefined) {
    rmSync(note, { force: true });
    return program;
  }
  writeFileSync(note, '');
  const reason = stalled ? { en: 'nothing arrived for 20 seconds', ja: '20 秒間何も届きませんでした' } : { en: lastLine, ja: lastLine };
  return { en: `Electron could not be fetched from GitHub (${reason.en})`, ja: `Electron を GitHub から取得できませんでした(${reason.ja})` };
}
