import { createProvider } from '../../core/providers/index.ts';
import type { ProviderPorts } from '../../core/providers/ports.ts';
import type { Provider, Target } from '../../core/providers/provider.ts';

/**
 * A provider's one server as the node `hive0` of a hive of three that stands on that provider's account.
 * @param onAsked told each node that is asked over SSH, by a stand-in for it: all of them answer
 */
export async function hiveNode(beneath: Provider, ports: ProviderPorts, onAsked: (node: string) => void): Promise<Target> {
  const signal = new AbortController().signal;
  const [server] = await beneath.servers(signal);
  const hosts = [server?.addresses[0] ?? '', '192.0.2.201', '192.0.2.202'];
  const inventory = hosts.map((address, index) => `Host hive${index}\n  HostName ${address}\n`).join('');
  const around: ProviderPorts = {
    ...ports,
    files: { ...ports.files, read: (path) => Promise.resolve(path === '/site/.hive/production/ssh_config' ? inventory : undefined) },
    run: (_program, { args }) => {
      onAsked(args.at(-2) ?? '');
      return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
    },
  };
  const account = { name: 'site', provider: 'hive', settings: { folder: '/site', through: 'main' } };
  return (await createProvider(account, {}, around, () => Promise.resolve(beneath))).target('hive0', signal);
}
