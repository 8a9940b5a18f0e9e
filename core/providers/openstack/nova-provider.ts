import { Secret } from '../../base/secret.ts';
import type { Endpoint, TlsTrust } from '../../link/endpoint.ts';
import type { MessageKey } from '../../messages/index.ts';
import { findServer } from '../find-server.ts';
import { parseOrExplain } from '../parse-console.ts';
import { withoutDenseSpells, type Provider, type ReachProfile, type ServerActions, type ServerSummary, type Target } from '../provider.ts';
import { quote } from '../quote.ts';
import type { Nova, NovaConsole, NovaServer } from './nova.ts';

/** How one company's Nova differs from another's. */
export interface NovaProfile {
  /** The provider's name, e.g. `openstack`. */
  readonly name: string;
  /** The provider's name as a person knows it. */
  readonly service: string;
  readonly reach: ReachProfile;
  readonly otherWaysIn: readonly MessageKey[];
  /** What stops a server. */
  readonly stop: object;
  /** Whether Nova's rescue is offered. */
  readonly rescue: boolean;
  /** The names of a server, the one that a person gave first. */
  readonly namesOf: (server: NovaServer) => readonly string[];
  /** The picture, or the serial line as a text console. */
  readonly console?: NovaConsole;
  readonly keymapOf: (server: NovaServer) => Target['keymap'];
}

/** A serial line speaks to one client alone: of many dials at once, one that loses would take what the menu writes with it. */
function oneLine(reach: ReachProfile): ReachProfile {
  return { ...withoutDenseSpells(reach), maxInFlight: Math.min(reach.maxInFlight, 4) };
}

/** Servers behind the compute API. */
export class NovaProvider implements Provider {
  readonly name: string;
  readonly #nova: Nova;
  readonly #profile: NovaProfile;
  readonly #tls: TlsTrust | undefined;

  /** @param tls trust for the console's gateway, which usually shows a certificate of the same authority */
  constructor(nova: Nova, profile: NovaProfile, tls: TlsTrust | undefined) {
    this.name = profile.name;
    this.#nova = nova;
    this.#profile = profile;
    this.#tls = tls;
  }

  async servers(signal: AbortSignal): Promise<readonly ServerSummary[]> {
    return (await this.#nova.servers(signal)).map((server) => ({
      id: server.id,
      name: this.#label(server),
      status: quote(server.status),
      addresses: addressesOf(server),
    }));
  }

  async target(nameOrId: string, signal: AbortSignal): Promise<Target> {
    const nova = this.#nova;
    const [servers] = await Promise.all([nova.servers(signal), nova.learnVersions(signal)]);
    const found = findServer(servers.map((server) => ({ id: server.id, names: this.#profile.namesOf(server), server })), nameOrId, this.#profile.service);
    const keymap = this.#profile.keymapOf(found.server);
    return {
      label: this.#label(found.server),
      addresses: addressesOf(found.server),
      provider: this.name,
      reach: this.#profile.console === 'serial' ? oneLine(this.#profile.reach) : this.#profile.reach,
      // Nova destroys the virtual machine and makes a new one, at a soft reboot as well.
      consoleAtReboot: 'drops',
      firmware: 'unknown',
      canRenew: true,
      harmless: false,
      endpoint: (inner) => this.#endpoint(found.id, inner),
      reboot: (kind, inner) => nova.reboot(found.id, kind, inner),
      status: (inner) => nova.status(found.id, inner),
      ...(keymap ? { keymap } : {}),
      actions: this.#actions(found.id),
      otherWaysIn: this.#profile.otherWaysIn,
    };
  }

  #label(server: NovaServer): string {
    return quote(this.#profile.namesOf(server).find((name) => name !== '') ?? server.id);
  }

  async #endpoint(id: string, signal: AbortSignal): Promise<Endpoint> {
    const { console = 'vnc' } = this.#profile;
    const url = await this.#nova.consoleUrl(id, console, signal);
    const parsed = parseOrExplain(url, this.#profile.service);
    const endpoint = console === 'serial' ? { ...parsed, text: {} } : parsed;
    return endpoint.kind === 'websocket' ? { ...endpoint, handshake: this.#profile.reach.handshake, ...(this.#tls ? { tls: this.#tls } : {}) } : endpoint;
  }

  #actions(id: string): ServerActions {
    const nova = this.#nova;
    return {
      stop: (signal) => nova.action(id, this.#profile.stop, signal),
      start: (signal) => nova.action(id, { 'os-start': null }, signal),
      snapshot: (name, signal) => nova.action(id, { createImage: { name } }, signal),
      consoleOutput: (lines, signal) => nova.consoleOutput(id, lines, signal),
      ...(this.#profile.rescue
        ? {
            rescue: async (signal: AbortSignal) => {
              const password = await nova.rescue(id, signal);
              return password === undefined ? undefined : new Secret(password);
            },
            unrescue: (signal: AbortSignal) => nova.action(id, { unrescue: null }, signal),
            interrupt: (signal: AbortSignal) => nova.action(id, { trigger_crash_dump: null }, signal, '2.17'),
          }
        : {}),
    };
  }
}

const addressesOf = ({ addresses }: NovaServer): readonly string[] => Object.values(addresses).flatMap((entries) => entries.map(({ addr }) => addr));
