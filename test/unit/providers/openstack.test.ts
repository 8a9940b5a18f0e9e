import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import { openOpenStack } from '../../../core/providers/openstack/openstack.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply, type Seen } from './world.ts';

const TOKEN = 'gAAAAABtoken-of-the-first-sign-in';
const servers = [
  { id: 'a1', name: 'web-01', status: 'ACTIVE', addresses: { net: [{ addr: '192.0.2.10', version: 4 }] } },
  { id: 'b2', name: 'db-01', status: 'SHUTOFF', addresses: {} },
];

interface CloudOptions {
  /** Answers a request to the compute service before the usual answers. */
  readonly compute?: (request: Seen, peer: HttpPeer) => Reply | undefined;
  readonly keystone?: () => Reply | undefined;
  readonly version?: string;
  readonly catalog?: (peer: HttpPeer) => unknown;
}

/** Keystone and Nova as their documents describe them, for the calls of one test. */
async function startCloud({ compute, keystone, version = '2.93', catalog }: CloudOptions = {}): Promise<HttpPeer> {
  let signIns = 0;
  return await startPeer((request, peer) => {
    if (request.path === '/identity/v3/auth/tokens') {
      signIns++;
      const own = keystone?.();
      if (own) return own;
      const endpoints = [
        { interface: 'internal', region: 'RegionOne', region_id: 'RegionOne', url: 'http://inside.invalid/v2.1' },
        { interface: 'public', region: 'RegionOne', region_id: 'RegionOne', url: `${peer.url}/compute/v2.1/` },
      ];
      return {
        status: 201,
        headers: { 'x-subject-token': signIns > 1 ? `${TOKEN}-${signIns}` : TOKEN },
        json: { token: { expires_at: '2026-01-01T01:00:00.000000Z', catalog: catalog?.(peer) ?? [{ type: 'compute', name: 'nova', endpoints }] } },
      };
    }
    const own = compute?.(request, peer);
    if (own) return own;
    if (request.path === '/compute/v2.1/') return { status: 200, json: { version: { id: 'v2.1', version, min_version: '2.1' } } };
    if (request.path.startsWith('/compute/v2.1/servers/detail')) return { status: 200, json: { servers } };
    if (request.path === '/compute/v2.1/servers/a1') return { status: 200, json: { server: servers[0] } };
    if (request.path.endsWith('/remote-consoles')) {
      if (request.headers['openstack-api-version'] !== 'compute 2.6') return { status: 404, json: { itemNotFound: { code: 404, message: 'The resource could not be found.' } } };
      return { status: 200, json: { remote_console: { protocol: 'vnc', type: 'novnc', url: 'https://vnc.example:6080/vnc_lite.html?path=%3Ftoken%3Dc0ffee' } } };
    }
    if (request.path.endsWith('/action')) return { status: 202 };
    return { status: 404 };
  });
}

const passwordEnvironment = (peer: HttpPeer): Record<string, string> => ({
  OS_AUTH_URL: `${peer.url}/identity`,
  OS_USERNAME: 'demo',
  OS_PASSWORD: 'correct horse',
  OS_PROJECT_NAME: 'site',
  OS_USER_DOMAIN_NAME: 'Default',
  OS_PROJECT_DOMAIN_ID: 'default',
});

async function openCloud(peer: HttpPeer, environment: Record<string, string> = {}) {
  const world = createWorld({ environment: { ...passwordEnvironment(peer), ...environment } });
  return { world, provider: await openOpenStack('env', world) };
}

const urlOf = (endpoint: Endpoint): string => (endpoint.kind === 'websocket' ? endpoint.url.reveal() : 'tcp');
const signIns = (peer: HttpPeer): Seen[] => peer.seen.filter(({ path }) => path.endsWith('/auth/tokens'));
const calls = (peer: HttpPeer): string[] => peer.seen.map(({ method, path }) => `${method} ${path}`);

