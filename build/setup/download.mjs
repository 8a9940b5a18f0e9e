import { spawn, spawnSync } from 'node:child_process';
import { lstat, readdir } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SetupError } from './say.mjs';

/** A download that shows no progress for this long is given up. */
export const stallLimitMs = 20_000;

/** Tells whether something still moves: it is given looks at it and remembers when a look last differed from the one before. */
export class StallMeter {
  #limitMs;
  #lastChangeMs;
  /** @type {string | undefined} */
  #lastLook;

  /**
   * @param {number} limitMs
   * @param {number} startMs
   */
  constructor(limitMs, startMs) {
    this.#limitMs = limitMs;
    this.#lastChangeMs = startMs;
  }

  /**
   * @param {string} look anything that changes when there is progress
   * @param {number} nowMs
   * @returns {boolean} true when nothing has changed for the limit
   */
  stalled(look, nowMs) {
    if (look !== this.#lastLook) {
      this.#lastLook = look;
      this.#lastChangeMs = nowMs;
    }
    return nowMs - this.#lastChangeMs >= this.#limitMs;
  }
}

/**
 * The bytes of all files under a folder, links not followed; 0 where it does not exist or may not be read.
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function bytesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesUnder(path);
    else bytes += await lstat(path).then((file) => file.size, () => 0);
  }
  return bytes;
}

/**
 * @typedef {object} Download
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] instead of this process's own
 * @property {boolean} [shell] needed on Windows for programs that are scripts
 * @property {readonly string[]} [growing] folders that grow while it works; only looked at while it says nothing
 * @property {(line: string) => string} [progressOf] the part of a line of output that differs when there is progress
 * @property {(line: string) => void} [onLine]
 * @property {number} [limitMs]
 * @property {number} [lookEveryMs]
 *
 * @typedef {object} DownloadEnd
 * @property {number} code the exit code, 127 when it could not be started
 * @property {boolean} stalled true when it was given up for want of progress
 */

/**
 * Runs a program that downloads, and gives it up when neither its output nor its files move.
 * An interrupt of this process ends the program too.
 * @param {Download} download
 * @returns {Promise<DownloadEnd>}
 */
export function runDownload(download) {
  const { growing = [], progressOf = (line) => line, onLine = () => undefined, limitMs = stallLimitMs, lookEveryMs = 1000 } = download;
  return new Promise((resolve) => {
    // A process group of its own, so that giving up ends the helpers of the program as well.
    const child = spawn(download.command, download.args, {
      cwd: download.cwd,
      env: download.env ?? process.env,
      shell: download.shell ?? false,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const meter = new StallMeter(limitMs, performance.now());
    let lines = 0;
    let lastProgress = '';
    let stalled = false;
    let looking = false;

    const read = (/** @type {string} */ line) => {
      const progress = progressOf(line);
      if (progress !== lastProgress) lines += 1;
      lastProgress = progress;
      onLine(line);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);

    const look = async () => {
      if (looking) return;
      looking = true;
      const sizes = await Promise.all(growing.map(bytesUnder));
      looking = false;
      if (stalled || !meter.stalled(`${lines} ${sizes.join(' ')}`, performance.now())) return;
      stalled = true;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), 2000).unref();
    };
    const timer = setInterval(() => void look(), lookEveryMs);

    const interrupts = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
      endGroup(child.pid, signal);
      process.exit(128 + constants.signals[signal]);
    };
    for (const signal of interrupts) process.on(signal, interrupt);

    const end = (/** @type {number} */ code) => {
      clearInterval(timer);
      for (const signal of interrupts) process.off(signal, interrupt);
      resolve({ code, stalled });
    };
    child.on('error', () => end(127));
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * @param {number | undefined} pid of the group's leader
 * @param {NodeJS.Signals} signal
 */
function endGroup(pid, signal) {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no process groups; this ends the children too.
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already, or belongs to root behind sudo, which hands the end of its pipes on.
  }
}

/**
 * The error of a download that was given up.
 * @param {string} name
 * @param {string} lastLine what it said last, may be empty
 * @param {string} command to try again by hand
 */
export function stalledError(name, lastLine, command) {
  const seconds = stallLimitMs / 1000;
  const last = lastLine === '' ? { en: '', ja: '' } : { en: ` Its last words: ${lastLine}`, ja: `最後の出力: ${lastLine}` };
  return new SetupError({
    en: `${name}: nothing has arrived for ${seconds} seconds, so this download was given up.${last.en}\nNext: check the network and the proxy settings, then try again with: ${command}`,
    ja: `${name}: ${seconds} 秒のあいだ何も届かなかったため、ダウンロードを中止しました。${last.ja}\n次にすること: ネットワークとプロキシの設定を確かめ、次のコマンドでやり直してください: ${command}`,
  });
}
