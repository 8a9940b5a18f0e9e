import type { Secret } from '../base/secret.ts';
import type { Account } from './accounts.ts';
import { azure } from './azure.ts';
import { conohaV2, conohaV3 } from './conoha.ts';
import { digitalOcean } from './digitalocean.ts';
import { ProviderError } from './error.ts';
import { hetzner } from './hetzner.ts';
import { hive } from './hive.ts';
import { needSecret, needSetting, type OpenAccount, type ProviderKind } from './kind.ts';
import { libvirt } from './libvirt.ts';
import { linode } from './linode.ts';
import { listNames } from './names.ts';
import { nifcloud } from './nifcloud.ts';
import { openStack } from './openstack/openstack.ts';
import { ovh } from './ovh.ts';
import type { ProviderPorts } from './ports.ts';
import type { Provider } from './provider.ts';
import { proxmox } from './proxmox.ts';
import { qmp } from './qmp.ts';
import { quote } from './quote.ts';
import { sakura } from './sakura.ts';
import { scaleway } from './scaleway.ts';
import { upcloud } from './upcloud.ts';
import { vultr } from './vultr.ts';

/** Every provider that an account can be made for, in the order in which they are offered. */
export const providerKinds: readonly ProviderKind[] = [
  conohaV3,
  conohaV2,
  openStack,
  azure,
  nifcloud,
  libvirt,
  qmp,
  proxmox,
  hetzner,
  sakura,
  upcloud,
  linode,
  ovh,
  vultr,
  digitalOcean,
  scaleway,
  hive,
];

/** @throws ProviderError `provider.unknownProvider` with the names that exist */
export function providerKind(name: string): ProviderKind {
  const kind = providerKinds.find((known) => known.name === name);
  if (!kind) throw new ProviderError('provider.unknownProvider', { provider: quote(name), names: listNames(providerKinds.map((known) => known.name)) });
  return kind;
}

/** Takes the values that a person gave apart into what a file may hold and what it may not. Empty ones are left out; defaults are filled in. */
export function splitSecrets(kind: ProviderKind, values: Readonly<Record<string, string>>): { readonly settings: Record<string, string>; readonly secrets: Record<string, string> } {
  const given = kind.fields.map((field) => ({ ...field, value: values[field.name] || field.default || '' })).filter(({ value }) => value !== '');
  const pick = (secret: boolean): Record<string, string> => Object.fromEntries(given.filter((field) => (field.secret ?? false) === secret).map(({ name, value }) => [name, value]));
  return { settings: pick(false), secrets: pick(true) };
}

/**
 * The provider behind an account.
 * @param secrets by the names of the provider's secret fields
 * @param openAccount for an account that builds upon another one; asked only when that one is needed
 * @throws ProviderError `provider.unknownProvider`, `provider.settingMissing`, `provider.settingWrong`, `provider.secretMissing`
 */
export async function createProvider(
  account: Account,
  secrets: Readonly<Record<string, Secret>>,
  ports: ProviderPorts,
  openAccount: OpenAccount = openNone,
): Promise<Provider> {
  const kind = providerKind(account.provider);
  const { settings } = splitSecrets(kind, account.settings);
  const credentials = { name: account.name, settings, secrets };
  for (const field of kind.fields.filter(({ optional }) => !optional)) {
    if (field.secret) needSecret(credentials, field.name);
    else needSetting(credentials, field.name);
  }
  return await kind.create(credentials, ports, openAccount);
}

function openNone(name: string): Promise<never> {
  return Promise.reject(new ProviderError('provider.accountUnknown', { account: quote(name), names: listNames([]) }));
}
