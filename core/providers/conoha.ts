import { z } from 'zod';
import { Secret } from '../base/secret.ts';
import { HttpClient } from './http.ts';
import { needSecret, needSetting, type AccountCredentials, type AccountField, type ProviderKind } from './kind.ts';
import { signInAtKeystone } from './openstack/keystone.ts';
import { NovaProvider, type NovaProfile } from './openstack/nova-provider.ts';
import { Nova, novaConsoleField, novaConsoleOf, type ComputeSession, type NovaDialect, type NovaServer } from './openstack/nova.ts';
import { novaReach } from './openstack/openstack.ts';
import type { ProviderPorts } from './ports.ts';
import { withoutDenseSpells, type Provider, type ReachProfile, type Target } from './provider.ts';
import { SignIn } from './sign-in.ts';

/** ConoHa is OpenStack, so Nova's measured timing is the best guess; the manners are those towards a stranger. */
const reach: ReachProfile = { ...withoutDenseSpells(novaReach), maxInFlight: 4, evidence: 'inferred' };

/** The control panel shows ids of 32 hexadecimal digits, and names such as `gncu12345678`. */
const looksLikeId = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text) || z.uuid().safeParse(text).success;

/** Set in metadata that ConoHa keeps as JSON inside a string. */
const properties = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('no JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ vnc_keymap: z.string().optional() }));

function keymapOf({ metadata }: NovaServer): Target['keymap'] {
  const parsed = properties.safeParse(metadata['properties']);
  const keymap = parsed.success ? parsed.data.vnc_keymap : undefined;
  return keymap === 'ja' || keymap === 'en-us' ? keymap : undefined;
}

/** The name that the person gave is a label in the metadata; `name` is generated. */
function namesOf({ name, metadata }: NovaServer): readonly string[] {
  const label = metadata['instance_name_tag'];
  return [typeof label === 'string' ? label : '', name ?? ''];
}

const common = { service: 'ConoHa', reach, rescue: false, namesOf, keymapOf, stop: { 'os-stop': { force_shutdown: true } } } satisfies Partial<NovaProfile>;

const fields = (region: string): readonly AccountField[] => [
  { name: 'region', hint: 'provider.field.conoha.region', default: region },
  { name: 'user', hint: 'provider.field.conoha.user' },
  { name: 'tenant', hint: 'provider.field.conoha.tenant' },
  { name: 'password', hint: 'provider.field.conoha.password', secret: true },
  novaConsoleField,
  { name: 'identityUrl', hint: 'provider.field.identityUrl', optional: true },
  { name: 'computeUrl', hint: 'provider.field.computeUrl', optional: true },
];

/** ConoHa's API of version 3 (servers made since the end of 2023). Addresses are fixed: its own tools do not read the catalog either. */
export const conohaV3: ProviderKind = {
  name: 'conoha',
  title: 'ConoHa (API v3)',
  fields: fields('c3j1'),
  create: (account, ports) => {
    const region = needSetting(account, 'region');
    const user = needSetting(account, 'user');
    const tenant = needSetting(account, 'tenant');
    const domain = { id: 'default' };
    const settings = {
      identityUrl: account.settings['identityUrl'] || `https://identity.${region}.conoha.io/v3`,
      computeUrl: account.settings['computeUrl'] || `https://compute.${region}.conoha.io/v2.1`,
      credentials: { kind: 'password', user: looksLikeId(user) ? { id: user } : { name: user, domain }, password: needSecret(account, 'password') },
      scope: { project: looksLikeId(tenant) ? { id: tenant } : { name: tenant, domain } },
      interface: 'public',
    } as const;
    const profile: NovaProfile = { ...common, name: 'conoha', console: novaConsoleOf(account), otherWaysIn: ['provider.way.conoha.iso', 'provider.way.conoha.serial', 'provider.way.paste'] };
    // No version is named in the console call: ConoHa's own tools send none.
    return assemble(account, ports, profile, 'none', (http, signal) => signInAtKeystone(http, settings, signal));
  },
};

/** ConoHa's older API (`tyo1`, `tyo2`, `sin1`, `sjc1`): Keystone v2 and Nova's first console calls. */
export const conohaV2: ProviderKind = {
  name: 'conoha-v2',
  title: 'ConoHa (API v2)',
  fields: fields('tyo1'),
  create: (account, ports) => {
    const region = needSetting(account, 'region');
    const tenant = needSetting(account, 'tenant');
    const identityUrl = account.settings['identityUrl'] || `https://identity.${region}.conoha.io/v2.0`;
    const computeUrl = account.settings['computeUrl'] || `https://compute.${region}.conoha.io/v2/${encodeURIComponent(tenant)}`;
    const credentials = { username: needSetting(account, 'user'), password: needSecret(account, 'password') };
    const profile: NovaProfile = { ...common, name: 'conoha-v2', console: novaConsoleOf(account), otherWaysIn: ['provider.way.conoha.isoV2', 'provider.way.conoha.serial', 'provider.way.paste'] };
    return assemble(account, ports, profile, 'legacy', async (http, signal) => {
      http.hide(credentials.password);
      const passwordCredentials = { username: credentials.username, password: credentials.password.reveal() };
      const request = { method: 'POST', url: `${identityUrl}/tokens`, json: { auth: { passwordCredentials, tenantId: tenant } }, retry: true } as const;
      const { token } = (await http.json(request, accessSchema, signal)).body.access;
      http.hide(token.id);
      const expiresAtMs = Date.parse(token.expires ?? '');
      return { token: new Secret(token.id), computeUrl, ...(Number.isFinite(expiresAtMs) ? { expiresAtMs } : {}) };
    });
  },
};

const accessSchema = z.object({ access: z.object({ token: z.object({ id: z.string().min(1), expires: z.string().nullish() }) }) });

function assemble(
  account: AccountCredentials,
  ports: ProviderPorts,
  profile: NovaProfile,
  consoleCall: NovaDialect['consoleCall'],
  open: (http: HttpClient, signal: AbortSignal) => Promise<ComputeSession>,
): Provider {
  const http = new HttpClient(ports, { service: profile.service });
  const signIn = new SignIn(ports.clock, (signal) => open(http, signal), account.name, () =>
    ports.report({ key: 'provider.signInAgain', values: { service: profile.service } }),
  );
  return new NovaProvider(new Nova(http, signIn, { consoleCall }), profile, undefined);
}
