import { describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { signNifcloud } from '../../../core/providers/nifcloud.ts';
import { signOvh } from '../../../core/providers/ovh.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply, type Seen, type World } from './world.ts';

/** Answers by "METHOD path" without its query; what is not there is a 404. */
type Answers = Readonly<Record<string, Reply | ((request: Seen, peer: HttpPeer) => Reply)>>;

const startApi = (answers: Answers): Promise<HttpPeer> =>
  startPeer((request, peer) => {
    const answer = answers[`${request.method} ${request.path.split('?')[0]}`] ?? { status: 404, json: { message: 'not here' } };
    return typeof answer === 'function' ? answer(request, peer) : answer;
  });

const open = (provider: string, settings: Record<string, string>, secrets: Record<string, string>, world: World = createWorld()) =>
  createProvider({ name: 'main', provider, settings }, Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)])), world);

const json = (body: unknown, status = 200): Reply => ({ status, json: body });
const calls = (peer: HttpPeer): string[] => peer.seen.map(({ method, path }) => `${method} ${path}`);
const urlOf = (endpoint: Endpoint): string => (endpoint.kind === 'websocket' ? endpoint.url.reveal() : '');

describe('Hetzner Cloud', () => {
  const answers: Answers = {
    'GET /servers': ({ path }) =>
      path.includes('page=1&')
        ? json({ servers: [{ id: 41, name: 'db-01', status: 'off', public_net: {} }], meta: { pagination: { next_page: 2 } } })
        : json({ servers: [{ id: 42, name: 'web-01', status: 'running', public_net: { ipv4: { ip: '192.0.2.1' } } }], meta: { pagination: { next_page: null } } }),
    'POST /servers/42/actions/request_console': json({ wss_url: 'wss://console.example/?server_id=42&token=T', password: 'console-pass', action: { id: 1 } }, 201),
    'POST /servers/42/actions/reset': json({ action: { id: 2, status: 'running' } }, 201),
    'POST /servers/42/actions/reboot': json({ error: { code: 'locked', message: 'server is locked' } }, 423),
    'POST /servers/42/actions/enable_rescue': json({ root_password: 'rescue-pass', action: { id: 3 } }, 201),
  };

  test('lists, opens a console that lives a minute, resets, rescues', async () => {
    await using peer = await startApi(answers);
    const world = createWorld();
    const provider = await open('hetzner', { url: peer.url }, { token: 'api-token' }, world);
    expect(await provider.servers(calm)).toEqual([
      { id: '41', name: 'db-01', status: 'off', addresses: [] },
      { id: '42', name: 'web-01', status: 'running', addresses: ['192.0.2.1'] },
    ]);
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(urlOf(endpoint)).toBe('wss://console.example/?server_id=42&token=T');
    expect(endpoint.password?.reveal()).toBe('console-pass');
    expect(endpoint.expiresAtMs).toBe(world.clock.wallNow() + 60_000);
    await target.reboot?.('hard', calm);
    expect((await target.actions?.rescue?.(calm))?.reveal()).toBe('rescue-pass');
    expect(calls(peer).slice(-3)).toEqual(['POST /servers/42/actions/reset', 'POST /servers/42/actions/enable_rescue', 'POST /servers/42/actions/reset']);
    expect(peer.seen[0]?.headers.authorization).toBe('Bearer api-token');
  });

  test('a locked server is waited for', async () => {
    await using peer = await startApi(answers);
    const target = await (await open('hetzner', { url: peer.url }, { token: 'api-token' })).target('42', calm);
    const error = await errorOf(target.reboot?.('soft', calm) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'provider.busy', values: { said: 'server is locked' } });
    expect(isRetryable(error)).toBe(true);
  });
});

