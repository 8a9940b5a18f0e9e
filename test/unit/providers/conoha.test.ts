import { describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply, type Seen } from './world.ts';

const USER = '0123456789abcdef0123456789abcdef';
const TENANT = 'fedcba9876543210fedcba9876543210';
const server = {
  id: '11111111-2222-3333-4444-555555555555',
  name: 'vm-11111111-22',
  status: 'ACTIVE',
  addresses: { ext: [{ addr: '192.0.2.20', version: 4 }] },
  metadata: { instance_name_tag: 'web-01', properties: '{"vnc_keymap":"ja","hw_video_model":"vga"}' },
};

async function startConoha(own?: (request: Seen) => Reply | undefined): Promise<HttpPeer> {
  return await startPeer((request) => {
    const reply = own?.(request);
    if (reply) return reply;
    if (request.path === '/v3/auth/tokens') return { status: 201, headers: { 'x-subject-token': 'v3-token' }, json: { token: { expires_at: '2026-01-02T00:00:00.000000Z' } } };
    if (request.path === '/v2.0/tokens') return { status: 200, json: { access: { token: { id: 'v2-token', expires: '2026-01-02T00:00:00Z' } } } };
    if (request.path.endsWith('/servers/detail')) return { status: 200, json: { servers: [server] } };
    if (request.path.endsWith('/remote-consoles') && request.path.startsWith('/v2.1/')) {
      return { status: 200, json: { remote_console: { protocol: 'vnc', type: 'novnc', url: 'https://vnc.example/vnc_lite.html?path=%3Ftoken%3Dc0ffee' } } };
    }
    if (request.text.includes('os-getSerialConsole') && request.path.startsWith('/v2/')) return { status: 200, json: { console: { type: 'serial', url: 'wss://console.example/?token=c0ffee' } } };
    if (request.text.includes('os-getVNCConsole') && request.path.startsWith('/v2/')) return { status: 200, json: { console: { type: 'novnc', url: 'https://vnc.example/vnc_auto.html?token=c0ffee' } } };
    return request.path.endsWith('/action') ? { status: 202 } : { status: 404, json: { error: { code: 404, message: 'Not Found' } } };
  });
}

async function open(provider: 'conoha' | 'conoha-v2', peer: HttpPeer, settings: Record<string, string> = {}) {
  const world = createWorld();
  const own: Record<string, string> =
    provider === 'conoha' ? { identityUrl: `${peer.url}/v3`, computeUrl: `${peer.url}/v2.1` } : { identityUrl: `${peer.url}/v2.0`, computeUrl: `${peer.url}/v2/${TENANT}` };
  const account = { name: 'main', provider, settings: { user: USER, tenant: TENANT, ...own, ...settings } };
  return { world, provider: await createProvider(account, { password: new Secret('api-password') }, world) };
}

const calls = (peer: HttpPeer): string[] => peer.seen.map(({ method, path }) => `${method} ${path}`);

describe('the serial console', () => {
  test('is a text console where the account wants it', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha-v2', peer, { console: 'serial' });
    const endpoint = await (await provider.target('web-01', calm)).endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'websocket', text: {} });
    expect(endpoint.kind === 'websocket' && endpoint.url.reveal()).toBe('wss://console.example/?token=c0ffee');
    expect(peer.seen.at(-1)?.json).toEqual({ 'os-getSerialConsole': { type: 'serial' } });
    await expect(open('conoha', peer, { console: 'spice' })).rejects.toMatchObject({ code: 'provider.settingWrong' });
  });
});

