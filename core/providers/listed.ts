import { ProviderError } from './error.ts';
import { findServer } from './find-server.ts';
import { quote } from './quote.ts';
import { unknownProviderProfile, type Provider, type ReachProfile, type ServerSummary, type Target } from './provider.ts';

/** A server as a provider's list gives it, with what its further calls need. */
export interface ListedServer extends ServerSummary {
  /** Other names that a person may know it by. */
  readonly otherNames?: readonly string[];
}

export interface ListedProviderOptions<S extends ListedServer> {
  /** The provider's name in accounts and targets. */
  readonly name: string;
  /** The provider's name as a person knows it. */
  readonly service: string;
  readonly list: (signal: AbortSignal) => Promise<readonly S[]>;
  /** What this provider's servers can do; label and manners are filled in. */
  readonly target: (server: S, signal: AbortSignal) => TargetParts | Promise<TargetParts>;
}

/** The parts of a target that differ between providers. Only one that stands upon another names the provider, as the console is the other's. */
export type TargetParts = Pick<Target, 'consoleAtReboot' | 'otherWaysIn'> & Partial<Omit<Target, 'label'>>;

/** A provider whose servers are found in one list. */
export function listedProvider<S extends ListedServer>({ name, service, list, target }: ListedProviderOptions<S>): Provider {
  return {
    name,
    servers: async (signal) => (await list(signal)).map(({ id, name: own, status, addresses }) => ({ id, name: quote(own), status: quote(status), addresses })),
    target: async (wanted, signal) => {
      const servers = await list(signal);
      const { server } = findServer(servers.map((entry) => ({ id: entry.id, names: [entry.name, ...(entry.otherNames ?? [])], server: entry })), wanted, service);
      const label = quote(server.name || server.id);
      const parts = await target(server, signal);
      return {
        provider: name,
        reach: unknownProviderProfile,
        firmware: 'unknown',
        canRenew: true,
        harmless: false,
        addresses: server.addresses,
        endpoint: () => Promise.reject(new ProviderError('provider.noConsole', { service })),
        ...parts,
        // One that stands upon another leaves it to that one, which knows whose call it is.
        ...(parts.provider === undefined && withKnownReboots(parts, service)),
        label,
      };
    },
  };
}

/** Refuses a kind of reboot that the provider does not have before the provider is asked for anything. */
function withKnownReboots({ reboot, rebootKinds }: TargetParts, service: string): Pick<TargetParts, 'reboot'> {
  if (!reboot || !rebootKinds) return {};
  return {
    reboot: async (kind, signal) => {
      if (!rebootKinds.includes(kind)) throw new ProviderError('provider.noReboot', { service, kind });
      await reboot(kind, signal);
    },
  };
}

/** Manners towards a company whose console nobody has measured. */
export function unmeasured(evidence: ReachProfile['evidence'], differences: Partial<ReachProfile> = {}): ReachProfile {
  return { ...unknownProviderProfile, evidence, ...differences };
}

const PAGE_LIMIT = 100;

/**
 * Reads a list page by page.
 * @param page reads one page (the first is 1) and tells whether there is another
 */
export async function readPages<T>(page: (number: number) => Promise<{ readonly items: readonly T[]; readonly more: boolean }>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let number = 1; number <= PAGE_LIMIT; number++) {
    const { items, more } = await page(number);
    all.push(...items);
    if (!more || items.length === 0) break;
  }
  return all;
}
