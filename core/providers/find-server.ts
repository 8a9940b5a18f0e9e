import { ProviderError } from './error.ts';
import { listNames } from './names.ts';
import { quote } from './quote.ts';

/** What a server is found by: its id, or any of the names that a person may know it by. */
export interface Findable {
  readonly id: string;
  readonly names: readonly string[];
}

/**
 * The one server with this id or name. An id wins over a name, and an earlier name of a server over a later one of another.
 * @throws ProviderError `provider.serverNotFound`, `provider.noServers`, `provider.serverAmbiguous`
 */
export function findServer<T extends Findable>(servers: readonly T[], wanted: string, service: string): T {
  const byId = servers.find(({ id }) => id === wanted);
  if (byId) return byId;
  const ranks = Math.max(0, ...servers.map(({ names }) => names.length));
  for (let rank = 0; rank < ranks; rank++) {
    const named = servers.filter(({ names }) => names[rank] === wanted);
    const [first] = named;
    if (named.length > 1) {
      throw new ProviderError('provider.serverAmbiguous', { service, server: quote(wanted), count: named.length, ids: listNames(named.map(({ id }) => id)) });
    }
    if (first) return first;
  }
  const values = { service, server: quote(wanted) };
  if (servers.length === 0) throw new ProviderError('provider.noServers', values);
  throw new ProviderError('provider.serverNotFound', { ...values, names: listNames(servers.map(({ id, names }) => names.find((name) => name !== '') ?? id)) });
}
