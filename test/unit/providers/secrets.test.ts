import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { describeEndpoint } from '../../../core/link/endpoint.ts';
import { createProvider, providerKinds } from '../../../core/providers/index.ts';
import { calm, createWorld, startPeer, type Reply, type Seen } from './world.ts';

/** Everything of a request, as a careless or hostile provider may repeat it. */
const repeat = ({ path, headers, text }: Seen): string => `${path} ${text} ${JSON.stringify(headers)} ${headers.authorization?.split(' ')[1] ?? ''}`;

const everything = (error: unknown): string => {
  if (!(error instanceof BootcatchError)) return String(error);
  return [error.message, error.localized('ja'), JSON.stringify(error.values), JSON.stringify(error), error.cause === undefined ? '' : everything(error.cause)].join('\n');
};

/** Sign-ins succeed, so that tokens are about; every other call is refused with all that was sent. */
function answer(request: Seen, status: number): Reply {
  if (status !== 401 && request.path.endsWith('/auth/tokens')) {
    return { status: 201, headers: { 'x-subject-token': 'PLANTED-session-token' }, json: { token: { catalog: [{ type: 'compute', endpoints: [{ interface: 'public', url: `http://${request.headers.host}/nova` }] }] } } };
  }
  if (status !== 401 && request.path.endsWith('/tokens')) return { status: 200, json: { access: { token: { id: 'PLANTED-session-token' } } } };
  if (status !== 401 && request.path.endsWith('/access/ticket')) return { status: 200, json: { data: { ticket: 'PLANTED-session-token', CSRFPreventionToken: 'PLANTED-csrf-token' } } };
  if (status !== 401 && request.path.endsWith('/oauth2/v2.0/token')) return { status: 200, json: { access_token: 'PLANTED-session-token', expires_in: 3600 } };
  if (request.path === '/auth/time') return { status: 200, json: 1_900_000_000 };
  const said = repeat(request).replaceAll(/[<&]/g, ' ');
  return { status, headers: { location: `http://elsewhere.invalid/?${said.slice(0, 500).replaceAll(/[^\w=&-]/g, '')}` }, json: { message: said, error: { message: said } } };
}

const alternatives: Record<string, readonly Record<string, string>[]> = {
  openstack: [{ username: 'u', project_name: 'p' }, { application_credential_id: 'ac1', auth_type: 'v3applicationcredential' }],
  proxmox: [{ tokenId: 'root@pam!b' }, { username: 'root@pam' }],
  azure: [{ tenant: 't1', client: 'c1' }],
};
const addresses = new Set(['url', 'loginUrl', 'identityUrl', 'computeUrl', 'auth_url']);
const cases = providerKinds
  .filter(({ name }) => !['libvirt', 'qmp', 'hive'].includes(name))
  .flatMap((kind) => (alternatives[kind.name] ?? [{}]).flatMap((settings, index) => [302, 400, 401, 403, 404, 409, 500].map((status) => ({ kind, settings, status, name: `${kind.name} ${index} ${status}` }))));

describe('a provider that repeats all it was told', () => {
  test.each(cases)('$name: no secret in any error or report', async ({ kind, settings, status }) => {
    await using peer = await startPeer((request) => answer(request, status));
    const world = createWorld();
    const planted = kind.fields.filter(({ secret }) => secret).map(({ name }) => [name, new Secret(`PLANTED-${name}+/"é`)] as const);
    const given = Object.fromEntries(kind.fields.filter(({ secret, optional }) => !secret && !optional).map(({ name }) => [name, 'plain']));
    const own = Object.fromEntries(kind.fields.filter(({ name }) => addresses.has(name)).map(({ name }) => [name, peer.url]));
    const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...given, ...settings, ...own, ...(kind.name === 'ovh' ? { endpoint: 'eu' } : {}) } }, Object.fromEntries(planted), world);
    const errors: unknown[] = [];
    const keep = async (work: Promise<unknown>): Promise<void> => void (await work.catch((error: unknown) => errors.push(error)));
    await keep(provider.servers(calm));
    await keep(provider.target('web-01', calm));
    expect(errors).toHaveLength(2);
    const written = [...errors.map(everything), JSON.stringify(world.reports)].join('\n');
    expect(peer.seen.some((request) => decodeURIComponent(repeat(request)).includes('PLANTED') || /Basic|x-ovh|Signature/.test(repeat(request)))).toBe(true);
    expect(written).not.toMatch(/PLANTED/);
    for (const [, secret] of planted) {
      expect(written).not.toContain(Buffer.from(`plain:${secret.reveal()}`).toString('base64'));
      expect(written).not.toContain(secret.reveal().slice(0, 12));
    }
  });
});

describe('an endpoint that carries secrets', () => {
  const vncPassword = new Secret('PLANTED-vncPassword');

  test.each(['vnc://127.0.0.1:1', 'vnc://:PLANTED-shown@192.0.2.5:1', 'vnc://:PLANTED-shown@broken'])('libvirt’s %s shows none, in any form', async (display) => {
    const world = createWorld({ run: (_program, args) => ({ exitCode: 0, stdout: args.includes('domdisplay') ? display : 'web-01', stderr: '' }) });
    const provider = await createProvider({ name: 'lab', provider: 'libvirt', settings: {} }, { vncPassword }, world);
    const target = await provider.target('web-01', calm);
    const written = await target.endpoint(calm).then((endpoint) => `${describeEndpoint(endpoint)} ${JSON.stringify(endpoint)} ${String(endpoint.password)}`, everything);
    expect(`${written} ${JSON.stringify(world.reports)}`).not.toContain('PLANTED');
  });

  test('Scaleway’s admission shows none', async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { servers: [{ id: '7', name: 'web-01', state: 'running', zone: 'fr-par-1' }] } }));
    const provider = await createProvider({ name: 'main', provider: 'scaleway', settings: { url: peer.url } }, { token: new Secret('PLANTED-token') }, createWorld());
    const endpoint = await (await provider.target('web-01', calm)).endpoint(calm);
    expect(endpoint.text?.admission?.reveal()).toContain('PLANTED-token');
    expect(`${describeEndpoint(endpoint)} ${JSON.stringify(endpoint)}`).not.toContain('PLANTED');
  });
});