describe('version 3', () => {
  test('signs in with ids', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha', peer);
    expect(await provider.servers(calm)).toEqual([{ id: server.id, name: 'web-01', status: 'ACTIVE', addresses: ['192.0.2.20'] }]);
    expect(peer.seen[0]?.json).toEqual({
      auth: { identity: { methods: ['password'], password: { user: { id: USER, password: 'api-password' } } }, scope: { project: { id: TENANT } } },
    });
    expect(peer.seen[1]).toMatchObject({ path: '/v2.1/servers/detail', headers: { 'x-auth-token': 'v3-token' } });
  });

  test('signs in with names', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha', peer, { user: 'gncu1', tenant: 'gnct1' });
    await provider.servers(calm);
    const domain = { id: 'default' };
    expect(peer.seen[0]?.json).toEqual({
      auth: { identity: { methods: ['password'], password: { user: { name: 'gncu1', domain, password: 'api-password' } } }, scope: { project: { name: 'gnct1', domain } } },
    });
  });

  test('gets the console without naming a version, and never by the older call', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha', peer);
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint.kind === 'websocket' && endpoint.url.reveal()).toBe('wss://vnc.example/?token=c0ffee');
    const call = peer.seen.at(-1);
    expect(call?.json).toEqual({ remote_console: { protocol: 'vnc', type: 'novnc' } });
    expect(call?.headers['openstack-api-version']).toBeUndefined();
    expect(calls(peer).filter((path) => path.endsWith('/action'))).toEqual([]);
  });

  test('a 404 in the gap passes without trying the older call', async () => {
    await using peer = await startConoha(({ path }) => (path.endsWith('/remote-consoles') ? { status: 404, json: { message: 'Instance could not be found.' } } : undefined));
    const { provider } = await open('conoha', peer);
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.endpoint(calm));
    expect(isRetryable(error)).toBe(true);
    expect(calls(peer).filter((path) => path.endsWith('/action'))).toEqual([]);
  });

  test.each(['web-01', 'vm-11111111-22', server.id])('finds the server by %s and knows its keyboard', async (name) => {
    await using peer = await startConoha();
    const { provider } = await open('conoha', peer);
    expect(await provider.target(name, calm)).toMatchObject({ label: 'web-01', provider: 'conoha', keymap: 'ja', consoleAtReboot: 'drops', canRenew: true });
  });

  test('reboots hard and stops by force', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha', peer);
    const target = await provider.target('web-01', calm);
    await target.reboot?.('hard', calm);
    await target.actions?.stop?.(calm);
    expect(peer.seen.slice(-2).map(({ json }) => json)).toEqual([{ reboot: { type: 'HARD' } }, { 'os-stop': { force_shutdown: true } }]);
  });

  test('a refused sign-in names the account', async () => {
    await using peer = await startConoha(({ path }) => (path.endsWith('/auth/tokens') ? { status: 401, json: { error: { code: 401, message: 'no' } } } : undefined));
    const { provider } = await open('conoha', peer);
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.signInRefused', values: { account: 'main' } });
  });

  test.each(['not JSON', '{"vnc_keymap":7}', '{"vnc_keymap":"fr"}', '{}'])('an unknown keyboard stays unknown: %s', async (properties) => {
    await using peer = await startConoha(({ path }) =>
      path.endsWith('/servers/detail') ? { status: 200, json: { servers: [{ ...server, metadata: { properties } }] } } : undefined,
    );
    const { provider } = await open('conoha', peer);
    expect((await provider.target(server.id, calm)).keymap).toBeUndefined();
  });

  test('its own addresses are made from the region', async () => {
    const asked: string[] = [];
    const world = createWorld();
    const account = { name: 'main', provider: 'conoha', settings: { user: USER, tenant: TENANT } };
    const fetch = (request: { url: string }) => {
      asked.push(request.url);
      return Promise.reject(Object.assign(new Error('stop here'), { code: 'ECONNREFUSED' }));
    };
    const provider = await createProvider(account, { password: new Secret('api-password') }, { ...world, fetch });
    await errorOf(provider.servers(calm));
    expect(new Set(asked)).toEqual(new Set(['https://identity.c3j1.conoha.io/v3/auth/tokens']));
  });
});

describe('version 2', () => {
  test('signs in, lists, gets the console by the older call, reboots', async () => {
    await using peer = await startConoha();
    const { provider } = await open('conoha-v2', peer);
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'websocket' });
    expect(endpoint.kind === 'websocket' && [endpoint.url.reveal(), endpoint.headers?.['Cookie']?.reveal()]).toEqual(['wss://vnc.example/websockify?token=c0ffee', 'token=c0ffee']);
    await target.reboot?.('hard', calm);
    expect(calls(peer)).toEqual(['POST /v2.0/tokens', `GET /v2/${TENANT}/servers/detail`, `POST /v2/${TENANT}/servers/${server.id}/action`, `POST /v2/${TENANT}/servers/${server.id}/action`]);
    expect(peer.seen[0]?.json).toEqual({ auth: { passwordCredentials: { username: USER, password: 'api-password' }, tenantId: TENANT } });
    expect(peer.seen[2]?.json).toEqual({ 'os-getVNCConsole': { type: 'novnc' } });
  });
});

test('every way out is said for this provider', async () => {
  await using peer = await startConoha();
  const { provider } = await open('conoha', peer);
  expect((await provider.target('web-01', calm)).otherWaysIn).toEqual(['provider.way.conoha.iso', 'provider.way.conoha.serial', 'provider.way.paste']);
});
