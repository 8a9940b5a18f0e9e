import { z } from 'zod';
import { BootcatchError } from '../base/error.ts';
import { Emitter } from '../base/events.ts';
import { Secret } from '../base/secret.ts';
import type { Server } from '../contract/servers.ts';
import { parseConsoleAddress } from '../link/console-url.ts';
import { PastedTarget } from '../providers/console-url.ts';
import type { Target } from '../providers/provider.ts';
import { Collection } from '../storage/collection.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { AccountBook } from './account-book.ts';
import { withoutUndefined } from './objects.ts';
import type { EnginePorts } from './ports.ts';

/** A server as the book knows it: what the list shows but its console and its catch. */
export type KnownServer = Omit<Server, 'console' | 'catch'>;

export interface PastedServer {
  readonly address: string;
  readonly name?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tlsPinSha256?: string | undefined;
  readonly serverKeySha256?: string | undefined;
}

/** What a file may hold of a pasted server. A WebSocket's address carries a token and is left out; a host and port are no secret. */
const pastedSchema = z.object({ id: z.string(), name: z.string(), address: z.string().optional(), username: z.string().optional(), tlsPinSha256: z.string().optional(), serverKeySha256: z.string().optional() });
type PastedRecord = z.infer<typeof pastedSchema>;

export const practiceId = 'practice';
const pastedPrefix = 'pasted:';

/** Every server there is: practice first, then those of the accounts, then the pasted ones. */
export class ServerBook {
  readonly #ports: EnginePorts;
  readonly #accounts: AccountBook;
  readonly #files: Collection<PastedRecord>;
  readonly #pasted = new Map<string, { readonly record: PastedRecord; target: PastedTarget | undefined }>();
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.event;
  #practice: { readonly scenario: string; readonly server: ReturnType<EnginePorts['practice']['start']> } | undefined;
  #scenario: string;

  constructor(ports: EnginePorts, accounts: AccountBook) {
    this.#ports = ports;
    this.#accounts = accounts;
    this.#files = new Collection(`${ports.dataFolder}/servers`, pastedSchema, ports.providerPorts.files);
    this.#scenario = ports.practice.defaultScenario;
  }

  get scenario(): string {
    return this.#scenario;
  }

