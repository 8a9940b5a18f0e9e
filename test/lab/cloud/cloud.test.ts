import { parse } from 'yaml';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../core/base/clock.ts';
import { findTool } from '../../../core/practice/machine/tools.ts';
import { startCloud, type Cloud, type CloudOptions } from './cloud.ts';
import { member, nonsense } from '../../fakes/http.ts';
import { RawConsole, webSocketUrl } from './raw-console.ts';
import { seededRandom } from './random.ts';
import { StubMachine } from './stub-machine.ts';
import { promptTimings } from './timings.ts';

let cloud: Cloud | undefined;
const machine = new StubMachine();

afterEach(async () => {
  cloud?.dispose();
  await machine.stop();
});

async function start(options: Partial<CloudOptions> = {}): Promise<Cloud> {
  await machine.start();
  cloud = await startCloud({ clock: systemClock, random: seededRandom(1), servers: [{ name: 'web-1', hypervisor: machine }], timings: promptTimings, ...options });
  return cloud;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text };
}

function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return send(url, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...headers } });
}

function signIn(to: Cloud, auth?: unknown): Promise<Answer> {
  const { username, password, projectName } = to.credentials;
  const domain = { name: 'Default' };
  return post(`${to.authUrl}/auth/tokens`, { auth: auth ?? { identity: { methods: ['password'], password: { user: { name: username, domain, password } } }, scope: { project: { name: projectName, domain } } } });
}

/** A signed-in caller of the compute API. */
async function caller(of: Cloud): Promise<(path: string, body?: unknown, microversion?: string) => Promise<Answer>> {
  const token = (await signIn(of)).headers.get('x-subject-token') ?? '';
  return (path, body, microversion) => {
    const headers = { 'X-Auth-Token': token, ...(microversion === undefined ? {} : { 'OpenStack-API-Version': `compute ${microversion}` }) };
    const url = path.startsWith('http') ? path : `${of.computeUrl}${path}`;
    return body === undefined ? send(url, { headers }) : post(url, body, headers);
  };
}

function serverPath(of: Cloud, last = ''): string {
  return `/servers/${of.servers[0]?.id ?? ''}${last}`;
}

const vnc = { remote_console: { protocol: 'vnc', type: 'novnc' } };

