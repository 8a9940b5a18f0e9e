import { isIP } from 'node:net';
import { ProviderError } from './error.ts';
import { needSetting, type ProviderKind } from './kind.ts';
import { runLimited } from './libvirt.ts';
import { listedProvider, unmeasured, type ListedServer } from './listed.ts';
import { listNames } from './names.ts';
import type { ProviderPorts } from './ports.ts';
import type { Provider, ServerSummary, Target } from './provider.ts';
import { quote } from './quote.ts';

/** How long a peer may take to take an SSH connection. */
const peerLimitSeconds = 5;

interface HiveHost {
  readonly name: string;
  readonly address: string;
}

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
    const file = `${needSetting(account, 'folder').replace(/[/\\]+$/, '')}/.hive/${needSetting(account, 'stage')}/ssh_config`;
    const hosts = async (): Promise<readonly HiveHost[]> => {
      const text = await ports.files.read(file);
      if (text === undefined) throw new ProviderError('provider.fileWrong', { path: file, observed: 'ENOENT' });
      return parseHosts(text);
    };
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
      throw new ProviderError('provider.hive.notOneServer', { account: quote(through ?? ''), count: found.length, server: quote(name), address: quote(address), path: file });
    };
    const findSilentPeers = async (server: string, signal: AbortSignal): Promise<ProviderError | undefined> => {
      const peers = (await hosts()).filter(({ name }) => name !== server);
      const answers = await Promise.all(peers.map(async ({ name }) => ({ name, up: await answersSsh(name, file, ports, signal) })));
      const silent = answers.filter(({ up }) => !up).map(({ name }) => name);
      return silent.length === 0 ? undefined : new ProviderError('provider.hive.peersSilent', { server: quote(server), peers: listNames(silent) });
    };
    return listedProvider({
      name: 'hive',
      service: 'hive-builder',
      list: async (signal): Promise<readonly HiveServer[]> => {
        const provider = await openBeneath();
        const servers = (await provider?.servers(signal)) ?? [];
        return (await hosts()).map((host) => {
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
          beforeReset: async (resetSignal) => (await findSilentPeers(name, resetSignal)) ?? beneath?.beforeReset?.(resetSignal),
        };
      },
    });
  },
};

/**
 * The servers that a host can be. The address decides. A name alone does only where there is nothing to compare: two stages may use one name, and the wrong server
 * would be reset.
 */
function serversOf(host: HiveHost, servers: readonly ServerSummary[]): readonly ServerSummary[] {
  const byAddress = servers.filter(({ addresses }) => addresses.includes(host.address));
  if (byAddress.length > 0) return byAddress;
  return servers.filter(({ name, addresses }) => name === host.name && (addresses.length === 0 || isIP(host.address) === 0));
}

/** Whether a node takes a connection over SSH, as `hive ssh` would make it. Every other outcome, a missing key too, counts as silence. */
async function answersSsh(name: string, file: string, ports: ProviderPorts, signal: AbortSignal): Promise<boolean> {
  const args = ['-F', file, '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${peerLimitSeconds}`, '--', name, 'true'];
  try {
    return (await runLimited(ports, 'ssh', args, signal)).exitCode === 0;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

/** The hosts of an ssh_config with their addresses; patterns are none. */
function parseHosts(text: string): readonly HiveHost[] {
  const addresses = new Map<string, string>();
  let names: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', value = ''] = /^\s*([A-Za-z]+)(?:\s+|\s*=\s*)"?(.*?)"?\s*$/.exec(line) ?? [];
    if (/^host$/i.test(key)) {
      names = value.split(/\s+/).filter((name) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name));
      for (const name of names) addresses.set(name, addresses.get(name) ?? name);
    }
    if (/^hostname$/i.test(key)) for (const name of names) addresses.set(name, value);
  }
  return [...addresses].map(([name, address]) => ({ name, address }));
}
