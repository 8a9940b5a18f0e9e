import { isIP } from 'node:net';
import { ProviderError } from './error.ts';
import { runLimited } from './libvirt.ts';
import { listNames } from './names.ts';
import type { ProviderPorts } from './ports.ts';
import type { ServerSummary } from './provider.ts';
import { quote } from './quote.ts';

/** How long a peer may take to take an SSH connection. */
const peerLimitSeconds = 5;

export interface HiveHost {
  readonly name: string;
  readonly address: string;
}

/** A stage of a hive-builder site: the `ssh_config` that the tool keeps for it, and the nodes in that. */
export class HiveSite {
  readonly file: string;
  readonly #ports: ProviderPorts;

  /** @param folder the site's folder, in which `.hive` lies */
  constructor(folder: string, stage: string, ports: ProviderPorts) {
    this.file = `${folder.replace(/[/\\]+$/, '')}/.hive/${stage}/ssh_config`;
    this.#ports = ports;
  }

  /** @throws ProviderError `provider.fileWrong` where there is no such file */
  async hosts(): Promise<readonly HiveHost[]> {
    const text = await this.#ports.files.read(this.file);
    if (text === undefined) throw new ProviderError('provider.fileWrong', { path: this.file, observed: 'ENOENT' });
    return parseHosts(text);
  }

  /** Asks every other node over SSH. Resolves with what speaks against a reset of this one: nodes that do not answer, as two of three must never be down together. */
  async findSilentPeers(host: string, signal: AbortSignal): Promise<ProviderError | undefined> {
    const peers = (await this.hosts()).filter(({ name }) => name !== host);
    const answers = await Promise.all(peers.map(async ({ name }) => ({ name, up: await this.#answersSsh(name, signal) })));
    const silent = answers.filter(({ up }) => !up).map(({ name }) => name);
    return silent.length === 0 ? undefined : new ProviderError('provider.hive.peersSilent', { server: quote(host), peers: listNames(silent) });
  }

  /** Whether a node takes a connection over SSH, as `hive ssh` would make it. Every other outcome, a missing key too, counts as silence. */
  async #answersSsh(name: string, signal: AbortSignal): Promise<boolean> {
    const args = ['-F', this.file, '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${peerLimitSeconds}`, '--', name, 'true'];
    try {
      return (await runLimited(this.#ports, 'ssh', args, signal)).exitCode === 0;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }
}

/**
 * The servers that a host can be. The address decides. A name alone does only where there is nothing to compare: two stages may use one name, and the wrong server
 * would be reset.
 */
export function serversOf<S extends Pick<ServerSummary, 'name' | 'addresses'>>(host: HiveHost, servers: readonly S[]): readonly S[] {
  const byAddress = servers.filter(({ addresses }) => addresses.includes(host.address));
  if (byAddress.length > 0) return byAddress;
  return servers.filter(({ name, addresses }) => name === host.name && (addresses.length === 0 || isIP(host.address) === 0));
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