describe('Proxmox VE', () => {
  const path = '/api2/json/nodes/pve1/qemu/100';
  const answers: Answers = {
    'POST /api2/json/access/ticket': json({ data: { ticket: 'PVE:root@pam:4EEC61E2::sig', CSRFPreventionToken: 'csrf', username: 'root@pam' } }),
    'GET /api2/json/cluster/resources': json({
      data: [
        { vmid: 100, name: 'web-01', node: 'pve1', type: 'qemu', status: 'running' },
        { vmid: 101, name: 'box', node: 'pve1', type: 'lxc', status: 'running' },
      ],
    }),
    [`POST ${path}/vncproxy`]: json({ data: { ticket: 'PVEVNC:12345::x/y+z', port: '5900', password: 'vnc-pass', user: 'root@pam', upid: 'UPID:1' } }),
    [`POST ${path}/status/reset`]: json({ data: 'UPID:2' }),
    [`GET ${path}/status/current`]: json({ data: { status: 'running', qmpstatus: 'running' } }),
  };

  test('by token: one port for one connection, as the same user', async () => {
    await using peer = await startApi(answers);
    const provider = await open('proxmox', { url: peer.url, tokenId: 'root@pam!b', pinSha256: 'ab'.repeat(32) }, { tokenSecret: 'uuid-secret' });
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(urlOf(endpoint)).toBe(`${peer.url.replace('http', 'ws')}${path}/vncwebsocket?port=5900&vncticket=PVEVNC%3A12345%3A%3Ax%2Fy%2Bz`);
    expect(endpoint.kind === 'websocket' && endpoint.headers?.['authorization']?.reveal()).toBe('PVEAPIToken=root@pam!b=uuid-secret');
    expect(endpoint).toMatchObject({ tls: { pinSha256: 'ab'.repeat(32) } });
    expect(endpoint.password?.reveal()).toBe('vnc-pass');
    expect(peer.seen.at(-1)).toMatchObject({ text: 'websocket=1&generate-password=1' });
    await target.reboot?.('hard', calm);
    expect(await target.status?.(calm)).toBe('running');
    expect(target.consoleAtReboot).toBe('stays');
    expect((await provider.servers(calm)).map(({ name }) => name)).toEqual(['web-01']);
  });

  test('by password: a ticket, its second half only where something changes, and the ticket’s start as VNC password on old servers', async () => {
    await using peer = await startApi({ ...answers, [`POST ${path}/vncproxy`]: json({ data: { ticket: 'PVEVNC:12345', port: 5901 } }) });
    const provider = await open('proxmox', { url: `${peer.url}/`, username: 'root@pam' }, { password: 'root-pass' });
    const target = await provider.target('100', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint.password?.reveal()).toBe('PVEVNC:12345');
    const cookie = 'PVEAuthCookie=PVE%3Aroot%40pam%3A4EEC61E2%3A%3Asig';
    expect(peer.seen.map(({ headers }) => [headers.cookie, headers['csrfpreventiontoken']])).toEqual([
      [undefined, undefined],
      [cookie, undefined],
      [cookie, 'csrf'],
    ]);
    expect(endpoint.kind === 'websocket' && endpoint.headers?.['cookie']?.reveal()).toBe(cookie);
  });

  test.each([
    ['in the body', json({ data: null, message: 'VM 100 not running\n' }, 500)],
    ['beside the status', { status: 500, reason: 'VM 100 not running', json: { data: null } }],
  ])('a machine that is off (said %s) is started', async (_name, refusal) => {
    await using peer = await startApi({ ...answers, [`POST ${path}/status/reset`]: refusal, [`POST ${path}/status/start`]: json({ data: 'UPID:3' }) });
    const target = await (await open('proxmox', { url: peer.url, tokenId: 'root@pam!b' }, { tokenSecret: 's-s-s-s' })).target('100', calm);
    await target.reboot?.('hard', calm);
    expect(calls(peer).at(-1)).toBe(`POST ${path}/status/start`);
  });
});

