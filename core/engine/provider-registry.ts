import type { Secret } from '../base/secret.ts';
import type { Account } from '../providers/accounts.ts';
import { createProvider, providerKinds } from '../providers/index.ts';
import type { OpenAccount, ProviderKind } from '../providers/kind.ts';
import { cloudNames } from '../providers/openstack/clouds.ts';
import { openOpenStack } from '../providers/openstack/openstack.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import type { Provider } from '../providers/provider.ts';

/** The providers that there are, and how to make one. */
export interface ProviderRegistry {
  readonly kinds: readonly ProviderKind[];
  /** @param openAccount for an account that builds upon another one */
  create(account: Account, secrets: Readonly<Record<string, Secret>>, openAccount: OpenAccount): Promise<Provider>;
  /** The clouds named in clouds.yaml. */
  clouds(): Promise<readonly string[]>;
  openCloud(cloud: string): Promise<Provider>;
}

/** All providers of `core/providers`. */
export function realProviders(ports: ProviderPorts): ProviderRegistry {
  return {
    kinds: providerKinds,
    create: (account, secrets, openAccount) => createProvider(account, secrets, ports, openAccount),
    clouds: () => cloudNames(ports),
    openCloud: (cloud) => openOpenStack(cloud, ports),
  };
}