  get servers(): readonly KnownServer[] {
    const practice: KnownServer = { id: practiceId, name: 'Practice', kind: 'practice', account: null, provider: 'practice', status: null, addresses: [], needsAddress: false };
    const ofAccounts = this.#accounts.servers.map(({ account, provider, server }): KnownServer => ({
      id: `${account}/${server.id}`,
      name: server.name,
      kind: 'account',
      account,
      provider,
      status: server.status,
      addresses: [...server.addresses],
      needsAddress: false,
    }));
    const pasted = [...this.#pasted.values()].map(({ record, target }): KnownServer => ({
      id: record.id,
      name: record.name,
      kind: 'pasted',
      account: null,
      provider: 'url',
      status: null,
      addresses: [],
      needsAddress: target === undefined,
    }));
    return [practice, ...ofAccounts, ...pasted];
  }

  /** Reads the pasted servers from the data folder. */
  async load(): Promise<void> {
    for (const record of await this.#files.list()) {
      if (this.#pasted.has(record.id)) continue;
      const target = record.address === undefined ? undefined : new PastedTarget(record.address, optionsOf(record));
      this.#pasted.set(record.id, { record, target });
    }
    this.#changed.fire();
  }

  /** @throws BootcatchError `engine.serverUnknown` */
  known(serverId: string): KnownServer {
    const server = this.servers.find(({ id }) => id === serverId);
    if (!server) throw new BootcatchError('engine.serverUnknown');
    return server;
  }

  /**
   * The server as the catcher knows it.
   * @param tell told what takes its time
   * @throws BootcatchError `engine.serverUnknown`, `engine.addressNeeded`, `provider.*`, `practice.*`
   */
  async target(serverId: string, tell: (message: TimelineMessage) => void, signal: AbortSignal): Promise<Target> {
    if (serverId === practiceId) return (await this.#startPractice(tell)).target;
    const pasted = this.#pasted.get(serverId);
    if (pasted && !pasted.target) throw new BootcatchError('engine.addressNeeded', { server: pasted.record.name });
    if (pasted?.target) return this.#accounts.guard({ target: pasted.target, name: pasted.record.name }, tell);
    const { account, id } = this.known(serverId);
    if (account === null) throw new BootcatchError('engine.serverUnknown');
    return this.#accounts.target(account, id.slice(account.length + 1), tell, signal);
  }

  /** @throws BootcatchError `link.address…` */
  async addPasted({ address, name, password, ...known }: PastedServer): Promise<string> {
    const id = `${pastedPrefix}${this.#ports.randomId()}`;
    const target = new PastedTarget(address, { ...(password && { password: new Secret(password) }), ...optionsOf(known) });
    const record = { id, name: name || target.label, ...withoutUndefined({ ...known, ...openParts(address) }) };
    await this.#files.save(id, record);
    this.#pasted.set(id, { record, target });
    this.#changed.fire();
    return id;
  }

  /** A newer address of a pasted server. @throws BootcatchError `link.address…`, `engine.addressNotTaken` */
  async replaceAddress(serverId: string, address: string): Promise<void> {
    const pasted = this.#pasted.get(serverId);
    if (!pasted) throw new BootcatchError('engine.addressNotTaken', { server: this.known(serverId).name });
    if (pasted.target) pasted.target.replaceAddress(address);
    else pasted.target = new PastedTarget(address, optionsOf(pasted.record));
    this.#changed.fire();
    const { id, name, username, tlsPinSha256, serverKeySha256 } = pasted.record;
    await this.#files.save(serverId, { id, name, ...withoutUndefined({ username, tlsPinSha256, serverKeySha256, ...openParts(address) }) });
  }

  /** @throws BootcatchError `engine.serverUnknown` where it is no pasted server */
  async remove(serverId: string): Promise<void> {
    if (!this.#pasted.delete(serverId)) throw new BootcatchError('engine.serverUnknown');
    this.#changed.fire();
    await this.#files.remove(serverId);
  }

  /** Ends the practice server that runs; the next use starts one with this scenario. @throws BootcatchError `engine.scenarioUnknown` */
  async choosePractice(scenario: string): Promise<void> {
    if (!this.#ports.practice.scenarios.some(({ name }) => name === scenario)) throw new BootcatchError('engine.scenarioUnknown', { scenario });
    this.#scenario = scenario;
    await this.endPractice();
    this.#changed.fire();
  }

  async endPractice(): Promise<void> {
    const practice = this.#practice;
    this.#practice = undefined;
    await practice?.server.then((server) => server.close()).catch(() => undefined);
  }

  #startPractice(tell: (message: TimelineMessage) => void): ReturnType<EnginePorts['practice']['start']> {
    const scenario = this.#scenario;
    const practice = (this.#practice ??= { scenario, server: this.#ports.practice.start(scenario, tell) });
    // One that could not be started is tried again at the next use.
    practice.server.catch(() => {
      if (this.#practice === practice) this.#practice = undefined;
    });
    return practice.server;
  }
}

function optionsOf({ username, tlsPinSha256, serverKeySha256 }: Pick<PastedServer, 'username' | 'tlsPinSha256' | 'serverKeySha256'>) {
  return { ...withoutUndefined({ username, serverKeySha256 }), ...(tlsPinSha256 !== undefined && { tls: { pinSha256: tlsPinSha256 } }) };
}

/** What of an address a file may hold: a host and port and the name to sign in with; of a WebSocket nothing. */
function openParts(address: string): { readonly address?: string; readonly username?: string } {
  const endpoint = parseConsoleAddress(address);
  if (endpoint.kind === 'websocket') return {};
  const place = `vnc://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
  return { address: place, ...(endpoint.username !== undefined && { username: endpoint.username }) };
}
