import { HttpClient } from '../http.ts';
import type { ProviderKind } from '../kind.ts';
import type { ProviderPorts } from '../ports.ts';
import type { Provider, ReachProfile } from '../provider.ts';
import { SignIn } from '../sign-in.ts';
import { optionsFromCloudsFile, optionsFromEnvironment } from './clouds.ts';
import { signInAtKeystone } from './keystone.ts';
import { NovaProvider, type NovaProfile } from './nova-provider.ts';
import { Nova, novaConsoleField, novaConsoleOf, type NovaConsole } from './nova.ts';
import { readOpenStackSettings, type OpenStackSettings } from './settings.ts';

/**
 * Measured on nova 26.2.2: the console's port opens 2.3 s after the reboot was taken and the menu comes 0.7 to 1.0 s later. Dials before that are cut after
 * 0.2 s or hang for 1.4 to 2.1 s, so eight of them may hang at once while a ninth still gets its turn; calls for a console hang as long. The gateway
 * negotiates by itself and breaks on anything that comes before its security list: `split`. A call for a console is answered 404 from 0.8 to 0.3 s before the port opens,
 * then 200: the moment for dense probes. A cloud that is quicker than the one measured announces nothing: its console may be back within half a second.
 */
export const novaReach: ReachProfile = {
  firstDelayMs: 0,
  intervalMs: 250,
  maxInFlight: 8,
  probeTimeoutMs: 3_000,
  renewIntervalMs: 300,
  maxRenewalsInFlight: 8,
  handshake: 'split',
  atOnce: { intervalMs: 100, forMs: 600 },
  whenAnnounced: { intervalMs: 30, forMs: 1_200, maxInFlight: 12 },
  evidence: 'measured',
};

const profile: NovaProfile = {
  name: 'openstack',
  service: 'OpenStack',
  reach: novaReach,
  otherWaysIn: ['provider.way.openstack.rescue', 'provider.way.openstack.volume', 'provider.way.paste'],
  stop: { 'os-stop': null },
  rescue: true,
  namesOf: ({ name }) => [name ?? ''],
  keymapOf: () => undefined,
};

/**
 * OpenStack as its makers ship it.
 * @param account how the person knows these credentials
 */
export function createOpenStack(settings: OpenStackSettings, account: string, ports: ProviderPorts, console: NovaConsole = 'vnc'): Provider {
  const http = new HttpClient(ports, { service: profile.service, tls: settings.tls });
  if (settings.tls?.unchecked) ports.report({ key: 'provider.certificatesUnchecked', values: { service: account } });
  const signIn = new SignIn(ports.clock, (signal) => signInAtKeystone(http, settings, signal), account, () =>
    ports.report({ key: 'provider.signInAgain', values: { service: profile.service } }),
  );
  return new NovaProvider(new Nova(http, signIn, { consoleCall: 'negotiate' }), { ...profile, console }, settings.tls);
}

/**
 * The OpenStack of a cloud in clouds.yaml, or of the `OS_*` variables for `env`.
 * @throws ProviderError `provider.setting…`, `provider.noCloudsFile`, `provider.cloudUnknown`, `provider.regionNeeded`, `provider.fileWrong`
 */
export async function openOpenStack(cloud: string, ports: ProviderPorts): Promise<Provider> {
  const { OS_CLOUD, OS_AUTH_URL } = ports.environment;
  const fromEnvironment = cloud === 'env' && (OS_AUTH_URL || !OS_CLOUD);
  const { options, source } = fromEnvironment
    ? { options: optionsFromEnvironment(ports.environment), source: 'OS_*' }
    : await optionsFromCloudsFile(cloud === 'env' ? (OS_CLOUD ?? cloud) : cloud, ports);
  return createOpenStack(await readOpenStackSettings(options, source, ports.files), cloud, ports);
}

/** Settings under OpenStack's own names, for an account that is kept by bootcatch. */
export const openStack: ProviderKind = {
  name: 'openstack',
  title: 'OpenStack',
  triedOnRealSoftware: true,
  fields: [
    { name: 'auth_url', hint: 'provider.field.openstack.authUrl' },
    { name: 'region_name', hint: 'provider.field.openstack.region', optional: true },
    { name: 'username', hint: 'provider.field.openstack.username', optional: true },
    { name: 'user_domain_name', hint: 'provider.field.openstack.userDomain', optional: true },
    { name: 'project_name', hint: 'provider.field.openstack.project', optional: true },
    { name: 'project_domain_name', hint: 'provider.field.openstack.projectDomain', optional: true },
    { name: 'application_credential_id', hint: 'provider.field.openstack.credentialId', optional: true },
    novaConsoleField,
    { name: 'interface', hint: 'provider.field.openstack.interface', optional: true },
    { name: 'compute_endpoint_override', hint: 'provider.field.computeUrl', optional: true },
    { name: 'cacert', hint: 'provider.field.cacert', optional: true },
    { name: 'password', hint: 'provider.field.openstack.password', secret: true, optional: true },
    { name: 'application_credential_secret', hint: 'provider.field.openstack.credentialSecret', secret: true, optional: true },
  ],
  create: async (account, ports) => {
    const { name, settings, secrets } = account;
    const revealed = Object.fromEntries(Object.entries(secrets).map(([field, secret]) => [field, secret.reveal()]));
    return createOpenStack(await readOpenStackSettings({ ...settings, ...revealed }, name, ports.files), name, ports, novaConsoleOf(account));
  },
};