describe('signing in', () => {
  it('takes a user by name with a domain, by id, and an application credential by id and by name', async () => {
    const of = await start();
    const { userId, username, password, domainId, projectId, applicationCredentialId: id, applicationCredentialName: name, applicationCredentialSecret: secret } = of.credentials;
    const scope = { project: { id: projectId } };
    const auths = [
      undefined,
      { identity: { methods: ['password'], password: { user: { id: userId, password } } }, scope },
      { identity: { methods: ['application_credential'], application_credential: { id, secret } } },
      { identity: { methods: ['application_credential'], application_credential: { name, secret, user: { name: username, domain: { id: domainId } } } } },
    ];
    for (const auth of auths) {
      const answer = await signIn(of, auth);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('x-subject-token')).toMatch(/^gAAAAA/);
      expect(Date.parse(String(member(answer.body, 'token', 'expires_at')))).toBeGreaterThan(Date.now());
    }
  });

  it('refuses a wrong password, user, domain, project or secret in the same words', async () => {
    const of = await start();
    const { userId, username, password, projectId, applicationCredentialId: id, applicationCredentialSecret: secret } = of.credentials;
    const identity = { methods: ['password'], password: { user: { id: userId, password } } };
    const auths = [
      { identity: { methods: ['password'], password: { user: { id: userId, password: 'wrong' } } }, scope: { project: { id: projectId } } },
      { identity: { methods: ['password'], password: { user: { name: username, password } } }, scope: { project: { id: projectId } } },
      { identity: { methods: ['password'], password: { user: { name: username, domain: { name: 'Other' }, password } } } },
      { identity, scope: { project: { id: 'unknown' } } },
      { identity: { methods: ['application_credential'], application_credential: { id, secret: `${secret}x` } } },
    ];
    for (const auth of auths) {
      const answer = await signIn(of, auth);
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual({ error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' } });
    }
  });

  it('refuses an application credential that asks for a scope', async () => {
    const of = await start();
    const { applicationCredentialId: id, applicationCredentialSecret: secret, projectId } = of.credentials;
    const answer = await signIn(of, { identity: { methods: ['application_credential'], application_credential: { id, secret } }, scope: { project: { id: projectId } } });
    expect(answer.status).toBe(401);
  });

  it('gives a user without a project a token without a catalog, which opens no servers', async () => {
    const of = await start();
    const { userId, password } = of.credentials;
    const answer = await signIn(of, { identity: { methods: ['password'], password: { user: { id: userId, password } } } });
    expect([answer.status, member(answer.body, 'token', 'catalog')]).toEqual([201, undefined]);
    const headers = { 'X-Auth-Token': answer.headers.get('x-subject-token') ?? '' };
    expect(await send(`${of.computeUrl}/servers/detail`, { headers })).toMatchObject({ status: 403, body: { forbidden: { code: 403 } } });
  });

  it('lists endpoints that lead nowhere before the one that works', async () => {
    const of = await start();
    const catalog = member((await signIn(of)).body, 'token', 'catalog') as { type: string; endpoints: { interface: string; region: string; url: string }[] }[];
    const endpoints = catalog.find(({ type }) => type === 'compute')?.endpoints ?? [];
    expect(endpoints[0]?.interface).toBe('internal');
    expect(endpoints.filter(({ url }) => url === of.computeUrl)).toEqual([expect.objectContaining({ interface: 'public', region: of.region })]);
  });

  it('makes tokens that expire and can be revoked, which the compute API answers as Keystone would', async () => {
    const of = await start({ apiTokenLifeMs: 60_000 });
    const call = await caller(of);
    expect((await call('/servers/detail')).status).toBe(200);
    of.revokeApiTokens();
    const refused = await call('/servers/detail');
    expect(refused).toMatchObject({ status: 401, body: { error: { code: 401 } } });
    expect(refused.headers.get('www-authenticate')).toContain('Keystone uri=');
    expect((await (await caller(of))('/servers/detail')).status).toBe(200);
    of.dispose();
    const shortLived = await start({ apiTokenLifeMs: 0 });
    expect((await (await caller(shortLived))('/servers/detail')).status).toBe(401);
  });

  it('writes the settings that clients read', async () => {
    const of = await start();
    expect(of.environment('applicationCredential')).toEqual({
      OS_AUTH_TYPE: 'v3applicationcredential', OS_REGION_NAME: of.region, OS_AUTH_URL: of.authUrl,
      OS_APPLICATION_CREDENTIAL_ID: of.credentials.applicationCredentialId, OS_APPLICATION_CREDENTIAL_SECRET: of.credentials.applicationCredentialSecret,
    });
    expect(parse(of.cloudsYaml('mine'))).toEqual({ clouds: { mine: { auth_type: 'password', region_name: of.region, auth: {
      auth_url: of.authUrl, username: 'demo', password: of.credentials.password, project_name: 'demo-project', user_domain_name: 'Default', project_domain_name: 'Default',
    } } } });
  });
});

describe('the compute API', () => {
  it('says which versions there are, to anybody', async () => {
    const of = await start();
    expect(await send(of.computeUrl.replace(/v2\.1$/, ''))).toMatchObject({ status: 200, body: { versions: [{ id: 'v2.0' }, { id: 'v2.1', version: '2.93', min_version: '2.1' }] } });
    expect(await send(of.authUrl)).toMatchObject({ status: 200, body: { version: { id: 'v3.14' } } });
    expect((await send(of.authUrl.replace(/v3$/, ''))).status).toBe(300);
  });

  it('lists servers page by page', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const of = await start({ pageSize: 2, servers: names.map((name) => ({ name, hypervisor: machine })) });
    const call = await caller(of);
    const seen: unknown[] = [];
    let next: string | undefined = '/servers/detail';
    while (next !== undefined) {
      const { body } = await call(next);
      seen.push((member(body, 'servers') as { name: string }[]).map(({ name }) => name));
      next = (member(body, 'servers_links') as { href: string }[] | undefined)?.[0]?.href;
    }
    expect(seen).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect((await call('/servers/detail?marker=unknown')).status).toBe(400);
    expect(await call('/servers/detail?limit=1&name=d')).toMatchObject({ body: { servers: [{ name: 'd' }] } });
  });

  it('reboots, and tells the states meanwhile', async () => {
    const of = await start();
    const call = await caller(of);
    expect((await call(serverPath(of, '/action'), { reboot: { type: 'HARD' } })).status).toBe(202);
    for (;;) {
      const server = member((await call(serverPath(of))).body, 'server');
      if (member(server, 'status') === 'ACTIVE') break;
      expect(member(server, 'status')).toBe('HARD_REBOOT');
      expect(member(server, 'OS-EXT-STS:power_state')).toBe(1);
    }
    expect(of.servers[0]?.history.map(({ event }) => event)).toEqual(['ended', 'started']);
  });

  it('answers two hard reboots at once, and a soft one meanwhile, as Nova does', async () => {
    const of = await start({ timings: { ...promptTimings, downMs: 60_000 } });
    const call = await caller(of);
    const id = of.servers[0]?.id ?? '';
    expect((await call(serverPath(of, '/action'), { reboot: { type: 'HARD' } })).status).toBe(202);
    expect(await call(serverPath(of, '/action'), { reboot: { type: 'HARD' } })).toMatchObject({ status: 500, body: { computeFault: { message: expect.stringContaining('UnexpectedTaskStateError') as string } } });
    const soft = await call(serverPath(of, '/action'), { reboot: { type: 'SOFT' } });
    expect(soft).toMatchObject({ status: 409, body: { conflictingRequest: { message: `Cannot 'reboot' instance ${id} while it is in task_state reboot_started_hard` } } });
    expect(await call(serverPath(of, '/action'), { 'os-start': null })).toMatchObject({ status: 409, body: { conflictingRequest: { message: `Cannot 'start' instance ${id} while it is in vm_state active` } } });
  });

  it('has the console call of each microversion and only that one', async () => {
    const of = await start();
    const call = await caller(of);
    const old = { 'os-getVNCConsole': { type: 'novnc' } };
    const urlPattern = /^http:\/\/127\.0\.0\.1:\d+\/vnc_auto\.html\?path=%3Ftoken%3D[0-9a-f-]{36}$/;
    const fresh = await call(serverPath(of, '/remote-consoles'), vnc, '2.6');
    expect(fresh).toMatchObject({ status: 200, body: { remote_console: { protocol: 'vnc', type: 'novnc', url: expect.stringMatching(urlPattern) as string } } });
    expect(fresh.headers.get('openstack-api-version')).toBe('compute 2.6');
    expect(await call(serverPath(of, '/action'), old)).toMatchObject({ status: 200, body: { console: { type: 'novnc', url: expect.stringMatching(urlPattern) as string } } });
    expect((await call(serverPath(of, '/remote-consoles'), vnc)).status).toBe(404);
    expect((await call(serverPath(of, '/remote-consoles'), vnc, '2.5')).status).toBe(404);
    expect((await call(serverPath(of, '/action'), old, '2.6')).status).toBe(404);
    expect((await call(serverPath(of, '/remote-consoles'), vnc, '2.999')).status).toBe(406);
    expect((await call(serverPath(of, '/remote-consoles'), vnc, 'newest')).status).toBe(400);
    expect((await call(serverPath(of, '/remote-consoles'), { remote_console: { ...vnc.remote_console, more: 1 } }, '2.6')).status).toBe(400);
    expect((await call(serverPath(of, '/remote-consoles'), { remote_console: { protocol: 'spice', type: 'spice-html5' } }, '2.6')).status).toBe(400);
  });

  it('can be an old cloud, with old addresses', async () => {
    const of = await start({ maxMicroversion: '2.1', consoleUrlForm: 'token' });
    const call = await caller(of);
    expect((await call(serverPath(of, '/remote-consoles'), vnc, '2.6')).status).toBe(406);
    const { body } = await call(serverPath(of, '/action'), { 'os-getVNCConsole': { type: 'novnc' } });
    expect(member(body, 'console', 'url')).toMatch(/vnc_auto\.html\?token=[0-9a-f-]{36}$/);
  });

  it('says the same of a server that is not there and of one in the gap', async () => {
    const of = await start({ timings: { ...promptTimings, downMs: 60_000, earlyMs: [59_000, 59_000], notFoundMs: [60_000, 60_000] } });
    const call = await caller(of);
    const unknown = await call('/servers/unknown/remote-consoles', vnc, '2.6');
    expect(unknown).toMatchObject({ status: 404, body: { itemNotFound: { code: 404, message: 'Instance unknown could not be found.' } } });
    await call(serverPath(of, '/action'), { reboot: { type: 'HARD' } });
    const id = of.servers[0]?.id ?? '';
    await vi.waitUntil(() => of.servers[0]?.console().kind === 'notFound', { interval: 5, timeout: 60_000 });
    const gone = await call(serverPath(of, '/remote-consoles'), vnc, '2.6');
    expect(gone).toMatchObject({ status: 404, body: { itemNotFound: { code: 404, message: `Instance ${id} could not be found.` } } });
  });

  it('gives the last lines of the serial port and triggers a crash dump', async () => {
    const of = await start({ consoleOutput: () => 'one\ntwo\nKernel panic' });
    const call = await caller(of);
    expect(await call(serverPath(of, '/action'), { 'os-getConsoleOutput': { length: 2 } })).toMatchObject({ status: 200, body: { output: 'two\nKernel panic' } });
    expect((await call(serverPath(of, '/action'), { trigger_crash_dump: null })).status).toBe(404);
    expect((await call(serverPath(of, '/action'), { trigger_crash_dump: null }, '2.17')).status).toBe(202);
    expect(machine.commands).toContain('inject-nmi');
  });
});

