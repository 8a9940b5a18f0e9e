import { member } from '../../fakes/http.ts';
import type { DebianKeystone } from './debian-keystone.ts';

/** What a Keystone of the bench knows: two domains, and people with and without a role. */
export interface Customers {
  readonly password: string;
  /** Of the domain `customers`: may use its project `shop`. */
  readonly demoId: string;
  readonly shopId: string;
}

/** The address of a service that is not there. */
const nowhere = 'http://127.0.0.1:1/v2.1';

/**
 * Fills a Keystone. In the domain `customers`: the project `shop` and the users `demo` (a member of it), `stranger` (no role) and `gone` (disabled). In `Default`: the
 * project `own` with its member `local`. The compute service is in two regions, in each at one address alone: RegionTwo's public one, RegionOne's internal one.
 */
export async function fillKeystone(keystone: DebianKeystone, computeUrl: string, password: string): Promise<Customers> {
  const admin: DebianKeystone['admin'] = (...call) => keystone.admin(...call);
  const create = async (kind: string, values: object, method = 'POST'): Promise<string> => String(member(await admin(method, `/${kind}s`, { [kind]: values }), kind, 'id'));
  const domainId = await create('domain', { name: 'customers' });
  const shopId = await create('project', { name: 'shop', domain_id: domainId });
  const ownId = await create('project', { name: 'own', domain_id: 'default' });
  const user = (name: string, more: object): Promise<string> => create('user', { name, password, ...more });
  const demoId = await user('demo', { domain_id: domainId });
  await user('stranger', { domain_id: domainId });
  await user('gone', { domain_id: domainId, enabled: false });
  const localId = await user('local', { domain_id: 'default' });
  const roleId = String(member(await admin('GET', '/roles?name=member'), 'roles', '0', 'id'));
  await admin('PUT', `/projects/${shopId}/users/${demoId}/roles/${roleId}`);
  await admin('PUT', `/projects/${ownId}/users/${localId}/roles/${roleId}`);
  await admin('POST', '/regions', { region: { id: 'RegionTwo' } });
  const serviceId = await create('service', { type: 'compute', name: 'nova' });
  const works = { RegionOne: 'internal', RegionTwo: 'public' } as const;
  for (const [region, right] of Object.entries(works)) {
    for (const kind of ['internal', 'admin', 'public']) await create('endpoint', { service_id: serviceId, interface: kind, region_id: region, url: kind === right ? computeUrl : nowhere });
  }
  return { password, demoId, shopId };
}

/** An application credential of the user `demo` for the project `shop`, as `demo` would make it. Resolves with its id. */
export async function makeApplicationCredential({ url }: DebianKeystone, { demoId, shopId, password }: Customers, credential: object): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const auth = { identity: { methods: ['password'], password: { user: { id: demoId, password } } }, scope: { project: { id: shopId } } };
  const signIn = await fetch(`${url}/v3/auth/tokens`, { method: 'POST', headers: json, body: JSON.stringify({ auth }) });
  const headers = { ...json, 'x-auth-token': signIn.headers.get('x-subject-token') ?? '' };
  const made = await fetch(`${url}/v3/users/${demoId}/application_credentials`, { method: 'POST', headers, body: JSON.stringify({ application_credential: credential }) });
  const body: unknown = await made.json();
  if (!made.ok) throw new Error(`Keystone made no application credential: ${JSON.stringify(body)}`);
  return String(member(body, 'application_credential', 'id'));
}
