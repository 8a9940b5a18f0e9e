import { z } from 'zod';
import { ProviderError } from './error.ts';
import { listNames } from './names.ts';
import type { Files } from './ports.ts';
import { quote } from './quote.ts';

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;
const EXTENSION = '.json';

export const accountSchema = z.object({
  /** As the person calls it; it stands before the slash of a target. */
  name: z.string().regex(NAME),
  provider: z.string().min(1),
  /** The provider's settings but its secrets, which no file holds. */
  settings: z.record(z.string(), z.string()),
});

/** One set of credentials for one provider, without its secrets. */
export type Account = z.infer<typeof accountSchema>;

/**
 * The accounts in the data folder, one file each. Two processes may add, change and remove accounts at the same time: no file is shared by two accounts, and
 * each is replaced as a whole.
 */
export class AccountStore {
  readonly #folder: string;
  readonly #files: Files;

  /** @param folder the folder that holds nothing but accounts */
  constructor(folder: string, files: Files) {
    this.#folder = folder;
    this.#files = files;
  }

  /** Every account, by name. @throws ProviderError `provider.fileWrong` */
  async list(): Promise<readonly Account[]> {
    const names = (await this.#files.list(this.#folder)).filter((file) => file.endsWith(EXTENSION));
    const accounts = await Promise.all(names.map((file) => this.#read(`${this.#folder}/${file}`)));
    return accounts.filter((account) => account !== undefined).sort((one, other) => one.name.localeCompare(other.name));
  }

  /** One account. @throws ProviderError `provider.accountUnknown` with the names that exist, `provider.accountNameWrong`, `provider.fileWrong` */
  async get(name: string): Promise<Account> {
    const account = await this.#read(this.#pathOf(name));
    if (account) return account;
    const names = (await this.list()).map((known) => known.name);
    throw new ProviderError('provider.accountUnknown', { account: quote(name), names: listNames(names) });
  }

  /** Adds an account, or replaces the one of that name. @throws ProviderError `provider.accountNameWrong` */
  async save(account: Account): Promise<void> {
    const path = this.#pathOf(account.name);
    await this.#files.replace(path, `${JSON.stringify(accountSchema.parse(account), undefined, 2)}\n`);
  }

  /** Forgets an account; harmless where there is none. @throws ProviderError `provider.accountNameWrong` */
  async remove(name: string): Promise<void> {
    await this.#files.remove(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    if (!NAME.test(name)) throw new ProviderError('provider.accountNameWrong', { account: quote(name) });
    return `${this.#folder}/${encodeURIComponent(name.normalize('NFC'))}${EXTENSION}`;
  }

  async #read(path: string): Promise<Account | undefined> {
    const text = await this.#files.read(path);
    if (text === undefined) return undefined;
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      raw = undefined;
    }
    const parsed = accountSchema.safeParse(raw);
    if (parsed.success) return parsed.data;
    throw new ProviderError('provider.fileWrong', { path, observed: parsed.error.issues[0]?.path.join('.') || 'JSON?' });
  }
}
