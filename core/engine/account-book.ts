import { z } from 'zod';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { Secret } from '../base/secret.ts';
import { messageOf } from '../catch/reach.ts';
import type { Message } from '../contract/base.ts';
import type { Account as AccountInfo } from '../contract/servers.ts';
import { AccountStore, type Account } from '../providers/accounts.ts';
import { secretVariable, type ProviderKind } from '../providers/kind.ts';
import { listNames } from '../providers/names.ts';
import { guardHiveNode, type Opened } from '../providers/hive-guard.ts';
import type { Provider, ServerSummary, Target } from '../providers/provider.ts';
import { quote } from '../providers/quote.ts';
import { Collection } from '../storage/collection.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { EnginePorts } from './ports.ts';
import type { ProviderRegistry } from './provider-registry.ts';
import { Secrets } from './secrets.ts';

/** One row of the book: an account of one's own, or a cloud of clouds.yaml. */
interface Row {
  readonly account: Account;
  readonly cloud: string | undefined;
  missing: readonly { readonly field: string; readonly variable: string }[];
  provider: Promise<Provider> | undefined;
  servers: readonly ServerSummary[];
  /** The account that this one has asked for its servers. */
  standsOn: string | undefined;
  loading: boolean;
  /** Something has changed since the listing under way began. */
  isStale: boolean;
  problem: Message | undefined;
}

const listLimitMs = 60_000;
const cloudSchema = z.object({ cloud: z.string() });
const cloudPrefix = 'openstack:';

