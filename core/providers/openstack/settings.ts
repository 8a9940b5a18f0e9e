import { Secret } from '../../base/secret.ts';
import type { TlsTrust } from '../../link/endpoint.ts';
import { ProviderError } from '../error.ts';
import type { Files } from '../ports.ts';

/** A name or id within Keystone. */
export type Named = { readonly id: string } | { readonly name: string };
export type KeystoneUser = { readonly id: string } | { readonly name: string; readonly domain: Named };

/** How to prove who one is. */
export type KeystoneCredentials =
  | { readonly kind: 'password'; readonly user: KeystoneUser; readonly password: Secret }
  | { readonly kind: 'applicationCredential'; readonly credential: { readonly id: string } | { readonly name: string; readonly user: KeystoneUser }; readonly secret: Secret }
  | { readonly kind: 'token'; readonly token: Secret };

/** What a token is to be valid for. Nothing: what the credentials stand for by themselves. */
export type KeystoneScope =
  | { readonly project: { readonly id: string } | { readonly name: string; readonly domain: Named } }
  | { readonly domain: Named }
  | { readonly system: { readonly all: true } };

/** All that is needed to reach one OpenStack project. */
export interface OpenStackSettings {
  /** The address of Keystone's version 3. */
  readonly identityUrl: string;
  readonly credentials: KeystoneCredentials;
  readonly scope?: KeystoneScope;
  readonly region?: string;
  /** Which of the catalog's addresses to use: `public`, `internal` or `admin`. */
  readonly interface: string;
  /** Used instead of the catalog's compute address. */
  readonly computeUrl?: string;
  readonly tls?: TlsTrust;
}

/** The settings under the names that OpenStack's own tools give them: `OS_*` in lower case without the prefix, and the keys of clouds.yaml. */
export type OpenStackOptions = Readonly<Record<string, string>>;

/**
 * Reads settings from options.
 * @param source where the options came from, as a person would look for it
 * @throws ProviderError `provider.settingMissing`, `provider.settingWrong`, `provider.fileWrong`
 */
export async function readOpenStackSettings(options: OpenStackOptions, source: string, files: Pick<Files, 'read'>): Promise<OpenStackSettings> {
  const reader = new OptionReader(options, source);
  const credentials = readCredentials(reader);
  const scope = readScope(reader, credentials.kind);
  const region = reader.get('region_name');
  const computeUrl = reader.get('compute_endpoint_override');
  const tls = await readTls(reader, files);
  return {
    identityUrl: identityUrl(reader),
    credentials,
    interface: (reader.get('interface', 'endpoint_type') ?? 'public').replace(/URL$/, ''),
    ...(scope ? { scope } : {}),
    ...(region ? { region } : {}),
    ...(computeUrl ? { computeUrl: reader.url('compute_endpoint_override', computeUrl) } : {}),
    ...(tls ? { tls } : {}),
  };
}

class OptionReader {
  readonly #options: OpenStackOptions;
  readonly #source: string;

  constructor(options: OpenStackOptions, source: string) {
    this.#options = options;
    this.#source = source;
  }

  /** The first of the options that is set and not empty. */
  get(...names: string[]): string | undefined {
    return names.map((name) => this.#options[name]).find((value) => value !== undefined && value !== '');
  }

  need(...names: string[]): string {
    const value = this.get(...names);
    if (value === undefined) throw new ProviderError('provider.settingMissing', { setting: names[0] ?? '', source: this.#source });
    return value;
  }

  /** An address of HTTP without its closing slash. */
  url(setting: string, value: string): string {
    const parsed = URL.canParse(value) ? new URL(value) : undefined;
    if (parsed && /^https?:$/.test(parsed.protocol)) return value.replace(/\/+$/, '');
    throw this.wrong(setting, 'no http(s) address');
  }

  wrong(setting: string, observed: string): ProviderError {
    return new ProviderError('provider.settingWrong', { setting, source: this.#source, observed });
  }
}

/** Keystone's address may be given with or without a version; version 2 ended in 2018 and its address leads to version 3 beside it. */
function identityUrl(reader: OptionReader): string {
  const url = reader.url('auth_url', reader.need('auth_url'));
  return url.replace(/\/v(2\.0|3)$/, '').concat('/v3');
}

function readCredentials(reader: OptionReader): KeystoneCredentials {
  const type = reader.get('auth_type')?.replace(/^v3/, '') ?? guessType(reader);
  switch (type) {
    case 'password':
      return { kind: 'password', user: readUser(reader), password: new Secret(reader.need('password')) };
    case 'applicationcredential': {
      const id = reader.get('application_credential_id');
      const credential = id ? { id } : { name: reader.need('application_credential_id', 'application_credential_name'), user: readUser(reader) };
      return { kind: 'applicationCredential', credential, secret: new Secret(reader.need('application_credential_secret')) };
    }
    case 'token':
      return { kind: 'token', token: new Secret(reader.need('token')) };
  }
  throw reader.wrong('auth_type', `${type}: password, v3applicationcredential, token`);
}

function guessType(reader: OptionReader): string {
  if (reader.get('application_credential_id', 'application_credential_name')) return 'applicationcredential';
  return !reader.get('password') && reader.get('token') ? 'token' : 'password';
}

function readUser(reader: OptionReader): KeystoneUser {
  const id = reader.get('user_id', 'userid');
  return id ? { id } : { name: reader.need('username', 'user_name'), domain: domainOf(reader, 'user') };
}

/** Older files give one domain for both user and project; where none is given, Keystone's own first domain has the id `default`. */
function domainOf(reader: OptionReader, owner: 'user' | 'project'): Named {
  const id = reader.get(`${owner}_domain_id`);
  if (id) return { id };
  const name = reader.get(`${owner}_domain_name`);
  if (name) return { name };
  const sharedId = reader.get('domain_id', 'default_domain_id');
  if (sharedId) return { id: sharedId };
  const sharedName = reader.get('domain_name', 'default_domain_name');
  return sharedName ? { name: sharedName } : { id: reader.get('default_domain') ?? 'default' };
}

/** An application credential is bound to its project already, and Keystone refuses a scope beside it. */
function readScope(reader: OptionReader, kind: KeystoneCredentials['kind']): KeystoneScope | undefined {
  if (kind === 'applicationCredential') return undefined;
  if (reader.get('system_scope') === 'all') return { system: { all: true } };
  const id = reader.get('project_id', 'tenant_id');
  if (id) return { project: { id } };
  const name = reader.get('project_name', 'tenant_name');
  if (name) return { project: { name, domain: domainOf(reader, 'project') } };
  const domainId = reader.get('domain_id');
  if (domainId) return { domain: { id: domainId } };
  const domainName = reader.get('domain_name');
  return domainName ? { domain: { name: domainName } } : undefined;
}

const isTrue = (text: string | undefined): boolean => /^(true|yes|1)$/i.test(text ?? '');
const isFalse = (text: string | undefined): boolean => /^(false|no|0)$/i.test(text ?? '');

/** `verify: false` wins over `cacert`, as in OpenStack's own tools. */
async function readTls(reader: OptionReader, files: Pick<Files, 'read'>): Promise<TlsTrust | undefined> {
  if (isFalse(reader.get('verify')) || (!reader.get('verify') && isTrue(reader.get('insecure')))) return { unchecked: true };
  const path = reader.get('cacert');
  if (!path) return undefined;
  const text = await files.read(path);
  const authorities = text?.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (!authorities) throw new ProviderError('provider.fileWrong', { path, observed: text === undefined ? 'ENOENT' : 'PEM?' });
  return { certificateAuthorities: authorities };
}