describe('calls that go wrong on purpose', () => {
  it('answers as told, as often as told, and keeps a record', async () => {
    const of = await start();
    const call = await caller(of);
    of.inject({ call: 'list', times: 1, answer: { status: 429, headers: { 'Retry-After': '7' }, body: { overLimit: { code: 429, message: 'slow down', retryAfter: '7' } } } });
    of.inject({ call: 'list', times: 1, answer: nonsense });
    const limited = await call('/servers/detail');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await call('/servers/detail')).body).toContain('It works!');
    expect((await call('/servers/detail')).status).toBe(200);
    expect(of.calls.map(({ kind, status }) => [kind, status])).toEqual([['signIn', 201], ['list', 429], ['list', 200], ['list', 200]]);
  });

  it('cuts a connection without an answer', async () => {
    const of = await start();
    const call = await caller(of);
    of.inject({ call: 'show', answer: 'cut' });
    await expect(call(serverPath(of))).rejects.toThrow('fetch failed');
    of.clearFaults();
    expect((await call(serverPath(of))).status).toBe(200);
  });

  it('takes a call and never answers, until it ends itself', async () => {
    const of = await start();
    of.inject({ call: 'signIn', answer: 'silence' });
    const asked = signIn(of);
    while (of.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(of.calls[0]?.status).toBeUndefined();
    of.dispose();
    await expect(asked).rejects.toThrow('fetch failed');
  });
});

