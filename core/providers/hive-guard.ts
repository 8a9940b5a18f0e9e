import { BootcatchError } from '../base/error.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import type { Account } from './accounts.ts';
import { HiveSite, serversOf } from './hive-site.ts';
import type { ProviderPorts } from './ports.ts';
import type { Target } from './provider.ts';

const previousKernel = 'provider.way.hive.previousKernel';

/** How a server was opened. */
export interface Opened {
  readonly target: Target;
  /** By this account; absent where its console's address was pasted. */
  readonly account?: string;
  /** The name that the person gave a pasted one: its address tells only of the gateway. */
  readonly name?: string;
}

/**
 * The look at the other nodes for a server that is opened through its provider's own account or by a pasted address, and not through its hive: before each reset, as the hive itself would.
 * @param accounts all there are; the inventories of those that are a hive are searched for the server, by its address or its name
 * @param tell told that the server is a node, and which inventory could not be read
 */
export async function guardHiveNode({ target, account, name }: Opened, accounts: readonly Account[], ports: ProviderPorts, tell: (message: TimelineMessage) => void): Promise<Target> {
  if (accounts.some((known) => known.name === account && known.provider === 'hive')) return target;
  const { addresses = [] } = target;
  const label = name ?? target.label;
  for (const { name: site, provider, settings } of accounts) {
    const { folder, stage = 'production', through } = settings;
    // A hive on another account has servers there alone: private addresses may be the same.
    if (provider !== 'hive' || !folder || (account !== undefined && through && through !== account)) continue;
    const inventory = new HiveSite(folder, stage || 'production', ports);
    const hosts = await inventory.hosts().catch((error: unknown) => {
      if (!(error instanceof BootcatchError)) throw error;
      tell({ key: error.code, values: { ...error.values } });
      return [];
    });
    const host = hosts.find((candidate) => serversOf(candidate, [{ name: label, addresses }]).length === 1);
    if (!host) continue;
    tell({ key: 'provider.hive.isNode', values: { server: label, host: host.name, site } });
    return {
      ...target,
      // A pasted one has it on its prototype, and takes newer addresses.
      endpoint: (signal) => target.endpoint(signal),
      otherWaysIn: [previousKernel, ...(target.otherWaysIn ?? []).filter((way) => way !== previousKernel)],
      beforeReset: async (signal) => (await inventory.findSilentPeers(host.name, signal)) ?? target.beforeReset?.(signal),
    };
  }
  return target;
}