/** The accounts, their providers, and the servers that these last told of. */
export class AccountBook {
  readonly #ports: EnginePorts;
  readonly #registry: ProviderRegistry;
  readonly #secrets: Secrets;
  readonly #store: AccountStore;
  readonly #clouds: Collection<z.infer<typeof cloudSchema>>;
  readonly #rows = new Map<string, Row>();
  readonly #changed = new Emitter<void>();
  readonly #replaced = new Emitter<string>();
  readonly onChanged = this.#changed.event;
  /** Fires with the name of an account whose credentials are no longer what they were. */
  readonly onReplaced = this.#replaced.event;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.#registry = ports.providers;
    this.#secrets = new Secrets(ports);
    const { files } = ports.providerPorts;
    this.#store = new AccountStore(`${ports.dataFolder}/accounts`, files);
    this.#clouds = new Collection(`${ports.dataFolder}/clouds`, cloudSchema, files);
  }

  get kinds(): readonly ProviderKind[] {
    return this.#registry.kinds;
  }

  get accounts(): readonly AccountInfo[] {
    return [...this.#rows.values()].map(({ account, cloud, missing, loading, problem }) => ({
      name: account.name,
      provider: account.provider,
      title: cloud ?? this.#kind(account.provider)?.title ?? account.provider,
      source: cloud === undefined ? 'own' : 'cloudsFile',
      missingSecrets: missing.map((secret) => ({ ...secret })),
      loading,
      problem: problem ?? null,
    }));
  }

  /** Every server that the accounts told of, with its account. */
  get servers(): readonly { readonly account: string; readonly provider: string; readonly server: ServerSummary }[] {
    return [...this.#rows.values()].flatMap(({ account, servers }) => servers.map((server) => ({ account: account.name, provider: account.provider, server })));
  }

  /** Reads the accounts and clouds from the data folder; what is known of those that stay is kept. */
  async load(): Promise<void> {
    const own = (await this.#store.list()).map((account) => ({ account, cloud: undefined }));
    const clouds = (await this.#clouds.list()).map(({ cloud }) => ({ account: { name: `${cloudPrefix}${cloud}`, provider: 'openstack', settings: {} }, cloud }));
    const rows = [...own, ...clouds];
    for (const name of [...this.#rows.keys()]) if (!rows.some(({ account }) => account.name === name)) this.#rows.delete(name);
    for (const { account, cloud } of rows) {
      const known = this.#rows.get(account.name);
      if (known && JSON.stringify(known.account) === JSON.stringify(account)) continue;
      this.#rows.set(account.name, { account, cloud, missing: [], provider: undefined, servers: [], standsOn: undefined, loading: false, isStale: false, problem: undefined });
      if (known) this.#tellReplaced(account.name);
    }
    await Promise.all([...this.#rows.values()].map((row) => this.#findMissing(row)));
    this.#changed.fire();
  }

  /** Asks every account for its servers. Never throws: what goes wrong is each account's problem. */
  async refresh(): Promise<void> {
    await Promise.all([...this.#rows.values()].map((row) => this.#list(row)));
  }

  /** @throws BootcatchError `provider.*` */
  async provider(account: string): Promise<Provider> {
    const row = this.#rows.get(account);
    if (!row) throw new BootcatchError('engine.serverUnknown');
    const provider = (row.provider ??= this.#open(row));
    try {
      return await provider;
    } catch (error) {
      // What kept it from being made may have been mended by the next time.
      if (row.provider === provider) row.provider = undefined;
      throw error;
    }
  }

  /**
   * One server of an account, guarded where it is a node of a hive among the accounts.
   * @param tell told what a person should know of it
   * @throws BootcatchError `provider.*`
   */
  async target(account: string, nameOrId: string, tell: (message: TimelineMessage) => void, signal: AbortSignal): Promise<Target> {
    const target = await (await this.provider(account)).target(nameOrId, signal);
    return this.guard({ target, account }, tell);
  }

  /** The server, guarded where it is a node of a hive among the accounts. Tells what a person should know of it. */
  guard(opened: Opened, tell: (message: TimelineMessage) => void): Promise<Target> {
    return guardHiveNode(opened, [...this.#rows.values()].map((row) => row.account), this.#ports.providerPorts, tell);
  }

  /** @throws BootcatchError `provider.accountNameWrong`, `provider.unknownProvider` */
  async add(account: Account, secrets: Readonly<Record<string, string>>, inKeychain: boolean): Promise<void> {
    const kind = this.#kind(account.provider);
    if (!kind) throw new BootcatchError('provider.unknownProvider', { provider: account.provider, names: this.kinds.map(({ name }) => name).join(', ') });
    const isSecret = (name: string): boolean => kind.fields.some((field) => field.secret === true && field.name === name);
    // A secret that came as a setting by mistake must not reach the file.
    const settings = Object.fromEntries(Object.entries(account.settings).filter(([name]) => !isSecret(name)));
    await this.#store.save({ ...account, settings });
    for (const [field, value] of Object.entries(secrets)) if (isSecret(field) && value !== '') await this.#secrets.keep(account.name, field, new Secret(value), inKeychain);
    await this.#renew(account.name);
  }

  async addCloud(cloud: string): Promise<void> {
    await this.#clouds.save(cloud, { cloud });
    await this.#renew(`${cloudPrefix}${cloud}`);
  }

  async giveSecret(account: string, field: string, value: string, inKeychain: boolean): Promise<void> {
    await this.#secrets.keep(account, field, new Secret(value), inKeychain);
    await this.#renew(account);
  }

  async remove(name: string): Promise<void> {
    const row = this.#rows.get(name);
    if (!row) return;
    if (row.cloud !== undefined) await this.#clouds.remove(row.cloud);
    else {
      await this.#secrets.forget(name, this.#secretFields(row));
      await this.#store.remove(name);
    }
    await this.load();
    this.#tellReplaced(name);
  }

  clouds(): Promise<readonly string[]> {
    return this.#registry.clouds();
  }

  /** Forgets the provider of an account that has changed, and lists its servers anew. */
  async #renew(name: string): Promise<void> {
    const known = this.#rows.get(name);
    if (known) known.provider = undefined;
    await this.load();
    this.#tellReplaced(name);
    const row = this.#rows.get(name);
    if (row) void this.#list(row);
  }

  /** Tells it of those accounts as well that stand on this one. */
  #tellReplaced(name: string): void {
    this.#replaced.fire(name);
    for (const { account, standsOn } of this.#rows.values()) if (standsOn === name && account.name !== name) this.#replaced.fire(account.name);
  }

  async #list(row: Row): Promise<void> {
    row.isStale = row.loading;
    if (row.loading) return;
    row.loading = true;
    this.#changed.fire();
    const limit = new AbortController();
    const timer = this.#ports.clock.setTimeout(() => limit.abort(new DOMException('Too slow', 'TimeoutError')), listLimitMs);
    try {
      row.servers = await (await this.provider(row.account.name)).servers(limit.signal);
      row.problem = undefined;
    } catch (error) {
      // What was last known stays; a provider that could not be made is made anew next time, when its secrets may be there.
      row.provider = undefined;
      row.problem = messageOf(error);
    } finally {
      timer.dispose();
      row.loading = false;
      this.#changed.fire();
    }
    if (row.isStale) await this.#list(row);
  }

  async #open(row: Row): Promise<Provider> {
    if (row.cloud !== undefined) return this.#registry.openCloud(row.cloud);
    const secrets: Record<string, Secret> = {};
    for (const field of this.#secretFields(row)) {
      const value = await this.#secrets.find(row.account.name, field);
      if (value) secrets[field] = value;
    }
    return this.#registry.create(row.account, secrets, (name) => this.#openOther(row, name));
  }

  /** An account that another one names in its settings. */
  #openOther(row: Row, name: string): Promise<Provider> {
    row.standsOn = name;
    if (this.#rows.has(name)) return this.provider(name);
    return Promise.reject(new BootcatchError('provider.accountUnknown', { account: quote(name), names: listNames([...this.#rows.keys()]) }));
  }

  async #findMissing(row: Row): Promise<void> {
    const needed = this.#kind(row.account.provider)?.fields.filter(({ secret, optional }) => secret && !optional) ?? [];
    const found = row.cloud !== undefined ? [] : await Promise.all(needed.map(async ({ name }) => ({ name, value: await this.#secrets.find(row.account.name, name) })));
    row.missing = found.filter(({ value }) => value === undefined).map(({ name }) => ({ field: name, variable: secretVariable(row.account.name, name) }));
  }

  #secretFields(row: Row): string[] {
    return this.#kind(row.account.provider)?.fields.filter(({ secret }) => secret).map(({ name }) => name) ?? [];
  }

  #kind(name: string): ProviderKind | undefined {
    return this.kinds.find((kind) => kind.name === name);
  }
}
