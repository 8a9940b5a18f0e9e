import { safeStorage } from 'electron';
import { z } from 'zod';
import { BootcatchError } from '../core/base/error.ts';
import type { Files } from '../core/providers/ports.ts';
import { readRecord, writeRecord } from '../core/storage/collection.ts';

/** `plain`: it would keep secrets as good as in plain text. `unavailable`: it does not open now. */
export type KeychainState = 'safe' | 'plain' | 'unavailable';

/** What the system's keychain is worth here. */
export async function keychainState(platform: string): Promise<KeychainState> {
  // Chromium's last resort on Linux is a password that everybody knows.
  if (platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) return 'plain';
  return (await safeStorage.isAsyncEncryptionAvailable()) ? 'safe' : 'unavailable';
}

const entriesSchema = z.record(z.string(), z.base64());

/** Secrets, each sealed with a key that only the system's keychain has, in a file of the app. Used only where {@link keychainState} is `safe`. */
export class SystemKeychain {
  readonly #path: string;
  readonly #files: Files;
  /** One after another: the file is read, changed and written as a whole. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
  }

  /** @throws BootcatchError `desktop.keychainUnreadable`, `engine.fileWrong` */
  async read(account: string, field: string): Promise<string | undefined> {
    const sealed = (await this.#entries())[entryOf(account, field)];
    if (sealed === undefined) return undefined;
    try {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'));
      if (shouldReEncrypt) await this.write(account, field, result);
      return result;
    } catch (error) {
      throw new BootcatchError('desktop.keychainUnreadable', { account }, { cause: error });
    }
  }

  /** @throws BootcatchError `engine.fileWrong` */
  async write(account: string, field: string, value: string): Promise<void> {
    const sealed = (await safeStorage.encryptStringAsync(value)).toString('base64');
    await this.#change((entries) => ({ ...entries, [entryOf(account, field)]: sealed }));
  }

  /** @throws BootcatchError `engine.fileWrong` */
  remove(account: string, field: string): Promise<void> {
    return this.#change((entries) => Object.fromEntries(Object.entries(entries).filter(([entry]) => entry !== entryOf(account, field))));
  }

  async #entries(): Promise<Record<string, string>> {
    return (await readRecord(this.#path, entriesSchema, this.#files)) ?? {};
  }

  #change(make: (entries: Record<string, string>) => Record<string, string>): Promise<void> {
    const done = this.#queue.then(async () => writeRecord(this.#path, make(await this.#entries()), this.#files));
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

const entryOf = (account: string, field: string): string => JSON.stringify([account, field]);
