import type { z } from 'zod';
import { BootcatchError } from '../base/error.ts';
import type { Files } from '../providers/ports.ts';

const extension = '.json';

/**
 * Small records in a folder of the data folder, one file each: two processes may add, change and remove records at the same time,
 * since no file is shared by two records and each is replaced as a whole.
 */
export class Collection<T> {
  readonly #folder: string;
  readonly #schema: z.ZodType<T>;
  readonly #files: Files;

  /** @param folder holds nothing but these records */
  constructor(folder: string, schema: z.ZodType<T>, files: Files) {
    this.#folder = folder;
    this.#schema = schema;
    this.#files = files;
  }

  /** Every record, in the order of the names. @throws BootcatchError `engine.fileWrong` */
  async list(): Promise<readonly T[]> {
    const names = (await this.#files.list(this.#folder)).filter((name) => name.endsWith(extension)).sort();
    const records = await Promise.all(names.map((name) => readRecord(`${this.#folder}/${name}`, this.#schema, this.#files)));
    return records.filter((record) => record !== undefined);
  }

  /** Adds a record, or replaces the one of that name. */
  async save(name: string, record: T): Promise<void> {
    await writeRecord(this.#pathOf(name), record, this.#files);
  }

  /** Harmless where there is none. */
  async remove(name: string): Promise<void> {
    await this.#files.remove(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return `${this.#folder}/${encodeURIComponent(name)}${extension}`;
  }
}

/** One record; undefined where there is no such file. @throws BootcatchError `engine.fileWrong` */
export async function readRecord<T>(path: string, schema: z.ZodType<T>, files: Files): Promise<T | undefined> {
  const text = await files.read(path);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    // What is in the file may be private, so the message only says which file.
    throw new BootcatchError('engine.fileWrong', { path }, { cause: error });
  }
}

/** Writes a record as a whole; only the person may read it. */
export async function writeRecord(path: string, record: unknown, files: Files): Promise<void> {
  await files.replace(path, `${JSON.stringify(record, undefined, 2)}\n`);
}
