import type { DatabaseSync } from 'node:sqlite';

/**
 * Opens a database of Node's own SQLite. Early versions of Node 24 greet its first use with an "experimental" warning on stderr; that one
 * sentence is left out, since a person at a terminal can do nothing with it. Every other warning passes.
 */
export function openDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (String(warning).startsWith('SQLite is an experimental feature')) return;
    Reflect.apply(emitWarning, undefined, [warning, ...rest]);
  };
  try {
    const sqlite = process.getBuiltinModule('node:sqlite');
    return new sqlite.DatabaseSync(path, { timeout: busyTimeoutMs });
  } finally {
    process.emitWarning = emitWarning;
  }
}
