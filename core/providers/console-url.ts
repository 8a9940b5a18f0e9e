import { Emitter, type Event } from '../base/events.ts';
import type { Secret } from '../base/secret.ts';
import { parseConsoleAddress } from '../link/console-url.ts';
import type { Endpoint, TlsTrust } from '../link/endpoint.ts';
import type { MessageKey } from '../messages/index.ts';
import { unknownProviderProfile, type ReachProfile, type ServerActions, type Target } from './provider.ts';

export interface PastedAddressOptions {
  /** Name and password to sign in with, where the console asks for them. */
  readonly username?: string;
  readonly password?: Secret;
  readonly tls?: TlsTrust;
  /** SHA-256 of the one RSA key to accept (RA2). */
  readonly serverKeySha256?: string;
  /** The server behind the console, where its provider is known: it is rebooted by its API, and only the console is the person's. */
  readonly server?: Target;
}

/** A console that is known by the address that a person pasted. Without a server behind it, the person reboots as well. */
export class PastedTarget implements Target {
  readonly provider: string;
  readonly consoleAtReboot: Target['consoleAtReboot'];
  readonly firmware: Target['firmware'];
  readonly canRenew = false;
  readonly harmless = false;
  readonly label: string;
  readonly reach: ReachProfile;
  readonly otherWaysIn: readonly MessageKey[];
  readonly reboot?: NonNullable<Target['reboot']>;
  readonly rebootKinds?: NonNullable<Target['rebootKinds']>;
  readonly beforeReset?: NonNullable<Target['beforeReset']>;
  readonly status?: NonNullable<Target['status']>;
  readonly keymap?: NonNullable<Target['keymap']>;
  readonly actions?: ServerActions;
  readonly #options: PastedAddressOptions;
  readonly #replaced = new Emitter<void>();
  readonly onNewEndpoint: Event<void> = this.#replaced.event;
  #newest: Endpoint;

  /** @throws BootcatchError `link.address…` where the text is no console address */
  constructor(address: string, options: PastedAddressOptions = {}) {
    this.#options = options;
    this.#newest = this.#parse(address);
    const { server } = options;
    this.label = server?.label ?? hostOf(this.#newest);
    this.provider = server?.provider ?? 'url';
    this.consoleAtReboot = server?.consoleAtReboot ?? 'unknown';
    this.firmware = server?.firmware ?? 'unknown';
    this.otherWaysIn = server?.otherWaysIn ?? ['provider.way.panelRescue', 'provider.way.panelIso'];
    if (server?.reboot) this.reboot = server.reboot;
    if (server?.rebootKinds) this.rebootKinds = server.rebootKinds;
    if (server?.beforeReset) this.beforeReset = server.beforeReset;
    if (server?.status) this.status = server.status;
    if (server?.keymap) this.keymap = server.keymap;
    if (server?.actions) this.actions = server.actions;
    this.reach = { ...unknownProviderProfile, handshake: looksLikeNova(this.#newest) ? 'split' : 'polite' };
  }

  endpoint(): Promise<Endpoint> {
    return Promise.resolve(this.#newest);
  }

  /** Takes a newer address in the middle of a catch. The old one stays where the new text is no address. @throws as the constructor */
  replaceAddress(address: string): void {
    this.#newest = this.#parse(address);
    this.#replaced.fire();
  }

  #parse(address: string): Endpoint {
    const endpoint = parseConsoleAddress(address);
    const { tls, serverKeySha256 } = this.#options;
    // What stands inside the pasted address belongs to that address, so it wins.
    const password = endpoint.password ?? this.#options.password;
    const username = endpoint.username ?? this.#options.username;
    return { ...endpoint, ...(password && { password }), ...(username !== undefined && { username }), ...(tls && { tls }), ...(serverKeySha256 !== undefined && { serverKeySha256 }) };
  }
}

function hostOf(endpoint: Endpoint): string {
  return endpoint.kind === 'websocket' ? new URL(endpoint.url.reveal()).host : `${endpoint.host}:${endpoint.port}`;
}

/** Nova's gateways take their token in the query, and break on a handshake in one write. */
function looksLikeNova(endpoint: Endpoint): boolean {
  return endpoint.kind === 'websocket' && new URL(endpoint.url.reveal()).searchParams.has('token');
}