describe('signing in', () => {
  test('by password, to a project', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer);
    expect(await provider.servers(calm)).toEqual([
      { id: 'a1', name: 'web-01', status: 'ACTIVE', addresses: ['192.0.2.10'] },
      { id: 'b2', name: 'db-01', status: 'SHUTOFF', addresses: [] },
    ]);
    expect(signIns(peer)[0]?.json).toEqual({
      auth: {
        identity: { methods: ['password'], password: { user: { name: 'demo', domain: { name: 'Default' }, password: 'correct horse' } } },
        scope: { project: { name: 'site', domain: { id: 'default' } } },
      },
    });
    expect(peer.seen.at(-1)?.headers['x-auth-token']).toBe(TOKEN);
  });

  test('by application credential, without a scope', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer, { OS_AUTH_TYPE: 'v3applicationcredential', OS_APPLICATION_CREDENTIAL_ID: 'ac1', OS_APPLICATION_CREDENTIAL_SECRET: 'hush-hush' });
    await provider.servers(calm);
    expect(signIns(peer)[0]?.json).toEqual({ auth: { identity: { methods: ['application_credential'], application_credential: { id: 'ac1', secret: 'hush-hush' } } } });
  });

  test('by an application credential’s name, which needs its user', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer, { OS_APPLICATION_CREDENTIAL_NAME: 'catch', OS_APPLICATION_CREDENTIAL_SECRET: 'hush-hush', OS_USER_ID: 'u1' });
    await provider.servers(calm);
    expect(signIns(peer)[0]?.json).toEqual({
      auth: { identity: { methods: ['application_credential'], application_credential: { name: 'catch', user: { id: 'u1' }, secret: 'hush-hush' } } },
    });
  });

  test('by a token', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer, { OS_AUTH_TYPE: 'token', OS_TOKEN: 'older-token', OS_PROJECT_ID: 'p1' });
    await provider.servers(calm);
    expect(signIns(peer)[0]?.json).toEqual({ auth: { identity: { methods: ['token'], token: { id: 'older-token' } }, scope: { project: { id: 'p1' } } } });
  });

  test('a refused password is said in plain words and not tried again', async () => {
    await using peer = await startCloud({
      keystone: () => ({ status: 401, json: { error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } } }),
    });
    const { provider } = await openCloud(peer);
    const error = await errorOf(provider.servers(calm));
    expect(error).toMatchObject({ code: 'provider.signInRefused', message: expect.stringContaining('refused the sign-in of account "env"') as string });
    expect(isRetryable(error)).toBe(false);
    expect(signIns(peer)).toHaveLength(1);
  });

  test('an expired token is replaced by itself, once, however many calls find it so', async () => {
    await using peer = await startCloud({
      compute: (request) => (request.headers['x-auth-token'] === TOKEN && request.path.endsWith('/remote-consoles') ? { status: 401, json: { error: { code: 401, message: 'expired' } } } : undefined),
    });
    const { provider, world } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const endpoints = await Promise.all([target.endpoint(calm), target.endpoint(calm), target.endpoint(calm)]);
    expect(endpoints.map(urlOf)).toEqual(Array(3).fill('wss://vnc.example:6080/?token=c0ffee'));
    expect(signIns(peer)).toHaveLength(2);
    expect(world.reports.map(({ key }) => key)).toEqual(['provider.signInAgain']);
  });

  test('a fresh token that is refused as well ends the matter', async () => {
    await using peer = await startCloud({ compute: (request) => (request.path.endsWith('/remote-consoles') ? { status: 401, json: { error: { code: 401, message: 'no' } } } : undefined) });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.signInRefused' });
    expect(isRetryable(error)).toBe(false);
    expect(signIns(peer)).toHaveLength(2);
  });

  test('a fresh token that is refused is the verdict for later calls as well, for a minute', async () => {
    await using peer = await startCloud({ compute: (request) => (request.path.endsWith('/remote-consoles') ? { status: 401, json: { error: { code: 401, message: 'no' } } } : undefined) });
    const { provider, world } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const ask = async (): Promise<unknown> => errorOf(target.endpoint(calm));
    await Promise.all([ask(), ask(), ask()]);
    expect(await ask()).toMatchObject({ code: 'provider.signInRefused' });
    await provider.servers(calm);
    expect(signIns(peer)).toHaveLength(2);
    world.clock.pass(60_000);
    expect(await ask()).toMatchObject({ code: 'provider.signInRefused' });
    expect(signIns(peer)).toHaveLength(3);
  });

  test('a token about to expire is renewed before the call', async () => {
    await using peer = await startCloud();
    const { provider, world } = await openCloud(peer);
    await provider.servers(calm);
    world.clock.pass(59.5 * 60_000);
    await provider.servers(calm);
    expect(signIns(peer)).toHaveLength(2);
    expect(world.reports).toEqual([]);
  });

  test.each([
    ['/identity/v3', '/identity/v3/auth/tokens'],
    ['/identity/v3/', '/identity/v3/auth/tokens'],
    ['/identity/v2.0', '/identity/v3/auth/tokens'],
    ['/identity/', '/identity/v3/auth/tokens'],
  ])('finds version 3 behind %s', async (path, expected) => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer, { OS_AUTH_URL: `${peer.url}${path}` });
    await provider.servers(calm);
    expect(calls(peer)[0]).toBe(`POST ${expected}`);
  });
});

