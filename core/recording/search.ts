import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BootcatchError } from '../base/error.ts';
import { joinedRows, withoutFrame } from '../reading/meaning/flow.ts';
import type { FoundRecording, RecordingFiles } from './files.ts';
import { Recording } from './recording.ts';

/** A line that was on a screen. */
export interface Hit {
  readonly atMs: number;
  readonly line: string;
}

/** A line in one of many recordings. */
export interface LibraryHit extends Hit {
  readonly path: string;
}

/** A text as it is compared: full-width forms, letters' case and spaces make no difference. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** Every line that came onto the screen from about `fromMs` on, once for each time it came. Lines that the console broke are whole, and a menu's box is left out. */
export async function* linesOf(recording: Recording, fromMs = 0): AsyncGenerator<Hit, void> {
  let before = new Set<string>();
  for await (const { atMs, text } of recording.texts(fromMs)) {
    const lines = joinedRows(text).map(withoutFrame).filter((line) => line !== '');
    for (const line of lines) if (!before.has(line)) yield { atMs, line };
    before = new Set(lines);
  }
}

/** How a search's reading is followed and ended. */
export interface ReadingOptions {
  /** Told how much of what has to be read is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Where a text was on the screen of one recording. @throws the signal's reason */
export async function searchRecording(recording: Recording, text: string, { onProgress, signal }: ReadingOptions = {}): Promise<Hit[]> {
  const wanted = folded(text);
  const hits: Hit[] = [];
  for await (const hit of linesOf(recording)) {
    signal?.throwIfAborted();
    onProgress?.(hit.atMs / Math.max(1, recording.durationMs));
    if (folded(hit.line).includes(wanted)) hits.push(hit);
  }
  return hits;
}

/** The kernel's own time at the beginning of its lines. */
const kernelTime = /^\[ *\d+\.\d+\] /;

/** The index is made anew where it has another form than this. */
const indexForm = 3;
const shortestSearch = 2;
/** The trigram index answers from three characters on; shorter searches read every line. */
const trigram = 3;
const hitLimit = 500;

/**
 * The texts of all recordings in a folder, for search. It lies in one file beside them, holds nothing that is not in them, and is made
 * again from them where it is missing or wrong.
 */
export class SearchIndex {
  readonly #folder: string;
  readonly #files: RecordingFiles;
  readonly #database: DatabaseSync;

  constructor(folder: string, files: RecordingFiles) {
    this.#folder = folder;
    this.#files = files;
    this.#database = openDatabase(join(folder, 'search.sqlite'));
  }

  /**
   * Takes in what is new or has grown, and forgets what is gone. A file that cannot be read is left out; what is known is not read again.
   * Each file counts as soon as it is read, so that an update which is broken off goes on there the next time.
   * @throws the signal's reason
   */
  async update({ onProgress = () => undefined, signal }: ReadingOptions = {}): Promise<void> {
    const found = await this.#files.list(this.#folder);
    const known = new Map(this.#database.prepare('SELECT path, bytes, changed, cut FROM files').all().map((row) => [String(row['path']), row]));
    for (const path of known.keys()) if (!found.some((file) => file.path === path)) this.#forget(path);
    const changed = found.filter(({ path, bytes, changedAtMs }) => known.get(path)?.['bytes'] !== bytes || known.get(path)?.['changed'] !== Math.round(changedAtMs));
    const wholeBytes = changed.reduce((sum, { bytes }) => sum + bytes, 0);
    let doneBytes = 0;
    for (const file of changed) {
      const before = known.get(file.path);
      const cutMs = before && file.bytes > Number(before['bytes']) ? before['cut'] : null;
      const startBytes = doneBytes;
      await this.#take(file, cutMs === null ? undefined : Number(cutMs), {
        ...(signal && { signal }),
        onProgress: (share) => onProgress((startBytes + share * file.bytes) / wholeBytes),
      });
      doneBytes += file.bytes;
      onProgress(doneBytes / wholeBytes);
    }
  }

