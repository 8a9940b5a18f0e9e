import { describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { describeEndpoint } from '../../../core/link/endpoint.ts';
import { pairedHost } from '../../../core/providers/azure-regions.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply, type Seen, type World, type WorldOptions } from './world.ts';

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

describe('Azure', () => {
  const id = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-01';
  const answers: Answers = {
    'POST /t1/oauth2/v2.0/token': json({ access_token: 'arm-token', expires_in: 3599, token_type: 'Bearer' }),
    'GET /subscriptions/s1/providers/Microsoft.Compute/virtualMachines': ({ path }, peer) =>
      path.includes('page2') ? json({ value: [{ id, name: 'web-01' }] }) : json({ value: [], nextLink: `${peer.url}/subscriptions/s1/providers/Microsoft.Compute/virtualMachines?page2` }),
    [`GET ${id}/instanceView`]: json({ statuses: [{ code: 'ProvisioningState/succeeded' }, { code: 'PowerState/running', displayStatus: 'VM running' }] }),
    [`POST ${id}/restart`]: { status: 202, headers: { location: 'https://management.example/op' } },
    [`POST ${id.replace('resourceGroups', 'resourcegroups')}/providers/Microsoft.SerialConsole/serialPorts/0/connect`]: json({ connectionString: 'wss://eastus.gateway.example/a/b/client' }),
  };
  const azure = (peer: HttpPeer, settings: Record<string, string>, options: WorldOptions = {}) =>
    open('azure', { subscription: 's1', url: peer.url, loginUrl: peer.url, ...settings }, { clientSecret: 'hush-hush' }, createWorld(options));

  test('signs a service principal in, lists page by page, restarts', async () => {
    await using peer = await startApi(answers);
    const target = await (await azure(peer, { tenant: 't1', client: 'c1' })).target('web-01', calm);
    expect(Object.fromEntries(new URLSearchParams(peer.seen[0]?.text))).toEqual({ grant_type: 'client_credentials', client_id: 'c1', client_secret: 'hush-hush', scope: `${peer.url}/.default` });
    expect(await target.status?.(calm)).toBe('running');
    await target.reboot?.('hard', calm);
    expect(peer.seen.at(-1)?.headers.authorization).toBe('Bearer arm-token');
  });

  test('the serial console is text, entered with the token that never shows', async () => {
    await using peer = await startApi(answers);
    const endpoint = await (await (await azure(peer, { tenant: 't1', client: 'c1' })).target('web-01', calm)).endpoint(calm);
    expect(endpoint).toMatchObject({ kind: 'websocket', subprotocols: [], text: { textMessages: true } });
    expect(endpoint.kind === 'websocket' && endpoint.url.reveal()).toBe('wss://eastus.gateway.example/a/b/client?authorization=arm-token&new=1');
    expect(endpoint.text?.admission?.reveal()).toBe('arm-token');
    expect(describeEndpoint(endpoint)).not.toContain('arm-token');
  });

  test.each([['ws://eastus.gateway.example/client'], ['https://x.example'], ['nonsense'], ['']])('gives its token to no console at %j', async (connectionString) => {
    const connect = Object.keys(answers).find((path) => path.includes('serialPorts')) ?? '';
    await using peer = await startApi({ ...answers, [connect]: json({ connectionString }) });
    expect(await errorOf((await (await azure(peer, { tenant: 't1', client: 'c1' })).target('web-01', calm)).endpoint(calm))).toMatchObject({ code: 'provider.answerNotUnderstood' });
  });

  test('says why the console cannot be opened', async () => {
    const connect = Object.keys(answers).find((path) => path.includes('serialPorts')) ?? '';
    await using peer = await startApi({ ...answers, [connect]: { status: 409, json: { error: { code: 'Conflict', message: 'boot diagnostics are off' } } } });
    expect(await errorOf((await (await azure(peer, { tenant: 't1', client: 'c1' })).target('web-01', calm)).endpoint(calm))).toMatchObject({
      code: 'provider.azure.noConsole',
      values: { server: 'web-01', observed: 'boot diagnostics are off' },
    });
  });

  test('signs a person in with a code, patiently, and renews without asking again', async () => {
    const asked: URLSearchParams[] = [];
    const tokens: Reply[] = [
      { status: 400, json: { error: 'authorization_pending' } },
      { status: 400, json: { error: 'slow_down' } },
      json({ access_token: 'first-token', refresh_token: 'refresh-me', expires_in: 3_600 }),
      json({ access_token: 'second-token', expires_in: 3_600 }),
    ];
    await using peer = await startApi({
      ...answers,
      'POST /t1/oauth2/v2.0/devicecode': json({ device_code: 'device-secret', user_code: 'ABCD-1234', verification_uri: 'https://login.example/device', expires_in: 900, interval: 3 }),
      'POST /t1/oauth2/v2.0/token': ({ text }) => {
        asked.push(new URLSearchParams(text));
        return tokens[asked.length - 1] ?? { status: 500 };
      },
    });
    const world = createWorld();
    const provider = await open('azure', { subscription: 's1', url: peer.url, loginUrl: peer.url, tenant: 't1' }, {}, world);
    await provider.servers(calm);
    expect(world.reports).toContainEqual({ key: 'provider.azure.typeCode', values: { address: 'https://login.example/device', code: 'ABCD-1234', minutes: 15 } });
    expect(world.clock.waits).toEqual([3_000, 3_000, 8_000]);
    world.clock.pass(3_600_000);
    await provider.servers(calm);
    expect(asked.map((form) => form.get('grant_type')?.split(':').at(-1))).toEqual(['device_code', 'device_code', 'device_code', 'refresh_token']);
    expect(peer.seen.at(-1)?.headers.authorization).toBe('Bearer second-token');
  });

  test('a code that the person declines ends the sign-in', async () => {
    await using peer = await startApi({
      ...answers,
      'POST /t1/oauth2/v2.0/devicecode': json({ device_code: 'd', user_code: 'U', verification_uri: 'https://login.example/device', expires_in: 900 }),
      'POST /t1/oauth2/v2.0/token': { status: 400, json: { error: 'authorization_declined' } },
    });
    expect(await errorOf((await open('azure', { subscription: 's1', url: peer.url, loginUrl: peer.url, tenant: 't1' }, {}, createWorld())).servers(calm))).toMatchObject({
      code: 'provider.azure.codeRefused',
      values: { said: 'authorization_declined' },
    });
  });

  test('knows each region’s pair, in the public cloud only', () => {
    expect(pairedHost('https://management.azure.com', 'japaneast')).toBe('https://japanwest.management.azure.com');
    expect(pairedHost('https://management.azure.com', 'japanwest')).toBe('https://japaneast.management.azure.com');
    expect(pairedHost('https://management.azure.com', 'nowhere')).toBeUndefined();
    expect(pairedHost('https://management.usgovcloudapi.net', 'japaneast')).toBeUndefined();
  });

  test('uses the sign-in of the az command line', async () => {
    await using peer = await startApi(answers);
    const asked: string[] = [];
    const run = (program: string, args: readonly string[]) => {
      asked.push([program, ...args].join(' '));
      return { exitCode: 0, stdout: JSON.stringify({ accessToken: 'cli-token', expires_on: 1_900_000_000 }), stderr: '' };
    };
    await (await azure(peer, {}, { run })).servers(calm);
    expect(asked).toEqual([`az account get-access-token --resource ${peer.url} --output json`]);
    expect(peer.seen[0]?.headers.authorization).toBe('Bearer cli-token');
  });

  test('says what az said', async () => {
    await using peer = await startApi(answers);
    const refused = await azure(peer, {}, { run: () => ({ exitCode: 1, stdout: '', stderr: "ERROR: Please run 'az login'" }) });
    expect(await errorOf(refused.servers(calm))).toMatchObject({ code: 'provider.commandFailed', values: { said: "ERROR: Please run 'az login'" } });
    expect(await errorOf((await azure(peer, {})).servers(calm))).toMatchObject({ code: 'provider.commandMissing', values: { command: 'az' } });
  });

  test('follows no link that leads elsewhere', async () => {
    await using peer = await startApi({ ...answers, 'GET /subscriptions/s1/providers/Microsoft.Compute/virtualMachines': json({ value: [{ id, name: 'web-01' }], nextLink: 'http://elsewhere.invalid/x' }) });
    expect(await (await azure(peer, { tenant: 't1', client: 'c1' })).servers(calm)).toHaveLength(1);
  });
});