describe('the catalog', () => {
  const entry = (region: string, url: string) => ({ interface: 'public', region, region_id: region, url });
  const compute = (...endpoints: object[]) => [{ type: 'identity', endpoints: [] }, { type: 'compute', endpoints }];

  test('gives the address of the wanted region', async () => {
    await using peer = await startCloud({ catalog: ({ url }) => compute(entry('one', 'http://wrong.invalid'), entry('two', `${url}/compute/v2.1`)) });
    const { provider } = await openCloud(peer, { OS_REGION_NAME: 'two' });
    expect(await provider.servers(calm)).toHaveLength(2);
  });

  test('with two regions and none wanted asks which', async () => {
    await using peer = await startCloud({ catalog: () => compute(entry('one', 'http://wrong.invalid'), entry('two', 'http://wrong.invalid')) });
    const { provider } = await openCloud(peer);
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.regionNeeded', values: { names: 'one, two' } });
  });

  test('without a fitting address says what is offered', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer, { OS_INTERFACE: 'admin' });
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.noCompute', values: { names: 'RegionOne/internal, RegionOne/public' } });
  });

  test('is empty where no project was named, and that is said', async () => {
    await using peer = await startCloud({ catalog: () => [] });
    const { provider } = await openCloud(peer, { OS_PROJECT_NAME: '' });
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.noProject' });
  });

  test('is overridden by an address of one’s own', async () => {
    await using peer = await startCloud({ catalog: () => [] });
    const { provider } = await openCloud(peer, { OS_COMPUTE_ENDPOINT_OVERRIDE: `${peer.url}/compute/v2.1` });
    expect(await provider.servers(calm)).toHaveLength(2);
  });
});

