import { createHash } from 'node:crypto';
import { existsSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { BootcatchError } from '../../base/error.ts';
import { makeFolder } from '../../storage/node-folder.ts';
import type { TimelineMessage } from '../../timeline/events.ts';
import type { Attempts, DayOutcomes, LapQuery, KeptServer } from '../attempts.ts';
import type { KeptEstimate } from '../kept-estimate.ts';
import { lapRecordSchema, type LapRecord } from '../lap-record.ts';
import { openDatabase } from './sqlite.ts';

/** Another process holds the file only while it writes one row. */
const BUSY_TIMEOUT_MS = 5_000;

/** What each version of the file adds to the one before; never changed once released. */
const migrations: readonly string[] = [
  `CREATE TABLE laps (
     id INTEGER PRIMARY KEY,
     catch_id TEXT NOT NULL,
     lap INTEGER NOT NULL,
     started_at TEXT NOT NULL,
     provider TEXT NOT NULL,
     server TEXT NOT NULL,
     outcome TEXT NOT NULL,
     record TEXT NOT NULL CHECK (json_valid(record)),
     UNIQUE (catch_id, lap)
   ) STRICT;
   CREATE INDEX laps_by_server ON laps (server, started_at);
   CREATE INDEX laps_by_provider ON laps (provider, started_at);`,
  // Counts and days are then read from the index alone, not from the records.
  `DROP INDEX laps_by_server;
   CREATE INDEX laps_by_server ON laps (server, started_at, outcome, provider);`,
  // What was worked out from a server's laps, with a digest of all that it was worked out from.
  `CREATE TABLE estimates (server TEXT PRIMARY KEY, inputs TEXT NOT NULL, told TEXT NOT NULL, weights BLOB NOT NULL) STRICT;`,
];

/**
 * The attempts in an SQLite file. Each lap is a transaction of its own in a write-ahead log: a kill loses at most the lap that runs,
 * and two processes may write at once.
 * @param tell told when a file that cannot be read was set aside and a new one begun
 * @throws BootcatchError `tuning.fileNewer`, `tuning.fileUnusable`
 */
export function openSqliteAttempts(path: string, tell: (message: TimelineMessage) => void): Attempts {
  let found: number | undefined;
  try {
    makeFolder(dirname(path));
    found = identity(path);
    return new SqliteAttempts(openMigrated(path));
  } catch (error) {
    if (!isCorrupt(error)) throw asBootcatchError(error, path);
  }
  try {
    // Another process may have set it aside meanwhile: then what lies there now is its good new file.
    if (identity(path) === found) setAside(path, tell);
    return new SqliteAttempts(openMigrated(path));
  } catch (error) {
    throw asBootcatchError(error, path);
  }
}

class SqliteAttempts implements Attempts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  add(lap: LapRecord): void {
    this.#database
      .prepare(
        `INSERT INTO laps (catch_id, lap, started_at, provider, server, outcome, record) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (catch_id, lap) DO UPDATE SET started_at = excluded.started_at, outcome = excluded.outcome, record = excluded.record`,
      )
      .run(lap.catchId, lap.lap, lap.startedAt, lap.provider, lap.server, lap.outcome, JSON.stringify(lap));
  }

  laps({ server, provider, limit }: LapQuery): LapRecord[] {
    const conditions = [...(server === undefined ? [] : ['server = ?']), ...(provider === undefined ? [] : ['provider = ?'])];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const values = [server, provider].filter((value) => value !== undefined);
    const rows = this.#database.prepare(`SELECT record FROM laps ${where} ORDER BY started_at DESC, id DESC LIMIT ?`).all(...values, limit);
    // A row that a later version wrote in another shape is passed over, not lost.
    return rows.flatMap(({ record }) => lapRecordSchema.safeParse(JSON.parse(String(record))).data ?? []).reverse();
  }

  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS laps FROM laps').get()?.['laps'] ?? 0);
  }

  summaries(only?: string): KeptServer[] {
    const rows = this.#database
      .prepare(
        `SELECT server, max(provider) AS provider, count(*) AS laps, sum(outcome = 'held') AS held, sum(outcome = 'missed') AS missed, max(started_at) AS last_at
         FROM laps ${only === undefined ? '' : 'WHERE server = ?'} GROUP BY server ORDER BY last_at DESC`,
      )
      .all(...(only === undefined ? [] : [only]));
    return rows.map((row) => ({
      server: String(row['server']),
      provider: String(row['provider']),
      laps: Number(row['laps']),
      held: Number(row['held']),
      missed: Number(row['missed']),
      lastAt: String(row['last_at']),
    }));
  }

  days(server: string, limit: number): DayOutcomes[] {
    const rows = this.#database
      .prepare(
        `SELECT substr(started_at, 1, 10) AS day, sum(outcome = 'held') AS held, sum(outcome = 'missed') AS missed, sum(outcome = 'abandoned') AS abandoned
         FROM laps WHERE server = ? GROUP BY day ORDER BY day DESC LIMIT ?`,
      )
      .all(server, limit);
    return rows.map((row) => ({ day: String(row['day']), held: Number(row['held']), missed: Number(row['missed']), abandoned: Number(row['abandoned']) })).reverse();
  }

  estimate(server: string, inputs: string): KeptEstimate | undefined {
    const row = this.#database.prepare('SELECT told, weights FROM estimates WHERE server = ? AND inputs = ?').get(server, digestOf(inputs));
    const weights = row?.['weights'];
    return row && weights instanceof Uint8Array && weights.length % Float64Array.BYTES_PER_ELEMENT === 0 ? { told: String(row['told']), weights: new Float64Array(Uint8Array.from(weights).buffer) } : undefined;
  }

  keepEstimate(server: string, inputs: string, { told, weights }: KeptEstimate): void {
    this.#database
      .prepare('INSERT INTO estimates (server, inputs, told, weights) VALUES (?, ?, ?, ?) ON CONFLICT (server) DO UPDATE SET inputs = excluded.inputs, told = excluded.told, weights = excluded.weights')
      .run(server, digestOf(inputs), told, new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength));
  }

  close(): void {
    this.#database.close();
  }
}

function digestOf(inputs: string): string {
  return createHash('sha256').update(inputs).digest('hex');
}

function openMigrated(path: string): DatabaseSync {
  const database = openDatabase(path, BUSY_TIMEOUT_MS);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const check = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw new CorruptFile();
    migrate(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database) === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Asked again inside the transaction: another process may have been quicker.
    const version = versionOf(database);
    if (version > migrations.length) throw new BootcatchError('tuning.fileNewer', { path });
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

class CorruptFile extends Error {}

/** SQLite's result codes 11 (malformed) and 26 (not a database). */
function isCorrupt(error: unknown): boolean {
  return error instanceof CorruptFile || (error instanceof Error && 'errcode' in error && (error.errcode === 11 || error.errcode === 26));
}

function asBootcatchError(error: unknown, path: string): BootcatchError {
  if (error instanceof BootcatchError) return error;
  return new BootcatchError('tuning.fileUnusable', { path, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
}

function identity(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function setAside(path: string, tell: (message: TimelineMessage) => void): void {
  let aside = `${path}.unreadable`;
  for (let number = 2; existsSync(aside); number++) aside = `${path}.unreadable-${number}`;
  renameSync(path, aside);
  // The log belongs to the file: beside a new one it would be read as that one's.
  for (const part of ['-wal', '-shm']) if (existsSync(`${path}${part}`)) renameSync(`${path}${part}`, `${aside}${part}`);
  tell({ key: 'tuning.fileSetAside', values: { path, aside } });
}