  /**
   * The lines that hold a text, each once for a recording, at its first time there; the newest recording first.
   * @throws BootcatchError `recording.searchTooShort`
   */
  search(text: string): LibraryHit[] {
    const wanted = folded(text);
    if (wanted.length < shortestSearch) throw new BootcatchError('recording.searchTooShort');
    // The index narrows it down; LIKE proves it, and serves what is too short for the index.
    const pattern = `%${wanted.replace(/[\\%_]/g, '\\$&')}%`;
    const match = wanted.length >= trigram ? 'lines MATCH ? AND' : '';
    const values = wanted.length >= trigram ? [`"${wanted.replaceAll('"', '""')}"`, pattern] : [pattern];
    const rows = this.#database.prepare(`SELECT path, at, line FROM lines JOIN files ON files.id = lines.file WHERE ${match} lines.folded LIKE ? ESCAPE '\\' ORDER BY changed DESC, lines.file, at LIMIT ${hitLimit}`).all(...values);
    return rows.map((row) => ({ path: String(row['path']), atMs: Number(row['at']), line: String(row['line']) }));
  }

  close(): void {
    this.#database.close();
  }

  #forget(path: string): void {
    this.#database.prepare('DELETE FROM lines WHERE file IN (SELECT id FROM files WHERE path = ?)').run(path);
    this.#database.prepare('DELETE FROM files WHERE path = ?').run(path);
  }

  /** @param fromMs where it ended when it was read before: one that was still being written has only grown since */
  async #take(file: FoundRecording, fromMs: number | undefined, { onProgress, signal }: ReadingOptions): Promise<void> {
    const lines = new Map<string, Hit>();
    let cutMs: number | null = null;
    const source = await this.#files.open(file.path).catch(() => undefined);
    if (!source) return;
    try {
      const recording = await Recording.open(source);
      if (!recording.complete) cutMs = recording.durationMs;
      const startMs = fromMs ?? 0;
      const lengthMs = Math.max(1, recording.durationMs - startMs);
      for await (const hit of linesOf(recording, fromMs)) {
        signal?.throwIfAborted();
        onProgress?.(Math.max(0, hit.atMs - startMs) / lengthMs);
        // A boot that repeats says the same at other times: the first of them leads to the recording.
        const words = folded(hit.line).replace(kernelTime, '');
        if (!lines.has(words)) lines.set(words, hit);
      }
    } catch (error) {
      if (!(error instanceof BootcatchError)) throw error;
    } finally {
      await source.close();
    }
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (fromMs === undefined) this.#forget(file.path);
      const row = this.#database
        .prepare('INSERT INTO files (path, bytes, changed, cut) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (path) DO UPDATE SET bytes = ?2, changed = ?3, cut = ?4 RETURNING id')
        .get(file.path, file.bytes, Math.round(file.changedAtMs), cutMs);
      const id = Number(row?.['id']);
      const known = new Set(fromMs === undefined ? [] : this.#database.prepare('SELECT folded FROM lines WHERE file = ?').all(id).map(({ folded: words }) => words));
      const insert = this.#database.prepare('INSERT INTO lines (folded, line, file, at) VALUES (?, ?, ?, ?)');
      for (const [words, { atMs, line }] of lines) if (!known.has(words)) insert.run(words, line, id, atMs);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000 });
  try {
    prepareTables(database);
    return database;
  } catch {
    // Not ours, of another form, or damaged: nothing is lost with it.
    database.close();
    rmSync(path, { force: true });
    const fresh = new DatabaseSync(path, { timeout: 5_000 });
    prepareTables(fresh);
    return fresh;
  }
}

function prepareTables(database: DatabaseSync): void {
  const form = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (form !== 0 && form !== indexForm) throw new Error('The index has another form.');
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS files (id INTEGER PRIMARY KEY, path TEXT UNIQUE NOT NULL, bytes INTEGER NOT NULL, changed INTEGER NOT NULL, cut REAL);
    CREATE VIRTUAL TABLE IF NOT EXISTS lines USING fts5(folded, line UNINDEXED, file UNINDEXED, at UNINDEXED, tokenize = 'trigram');
    PRAGMA user_version = ${indexForm};
  `);
}