describe('a console over a reboot', () => {
  const refusals = { nova: { opened: true, code: 1006 }, websockify: { opened: false, code: 1006 } } as const;
  for (const proxy of ['nova', 'websockify'] as const) {
    it.skipIf(proxy === 'websockify' && findTool('websockify') === undefined)(`through ${proxy}: it drops, the old token is dead, a new one works`, async () => {
      const of = await start({ proxy, tokenMode: 'diesAtReboot' });
      const call = await caller(of);
      const newUrl = async (): Promise<string> => webSocketUrl(String(member((await call(serverPath(of, '/remote-consoles'), vnc, '2.6')).body, 'remote_console', 'url')));
      const url = await newUrl();
      const before = await RawConsole.dial(url);
      before.send('RFB 003.008\n', [1]);
      await before.first(18);
      await call(serverPath(of, '/action'), { reboot: { type: 'HARD' } });
      expect((await before.ended).code).toBe(1000);
      await expect.poll(() => of.servers[0]?.status).toBe('ACTIVE');
      const old = await RawConsole.dial(url);
      expect({ opened: old.opened, code: (await old.ended).code }).toEqual(refusals[proxy]);
      const after = await RawConsole.dial(await newUrl());
      expect((await after.first(12)).toString()).toBe('RFB 003.008\n');
      after.close();
    });
  }
});

it('lays a line in front of everything', async () => {
  const of = await start({ roundTripMs: 20 });
  const startedAtMs = performance.now();
  const call = await caller(of);
  const { body } = await call(serverPath(of, '/remote-consoles'), vnc, '2.6');
  expect(performance.now() - startedAtMs).toBeGreaterThan(2 * 2 * 20 - 4);
  const page = await send(String(member(body, 'remote_console', 'url')));
  expect(page.body).toContain('noVNC');
  expect(performance.now() - startedAtMs).toBeGreaterThan(3 * 2 * 20 - 6);
});
