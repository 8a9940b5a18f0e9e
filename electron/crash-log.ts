import { appendFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { app } from 'electron';
import { version } from '../core/base/version.ts';
import { BootcatchError } from '../core/base/error.ts';
import { makeFolder } from '../core/storage/node-folder.ts';

/** The log is moved aside once at this size, so that two of it bound what is kept. */
const sizeLimitBytes = 256 << 10;
const stackLimitLines = 20;

/**
 * Writes down what failed, on this machine only. No memory dumps (they hold secrets) and no texts of foreign errors (they may): the kind of an error and
 * where it happened are enough to find it.
 */
export class CrashLog {
  readonly path: string;
  readonly #homeFolder: string;

  constructor(path: string, homeFolder: string) {
    this.path = path;
    this.#homeFolder = homeFolder;
  }

  /** Never throws: the log is the last to complain. @param what such as `window: crashed`; holds nothing of the person's */
  write(what: string, error?: unknown): void {
    const lines = [`${new Date().toISOString()} bootcatch ${version} ${process.platform}-${process.arch}: ${what}`, ...describe(error, this.#homeFolder)];
    try {
      makeFolder(dirname(this.path));
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > sizeLimitBytes) renameSync(this.path, `${this.path}.old`);
      appendFileSync(this.path, `${lines.join('\n')}\n`, { mode: 0o600 });
    } catch {
      return;
    }
  }
}

/** Writes down what nobody caught, and the ends of the app's processes. */
export function setupCrashLog(log: CrashLog): void {
  process.on('uncaughtExceptionMonitor', (error, origin) => log.write(origin, error));
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) => {
    if (reason !== 'clean-exit') log.write(`process ${name ?? type}: ${reason}, exit code ${exitCode}`);
  });
}

function describe(error: unknown, homeFolder: string): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' && /^[\w.]+$/.test(error.code) ? ` ${error.code}` : '';
  // Our own errors hold no secret by contract.
  const text = error instanceof BootcatchError ? `: ${error.message}` : '';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [`  ${error.name}${code}${text}`, ...frames.slice(0, stackLimitLines).map((line) => line.replaceAll(homeFolder, '~'))];
}