describe('Sakura Cloud', () => {
  test('lists, gives a plain VNC port, resets', async () => {
    let host = 'localhost';
    await using peer = await startApi({
      'GET /server': json({ Total: 1, Servers: [{ ID: 113, Name: 'web-01', Instance: { Status: 'up' }, Interfaces: [{ IPAddress: '192.0.2.3' }] }] }),
      'GET /server/113/vnc/proxy': () => json({ Status: 'OK', Host: host, IOServerHost: 'sac-is1b.example', Port: '51234', Password: 'vnc-pass', VNCFile: '' }),
      'PUT /server/113/reset': json({ Success: true }),
      'GET /server/113': json({ Server: { Instance: { Status: 'up' } } }),
    });
    const provider = await open('sakura', { token: 'key', url: peer.url }, { secret: 'hush-hush' });
    expect(await provider.servers(calm)).toEqual([{ id: '113', name: 'web-01', status: 'up', addresses: ['192.0.2.3'] }]);
    expect(peer.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('key:hush-hush').toString('base64')}`);
    const target = await provider.target('web-01', calm);
    expect(await target.endpoint(calm)).toMatchObject({ kind: 'tcp', host: 'sac-is1b.example', port: 51_234 });
    host = 'vnc.example';
    expect(await target.endpoint(calm)).toMatchObject({ host: 'vnc.example' });
    await target.reboot?.('hard', calm);
    expect(await target.status?.(calm)).toBe('up');
    expect(await errorOf(target.reboot?.('soft', calm) ?? Promise.resolve())).toMatchObject({ code: 'provider.noReboot' });
  });
});

describe('UpCloud', () => {
  const settings = (enabled: string) => ({
    server: { state: 'started', remote_access_enabled: enabled, remote_access_type: 'vnc', remote_access_host: 'de-fra1.vnc.example', remote_access_port: '3000', remote_access_password: 'vnc-pass' },
  });

  test('gives the port of the server’s settings, or says that it is off', async () => {
    let enabled = 'yes';
    await using peer = await startApi({
      'GET /server': json({ servers: { server: [{ uuid: 'u-1', title: 'Web', hostname: 'web-01', state: 'started' }] } }),
      'GET /server/u-1': () => json(settings(enabled)),
      'POST /server/u-1/restart': json(settings('yes')),
    });
    const target = await (await open('upcloud', { username: 'me', url: peer.url }, { password: 'hush-hush' })).target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'tcp', host: 'de-fra1.vnc.example', port: 3000 });
    await target.reboot?.('hard', calm);
    expect(peer.seen.at(-1)?.json).toEqual({ restart_server: { stop_type: 'hard', timeout: '60', timeout_action: 'destroy' } });
    enabled = 'no';
    const error = await errorOf(target.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.upcloud.consoleOff' });
    expect(isRetryable(error)).toBe(false);
  });
});

describe('companies whose console is for the panel alone', () => {
  test.each([
    {
      provider: 'vultr',
      list: 'GET /instances',
      body: { instances: [{ id: '7', label: 'web-01', power_status: 'running', main_ip: '192.0.2.7' }], meta: { total: 1 } },
      act: 'POST /instances/7/reboot',
      sent: undefined,
      show: { 'GET /instances/7': { instance: { id: '7', label: 'web-01', power_status: 'stopped' } } },
      stopped: 'stopped',
      snapshotCall: 'POST /snapshots',
      snapshotSent: { instance_id: '7', description: 'before' },
    },
    {
      provider: 'digitalocean',
      list: 'GET /droplets',
      body: { droplets: [{ id: 7, name: 'web-01', status: 'running', networks: { v4: [{ ip_address: '192.0.2.7' }] } }], links: {} },
      act: 'POST /droplets/7/actions',
      sent: { type: 'power_cycle' },
      show: { 'GET /droplets/7': { droplet: { id: 7, name: 'web-01', status: 'off', networks: {} } } },
      stopped: 'off',
      snapshotCall: 'POST /droplets/7/actions',
      snapshotSent: { type: 'snapshot', name: 'before' },
    },
  ])('$provider reboots by its API and shows the pasted console', async ({ provider: name, list, body, act, sent, show, stopped, snapshotCall, snapshotSent }) => {
    await using peer = await startApi({ [list]: json(body), [act]: json({}, 201), [snapshotCall]: json({}, 201), ...Object.fromEntries(Object.entries(show).map(([call, answer]) => [call, json(answer)])) });
    const provider = await open(name, { url: peer.url }, { token: 'api-token' });
    const [server] = await provider.servers(calm);
    expect(server).toMatchObject({ id: '7', name: 'web-01', status: 'running' });
    const target = await provider.target('web-01', calm);
    const error = await errorOf(target.endpoint(calm));
    expect(error).toMatchObject({ code: 'provider.noConsole' });
    expect(isRetryable(error)).toBe(false);
    expect(target.otherWaysIn?.length).toBeGreaterThan(0);

    const pasted = new PastedTarget('wss://console.example/x', { server: target });
    expect(pasted).toMatchObject({ label: 'web-01', provider: name, canRenew: false, otherWaysIn: target.otherWaysIn });
    await pasted.reboot?.('hard', calm);
    expect(calls(peer).at(-1)).toBe(act);
    expect(peer.seen.at(-1)?.json).toEqual(sent);
    expect(await pasted.status?.(calm)).toBe(stopped);
    await pasted.actions?.snapshot?.('before', calm);
    expect([calls(peer).at(-1), peer.seen.at(-1)?.json]).toEqual([snapshotCall, snapshotSent]);
    expect(Object.values(peer.seen[0]?.headers ?? {}).some((value) => String(value).includes('api-token'))).toBe(true);
  });

  test('DigitalOcean’s pages are all read, and Vultr’s by their cursor', async () => {
    const droplet = (id: number, name: string) => ({ id, name, status: '' });
    await using droplets = await startApi({
      'GET /droplets': ({ path }) => (path.includes('page=1&') ? json({ droplets: [droplet(1, 'a')], links: { pages: { next: 'x' } } }) : json({ droplets: [droplet(2, 'b')], links: {} })),
    });
    expect((await (await open('digitalocean', { url: droplets.url }, { token: 'api-token' })).servers(calm)).map(({ name }) => name)).toEqual(['a', 'b']);
    await using instances = await startApi({
      'GET /instances': ({ path }) =>
        path.includes('cursor=')
          ? json({ instances: [{ id: '2', label: '', hostname: 'b', v6_main_ip: '2001:db8::2' }], meta: { total: 2, links: { next: '', prev: 'x' } } })
          : json({ instances: [{ id: '1', label: 'a' }], meta: { total: 2, links: { next: 'bmV4dA==', prev: '' } } }),
    });
    const listed = await (await open('vultr', { url: instances.url }, { token: 'api-token' })).servers(calm);
    expect(listed.map(({ name, addresses }) => [name, ...addresses])).toEqual([['a'], ['b', '2001:db8::2']]);
    expect(instances.seen.map(({ path }) => path)).toEqual(['/instances?per_page=500', '/instances?per_page=500&cursor=bmV4dA%3D%3D']);
  });

  test('a Droplet with another action under way is asked again', async () => {
    await using peer = await startApi({
      'GET /droplets': json({ droplets: [{ id: 7, name: 'web-01', status: 'active' }], links: {} }),
      'POST /droplets/7/actions': json({ id: 'unprocessable_entity', message: 'Droplet already has a pending event.' }, 422),
    });
    const target = await (await open('digitalocean', { url: peer.url }, { token: 'api-token' })).target('web-01', calm);
    const error = await errorOf(target.reboot?.('hard', calm) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'provider.busy', status: 422 });
    expect(isRetryable(error)).toBe(true);
    await errorOf(target.reboot?.('soft', calm) ?? Promise.resolve());
    expect(peer.seen.map(({ json: sent }) => sent)).toEqual([undefined, { type: 'power_cycle' }, { type: 'reboot' }]);
  });

  test('Vultr has no soft reboot', async () => {
    await using peer = await startApi({ 'GET /instances': json({ instances: [{ id: '7', label: 'web-01' }] }) });
    const target = await (await open('vultr', { url: peer.url }, { token: 'api-token' })).target('web-01', calm);
    expect(target.rebootKinds).toEqual(['hard']);
    expect(await errorOf(target.reboot?.('soft', calm) ?? Promise.resolve())).toMatchObject({ code: 'provider.noReboot' });
  });
});

describe('OVH', () => {
  const request = { applicationSecret: new Secret('EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF'), consumerKey: new Secret('MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1') };

  test('signs as its own documents show', () => {
    expect(signOvh({ ...request, method: 'GET', url: 'https://eu.api.ovh.com/1.0/domains/', body: '', timestamp: '1366560945' })).toBe('$1$d3705e8afb27a0d2970a322b96550abfc67bb798');
  });

  test('lists, gives the console of its OpenStack, reboots; all with OVH’s own time', async () => {
    await using peer = await startApi({
      'GET /auth/time': json(1_900_000_000),
      'GET /vps': json(['vps-1.example']),
      'GET /vps/vps-1.example': json({ displayName: 'web-01', state: 'running' }),
      'POST /vps/vps-1.example/getConsoleUrl': json('https://compute.example:6080/vnc_auto.html?token=c0ffee'),
      'POST /vps/vps-1.example/reboot': json({ id: 1 }),
    });
    const provider = await open('ovh', { applicationKey: 'ak', url: peer.url }, { applicationSecret: 'as-secret', consumerKey: 'ck-secret' });
    const target = await provider.target('web-01', calm);
    const endpoint = await target.endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'websocket', handshake: 'split' });
    expect(urlOf(endpoint)).toBe('wss://compute.example:6080/websockify?token=c0ffee');
    await target.reboot?.('hard', calm);
    const last = peer.seen.at(-1);
    expect(last?.path).toBe('/vps/vps-1.example/reboot');
    expect(last?.headers).toMatchObject({
      'x-ovh-application': 'ak',
      'x-ovh-consumer': 'ck-secret',
      'x-ovh-timestamp': '1900000000',
      'x-ovh-signature': signOvh({ applicationSecret: new Secret('as-secret'), consumerKey: new Secret('ck-secret'), method: 'POST', url: `${peer.url}/vps/vps-1.example/reboot`, body: '', timestamp: '1900000000' }),
    });
    expect(peer.seen.filter(({ path }) => path === '/auth/time')).toHaveLength(1);
  });

  test('a console that is not ready yet passes', async () => {
    await using peer = await startApi({ 'GET /auth/time': json(1_900_000_000), 'GET /vps': json(['v']), 'GET /vps/v': json({ state: 'running' }), 'POST /vps/v/getConsoleUrl': json(null) });
    const target = await (await open('ovh', { applicationKey: 'ak', url: peer.url }, { applicationSecret: 'as-secret', consumerKey: 'ck-secret' })).target('v', calm);
    expect(isRetryable(await errorOf(target.endpoint(calm)))).toBe(true);
  });
});

describe('NIFCLOUD', () => {
  const listXml = `<DescribeInstancesResponse><reservationSet><item><instancesSet><item>
    <instanceId>web01</instanceId><instanceUniqueId>i-abc</instanceUniqueId><instanceState><code>16</code><name>running</name></instanceState><ipAddress>192.0.2.9</ipAddress>
    </item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;
  const settings = (peer: HttpPeer) => ({ accessKey: 'AK', url: `${peer.url}/api/` });
  const startNifcloud = (act: Reply = { status: 200, text: '<RebootInstancesResponse><return>true</return></RebootInstancesResponse>' }): Promise<HttpPeer> =>
    startPeer(({ text }) => (text.includes('Action=DescribeInstances') ? { status: 200, text: listXml } : act));

  test('signs by version 2 as published', () => {
    const parameters = {
      AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      Action: 'DescribeJobFlows',
      SignatureMethod: 'HmacSHA256',
      SignatureVersion: '2',
      Timestamp: '2011-10-03T15:19:30',
      Version: '2009-03-31',
    };
    expect(signNifcloud('GET', 'https://elasticmapreduce.amazonaws.com/', parameters, new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'))).toBe('i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=');
  });

  test('lists from XML and reboots into the firmware where the account says so', async () => {
    await using peer = await startNifcloud();
    const provider = await open('nifcloud', { ...settings(peer), bios: 'yes' }, { secretKey: 'hush-hush' });
    expect(await provider.servers(calm)).toEqual([{ id: 'i-abc', name: 'web01', status: 'running', addresses: ['192.0.2.9'] }]);
    const target = await provider.target('web01', calm);
    await target.reboot?.('hard', calm);
    const sent = Object.fromEntries(new URLSearchParams(peer.seen.at(-1)?.text));
    expect(sent).toMatchObject({ Action: 'RebootInstances', 'InstanceId.1': 'web01', Force: 'true', NiftyIsBios: 'true', Timestamp: '2026-01-01T00:00:00Z', Version: '3.0' });
    const { Signature, ...signed } = sent;
    expect(Signature).toBe(signNifcloud('POST', `${peer.url}/api/`, signed, new Secret('hush-hush')));
    expect(await errorOf(target.endpoint(calm))).toMatchObject({ code: 'provider.noConsole' });
  });

  test('quotes the code and message of a refusal', async () => {
    await using peer = await startNifcloud({ status: 400, text: '<Response><Errors><Error><Code>Client.Inoperable</Code><Message>Server is busy</Message></Error></Errors></Response>' });
    const target = await (await open('nifcloud', settings(peer), { secretKey: 'hush-hush' })).target('web01', calm);
    expect(await errorOf(target.reboot?.('hard', calm) ?? Promise.resolve())).toMatchObject({ values: { said: 'Client.Inoperable: Server is busy' } });
  });

  test('what is no XML is said', async () => {
    await using peer = await startPeer(() => ({ status: 200, text: 'not XML at all' }));
    expect(await errorOf((await open('nifcloud', settings(peer), { secretKey: 'hush-hush' })).servers(calm))).toMatchObject({ code: 'provider.answerNotUnderstood' });
  });
});