describe('servers', () => {
  test('come page by page', async () => {
    const page = (ids: string[], more: boolean): Reply => ({
      status: 200,
      json: { servers: ids.map((id) => ({ id, name: `name-${id}`, status: 'ACTIVE' })), ...(more ? { servers_links: [{ rel: 'next', href: 'http://inside.invalid/next' }] } : {}) },
    });
    await using peer = await startCloud({
      compute: ({ path }) => {
        if (path.endsWith('/servers/detail')) return page(['1', '2'], true);
        if (path.endsWith('?marker=2')) return page(['3'], true);
        return path.endsWith('?marker=3') ? page([], false) : undefined;
      },
    });
    const { provider } = await openCloud(peer);
    expect((await provider.servers(calm)).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  test('that do not exist: the error names those that do', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer);
    expect(await errorOf(provider.target('web-02', calm))).toMatchObject({ code: 'provider.serverNotFound', values: { names: 'db-01, web-01' } });
  });

  test('of the same name need their id', async () => {
    await using peer = await startCloud({
      compute: ({ path }) => (path.endsWith('/detail') ? { status: 200, json: { servers: [...servers, { id: 'c3', name: 'web-01', status: 'ACTIVE' }] } } : undefined),
    });
    const { provider } = await openCloud(peer);
    expect(await errorOf(provider.target('web-01', calm))).toMatchObject({ code: 'provider.serverAmbiguous', values: { count: 2, ids: 'a1, c3' } });
    expect((await provider.target('c3', calm)).label).toBe('web-01');
  });

  test('a name cannot write to the person’s terminal', async () => {
    const name = 'web\u001b]0;owned\u0007-01';
    await using peer = await startCloud({ compute: ({ path }) => (path.endsWith('/detail') ? { status: 200, json: { servers: [{ id: 'a1', name, status: 'ACTIVE' }] } } : undefined) });
    const { provider } = await openCloud(peer);
    expect((await provider.servers(calm))[0]?.name).toBe('web ]0;owned -01');
    expect((await provider.target(name, calm)).label).toBe('web ]0;owned -01');
  });

  test('an odd address or label costs nothing', async () => {
    await using peer = await startCloud({
      compute: ({ path }) => (path.endsWith('/detail') ? { status: 200, json: { servers: [{ id: 'a1', name: 'web-01', status: 'ACTIVE', addresses: { net: 'none' }, metadata: null }] } } : undefined),
    });
    const { provider } = await openCloud(peer);
    expect(await provider.servers(calm)).toEqual([{ id: 'a1', name: 'web-01', status: 'ACTIVE', addresses: [] }]);
  });
});

describe('the console', () => {
  test('is asked for with the version that has it', async () => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'websocket', handshake: 'split' });
    expect(urlOf(endpoint)).toBe('wss://vnc.example:6080/?token=c0ffee');
    const call = peer.seen.at(-1);
    expect(call).toMatchObject({ method: 'POST', path: '/compute/v2.1/servers/a1/remote-consoles', json: { remote_console: { protocol: 'vnc', type: 'novnc' } } });
    expect(call?.headers).toMatchObject({ 'openstack-api-version': 'compute 2.6', 'x-openstack-nova-api-version': '2.6' });
  });

  test('of an older cloud is asked for in the older way', async () => {
    await using peer = await startCloud({
      version: '2.1',
      compute: ({ path, headers }) =>
        path.endsWith('/action') && !headers['openstack-api-version'] ? { status: 200, json: { console: { type: 'novnc', url: 'https://vnc.example/vnc_auto.html?token=c0ffee' } } } : undefined,
    });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    expect(urlOf(await target.endpoint(calm))).toBe('wss://vnc.example/websockify?token=c0ffee');
    expect(peer.seen.at(-1)?.json).toEqual({ 'os-getVNCConsole': { type: 'novnc' } });
    expect(calls(peer)).not.toContain('POST /compute/v2.1/servers/a1/remote-consoles');
  });

  test('of a cloud that hides its versions is found by trying, and remembered', async () => {
    await using peer = await startCloud({
      compute: ({ path }) => {
        if (path === '/compute/v2.1/') return { status: 403 };
        if (path.endsWith('/remote-consoles')) return { status: 404 };
        return path.endsWith('/action') ? { status: 200, json: { console: { type: 'novnc', url: 'https://vnc.example/vnc_auto.html?token=c0ffee' } } } : undefined;
      },
    });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    await target.endpoint(calm);
    await target.endpoint(calm);
    expect(calls(peer).slice(-3)).toEqual(['POST /compute/v2.1/servers/a1/remote-consoles', 'POST /compute/v2.1/servers/a1/action', 'POST /compute/v2.1/servers/a1/action']);
  });

  test('in the gap of a reboot: 404 passes, and does not make the client forget the newer call', async () => {
    let away = true;
    await using peer = await startCloud({
      compute: ({ path }) => (away && path.endsWith('/remote-consoles') ? { status: 404, json: { itemNotFound: { code: 404, message: 'Instance a1 could not be found.' } } } : undefined),
    });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.notFound', values: { said: 'Instance a1 could not be found.' } });
    expect(isRetryable(error)).toBe(true);
    away = false;
    expect(urlOf(await target.endpoint(calm))).toContain('c0ffee');
    expect(calls(peer).filter((call) => call.endsWith('/action'))).toEqual([]);
  });

  test('is asked for once a call: pacing is the catcher’s', async () => {
    await using peer = await startCloud({ compute: ({ path }) => (path.endsWith('/remote-consoles') ? { status: 503, headers: { 'retry-after': '2' } } : undefined) });
    const { provider, world } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    expect(await errorOf(target.endpoint(calm))).toMatchObject({ retryAfterMs: 2_000 });
    expect(world.clock.waits).toEqual([]);
  });

  test('of a kind that is not known is said, without its token', async () => {
    await using peer = await startCloud({
      compute: ({ path }) => (path.endsWith('/remote-consoles') ? { status: 200, json: { remote_console: { url: 'gopher://vnc.example/?token=c0ffee' } } } : undefined),
    });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.consoleNotUnderstood' });
    expect(String(error)).not.toContain('c0ffee');
  });
});

