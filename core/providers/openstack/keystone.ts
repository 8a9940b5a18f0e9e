import { z } from 'zod';
import { Secret } from '../../base/secret.ts';
import { ProviderError } from '../error.ts';
import type { HttpClient } from '../http.ts';
import { listNames } from '../names.ts';
import type { ComputeSession } from './nova.ts';
import type { KeystoneCredentials, KeystoneUser, OpenStackSettings } from './settings.ts';

const catalogSchema = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(z.object({ interface: z.string(), region: z.string().nullish(), region_id: z.string().nullish(), url: z.string() })),
  }),
);
const tokenSchema = z.object({ token: z.object({ expires_at: z.string().nullish(), catalog: catalogSchema.default([]) }) });

type Catalog = z.infer<typeof catalogSchema>;

/**
 * Signs in at Keystone v3 and finds the compute service (identity API v3: POST /auth/tokens, the token is in the header X-Subject-Token).
 * @throws ProviderError; `provider.noCompute` and `provider.regionNeeded` where the catalog does not say which address to use
 */
export async function signInAtKeystone(http: HttpClient, settings: OpenStackSettings, signal: AbortSignal): Promise<ComputeSession> {
  const { identityUrl, credentials, scope } = settings;
  hideSecrets(http, credentials);
  const reply = await http.json(
    { method: 'POST', url: `${identityUrl}/auth/tokens`, json: { auth: { identity: identityOf(credentials), ...(scope ? { scope } : {}) } }, retry: true },
    tokenSchema,
    signal,
  );
  const token = reply.header('x-subject-token');
  if (!token) throw new ProviderError('provider.answerNotUnderstood', { host: new URL(identityUrl).host, service: 'Keystone', observed: 'no X-Subject-Token' });
  http.hide(token);
  const expiresAtMs = Date.parse(reply.body.token.expires_at ?? '');
  return {
    token: new Secret(token),
    computeUrl: settings.computeUrl ?? findCompute(reply.body.token.catalog, settings),
    ...(Number.isFinite(expiresAtMs) ? { expiresAtMs } : {}),
  };
}

function hideSecrets(http: HttpClient, credentials: KeystoneCredentials): void {
  switch (credentials.kind) {
    case 'password':
      return http.hide(credentials.password);
    case 'applicationCredential':
      return http.hide(credentials.secret);
    case 'token':
      return http.hide(credentials.token);
  }
}

function identityOf(credentials: KeystoneCredentials): object {
  switch (credentials.kind) {
    case 'password':
      return { methods: ['password'], password: { user: { ...userOf(credentials.user), password: credentials.password.reveal() } } };
    case 'applicationCredential':
      return { methods: ['application_credential'], application_credential: { ...credentials.credential, secret: credentials.secret.reveal() } };
    case 'token':
      return { methods: ['token'], token: { id: credentials.token.reveal() } };
  }
}

const userOf = (user: KeystoneUser): object => ('id' in user ? { id: user.id } : { name: user.name, domain: user.domain });

/** Endpoints come in any order, so they are chosen by interface and region, never by place. */
function findCompute(catalog: Catalog, settings: OpenStackSettings): string {
  // Without a project there is no catalog.
  if (catalog.length === 0) throw new ProviderError('provider.noProject', { service: 'OpenStack' });
  const endpoints = catalog.filter(({ type }) => type === 'compute').flatMap((service) => service.endpoints);
  const regionOf = (endpoint: (typeof endpoints)[number]): string => endpoint.region_id ?? endpoint.region ?? '';
  const offered = endpoints.filter((endpoint) => endpoint.interface === settings.interface);
  const fitting = offered.filter((endpoint) => settings.region === undefined || settings.region === endpoint.region || settings.region === endpoint.region_id);
  const [chosen] = fitting;
  if (!chosen) {
    const names = listNames(endpoints.map((endpoint) => `${regionOf(endpoint)}/${endpoint.interface}`));
    throw new ProviderError('provider.noCompute', { interface: settings.interface, region: settings.region ?? '*', names });
  }
  const regions = new Set(fitting.map(regionOf));
  if (regions.size > 1) throw new ProviderError('provider.regionNeeded', { cloud: new URL(settings.identityUrl).host, names: listNames([...regions]) });
  return chosen.url.replace(/\/+$/, '');
}
