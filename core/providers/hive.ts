import { ProviderError } from './error.ts';
import { needSetting, type ProviderKind } from './kind.ts';
import { runLimited } from './libvirt.ts';
import { listedProvider, unmeasured } from './listed.ts';
import { listNames } from './names.ts';
import type { ProviderPorts } from './ports.ts';
import { quote } from './quote.ts';

/** How long a peer may take to take an SSH connection. */
const peerLimitSeconds = 5;

interface HiveHost {
  readonly name: string;
  readonly address: string;
}

/**
 * The servers of a hive-builder site, from the `ssh_config` that the tool keeps for each stage. Hive has no console and no power of its own: the console's
 * address is pasted and the person reboots. What it adds is the look at the other nodes, as two of three must never be down together.
 */
export const hive: ProviderKind = {
  name: 'hive',
  title: 'hive-builder',
  fields: [
    { name: 'folder', hint: 'provider.field.hive.folder' },
    { name: 'stage', hint: 'provider.field.hive.stage', default: 'production' },
  ],
  create: (account, ports) => {
    const file = `${needSetting(account, 'folder').replace(/[/\\]+$/, '')}/.hive/${needSetting(account, 'stage')}/ssh_config`;
    const hosts = async (): Promise<readonly HiveHost[]> => {
      const text = await ports.files.read(file);
      if (text === undefined) throw new ProviderError('provider.fileWrong', { path: file, observed: 'ENOENT' });
      return parseHosts(text);
    };
    return listedProvider({
      name: 'hive',
      service: 'hive-builder',
      list: async () => (await hosts()).map(({ name, address }) => ({ id: name, name, status: '', addresses: [address] })),
      target: ({ id }) => ({
        reach: unmeasured('unconfirmed'),
        consoleAtReboot: 'unknown',
        canRenew: false,
        otherWaysIn: ['provider.way.hive.previousKernel'],
        beforeReset: async (signal) => {
          const peers = (await hosts()).filter(({ name }) => name !== id);
          const answers = await Promise.all(peers.map(async ({ name }) => ({ name, up: await answersSsh(name, file, ports, signal) })));
          const silent = answers.filter(({ up }) => !up).map(({ name }) => name);
          return silent.length === 0 ? undefined : new ProviderError('provider.hive.peersSilent', { server: quote(id), peers: listNames(silent) });
        },
      }),
    });
  },
};

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
