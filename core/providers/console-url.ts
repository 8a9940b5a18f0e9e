import { Emitter, type Event } from '../base/events.ts';
import type { Secret } from '../base/secret.ts';
import { parseConsoleAddress } from '../link/console-url.ts';
import type { Endpoint, TlsTrust } from '../link/endpoint.ts';
import { unknownProviderProfile, type ReachProfile, type Target } from './provider.ts';

export interface PastedAddressOptions {
  /** Password for VNC authentication. */
  readonly password?: Secret;
  readonly tls?: TlsTrust;
}

/** A console of which nothing is known but the address that a person pasted; the person reboots. */
export class PastedTarget implements Target {
  readonly provider = 'url';
  readonly consoleAtReboot = 'unknown';
  readonly firmware = 'unknown';
  readonly canRenew = false;
  readonly harmless = false;
  readonly label: string;
  readonly reach: ReachProfile;
  readonly otherWaysIn = ['provider.way.panelRescue', 'provider.way.panelIso'] as const;
  readonly #options: PastedAddressOptions;
  readonly #replaced = new Emitter<void>();
  readonly onNewEndpoint: Event<void> = this.#replaced.event;
  #newest: Endpoint;

  /** @throws BootcatchError `link.address…` where the text is no console address */
  constructor(address: string, options: PastedAddressOptions = {}) {
    this.#options = options;
    this.#newest = this.#parse(address);
    this.label = hostOf(this.#newest);
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
    const { password, tls } = this.#options;
    // A password inside the pasted address belongs to that address, so it wins.
    const known = endpoint.password ?? password;
    return { ...endpoint, ...(known ? { password: known } : {}), ...(endpoint.kind === 'websocket' && tls ? { tls } : {}) };
  }
}

function hostOf(endpoint: Endpoint): string {
  return endpoint.kind === 'websocket' ? new URL(endpoint.url.reveal()).host : `${endpoint.host}:${endpoint.port}`;
}

/** Nova's gateways take their token in the query, and break on a handshake in one write. */
function looksLikeNova(endpoint: Endpoint): boolean {
  return endpoint.kind === 'websocket' && new URL(endpoint.url.reveal()).searchParams.has('token');
}