describe('power', () => {
  test.each([
    ['hard', { reboot: { type: 'HARD' } }],
    ['soft', { reboot: { type: 'SOFT' } }],
  ] as const)('reboots %s', async (kind, body) => {
    await using peer = await startCloud();
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    await target.reboot?.(kind, calm);
    expect(peer.seen.at(-1)).toMatchObject({ method: 'POST', path: '/compute/v2.1/servers/a1/action', json: body });
    expect(await target.status?.(calm)).toBe('ACTIVE');
  });

  test('a conflict carries Nova’s own words and passes', async () => {
    const message = "Cannot 'reboot' instance a1 while it is in task_state rebooting_hard";
    await using peer = await startCloud({ compute: ({ path }) => (path.endsWith('/action') ? { status: 409, json: { conflictingRequest: { code: 409, message } } } : undefined) });
    const { provider } = await openCloud(peer);
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.reboot?.('soft', calm) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'provider.busy', values: { said: message } });
    expect(isRetryable(error)).toBe(true);
  });

  test('stops, starts, snapshots, interrupts, reads the serial log', async () => {
    await using peer = await startCloud({
      compute: ({ path, json }) => (path.endsWith('/action') && JSON.stringify(json).includes('os-getConsoleOutput') ? { status: 200, json: { output: 'Kernel panic' } } : undefined),
    });
    const { provider } = await openCloud(peer);
    const { actions } = await provider.target('web-01', calm);
    await actions?.stop?.(calm);
    await actions?.start?.(calm);
    await actions?.snapshot?.('before', calm);
    await actions?.interrupt?.(calm);
    expect(await actions?.consoleOutput?.(50, calm)).toBe('Kernel panic');
    const acts = peer.seen.filter(({ path }) => path.endsWith('/action'));
    expect(acts.map(({ json }) => json)).toEqual([
      { 'os-stop': null },
      { 'os-start': null },
      { createImage: { name: 'before' } },
      { trigger_crash_dump: null },
      { 'os-getConsoleOutput': { length: 50 } },
    ]);
    expect(acts[3]?.headers['openstack-api-version']).toBe('compute 2.17');
  });

  test('rescues with the newest version, and without where the cloud is older', async () => {
    await using peer = await startCloud({
      compute: ({ path, headers }) => {
        if (!path.endsWith('/action')) return undefined;
        return headers['openstack-api-version'] ? { status: 406, json: { computeFault: { code: 406, message: 'Version 2.87 is not supported by the API.' } } } : { status: 200, json: { adminPass: 'rescue-pass' } };
      },
    });
    const { provider } = await openCloud(peer);
    const { actions } = await provider.target('web-01', calm);
    const password = await actions?.rescue?.(calm);
    expect(password?.reveal()).toBe('rescue-pass');
    expect(String(password)).toBe('[secret]');
  });
});

test('no secret reaches an error, even where the cloud repeats it', async () => {
  await using peer = await startCloud({
    compute: ({ path, headers }) => (path.endsWith('/action') ? { status: 400, json: { badRequest: { code: 400, message: `token ${String(headers['x-auth-token'])} password correct horse` } } } : undefined),
  });
  const { provider } = await openCloud(peer);
  const target = await provider.target('web-01', calm);
  const error = await errorOf(target.reboot?.('hard', calm) ?? Promise.resolve());
  expect(error).toMatchObject({ code: 'provider.refused', values: { said: 'token … password …' } });
});
