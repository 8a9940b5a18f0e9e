import { ProviderError } from './error.ts';
import { HiveSite, serversOf, type HiveHost } from './hive-site.ts';
import { needSetting, type ProviderKind } from './kind.ts';
import { listedProvider, unmeasured, type ListedServer } from './listed.ts';
import type { Provider, ServerSummary, Target } from './provider.ts';
import { quote } from './quote.ts';

interface HiveServer extends ListedServer {
  readonly host: HiveHost;
  /** The provider beneath, where an account of one was named, and what fits the host there: one server, if all is well. */
  readonly provider: Provider | undefined;
  readonly found: readonly ServerSummary[];
}

/**
 * The servers of a hive-builder site, from the `ssh_config` that the tool keeps for each stage. Hive has no console and no power of its own: they come from the
 * account of the provider beneath, or the address is pasted and the person reboots. What hive adds is the look at the other nodes, as two of three must never be
 * down together.
 */
export const hive: ProviderKind = {
  name: 'hive',
  title: 'hive-builder',
  fields: [
    { name: 'folder', hint: 'provider.field.hive.folder' },
    { name: 'stage', hint: 'provider.field.hive.stage', default: 'production' },
    { name: 'through', hint: 'provider.field.hive.through', optional: true },
  ],
  create: (account, ports, openAccount) => {
    const site = new HiveSite(needSetting(account, 'folder'), needSetting(account, 'stage'), ports);
    const { through } = account.settings;
    const openBeneath = async (): Promise<Provider | undefined> => {
      if (through === undefined) return undefined;
      const provider = await openAccount(through);
      // Another hive has no power either, and one that names itself would never come to an end.
      if (provider.name === 'hive') throw new ProviderError('provider.settingWrong', { setting: 'through', source: account.name, observed: quote(through) });
      return provider;
    };
    const targetBeneath = async ({ host, provider, found }: HiveServer, signal: AbortSignal): Promise<Target | undefined> => {
      if (!provider) return undefined;
      const [server] = found;
      if (server && found.length === 1) return provider.target(server.id, signal);
      const { name, address } = host;
      throw new ProviderError('provider.hive.notOneServer', { account: quote(through ?? ''), count: found.length, server: quote(name), address: quote(address), path: site.file });
    };
    return listedProvider({
      name: 'hive',
      service: 'hive-builder',
      list: async (signal): Promise<readonly HiveServer[]> => {
        const provider = await openBeneath();
        const servers = (await provider?.servers(signal)) ?? [];
        return (await site.hosts()).map((host) => {
          const found = serversOf(host, servers);
          return { id: host.name, name: host.name, status: found.length === 1 ? (found[0]?.status ?? '') : '', addresses: [host.address], host, provider, found };
        });
      },
      target: async (entry, signal) => {
        const beneath = await targetBeneath(entry, signal);
        const { name } = entry;
        return {
          reach: unmeasured('unconfirmed'),
          consoleAtReboot: 'unknown',
          canRenew: false,
          ...beneath,
          otherWaysIn: ['provider.way.hive.previousKernel', ...(beneath?.otherWaysIn ?? [])],
          beforeReset: async (resetSignal) => (await site.findSilentPeers(name, resetSignal)) ?? beneath?.beforeReset?.(resetSignal),
        };
      },
    });
  },
};
