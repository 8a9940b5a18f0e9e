import { Secret } from '../../core/base/secret.ts';
import { startCloud } from '../lab/cloud/cloud.ts';
import type { NovaConsole } from '../lab/cloud/nova.ts';
import type { FakeAround, ProviderFake } from './fake.ts';
import { member, memberNames, type Call, type Reply } from './http.ts';
import { novaKnocks } from './nova-knocks.ts';
import { cloudTimings } from './openstack.ts';
import { serveRoutes } from './serve.ts';

const consoleLifeMs = 600_000;
const label = 'web-01';

const refusal = (code: number, message: string): Reply => ({ status: code, body: { error: { code, message } } });

/** What differs between the two versions of ConoHa's API. */
interface ConohaWays {
  readonly name: 'conoha' | 'conoha-v2';
  /** The servers' keyboard, as their metadata have it. */
  readonly keymap?: 'ja';
  readonly tokenInUrl: 'path' | 'token';
  readonly signInPath: string;
  /** Where the servers are, for a tenant. */
  readonly computePath: (tenant: string) => string;
  /** A sign-in as Keystone v3 would have it. */
  readonly toKeystone: (body: unknown) => unknown;
  /** Keystone v3's answer as this API gives it. */
  readonly fromKeystone: (reply: Response) => Promise<Reply>;
  /** A call to the compute API as Nova takes it, or the refusal of one that is not there. */
  readonly toNova: (call: Call, path: string) => { readonly headers?: Readonly<Record<string, string>>; readonly body: unknown } | Reply;
}

const passedOn = async (answer: Response): Promise<Reply> => ({ status: answer.status, body: await answer.text() });

/** `os-stop` takes an argument here that Nova's own does not. */
const withoutForce = (body: unknown): unknown => (memberNames(body)[0] === 'os-stop' ? { 'os-stop': null } : body);

const v3: ConohaWays = {
  name: 'conoha',
  tokenInUrl: 'path',
  signInPath: '/v3/auth/tokens',
  computePath: () => '/v2.1',
  toKeystone: (body) => body,
  fromKeystone: async (answer) => ({ ...(await passedOn(answer)), headers: { 'x-subject-token': answer.headers.get('x-subject-token') ?? '' } }),
  toNova: ({ headers, body }, path) => {
    if (headers['openstack-api-version'] !== undefined) return refusal(406, 'No version is to be named.');
    const [action = ''] = memberNames(body);
    if (/^os-get\w+Console$/.test(action)) return refusal(404, `There is no such action with name: ${action}`);
    return { body: withoutForce(body), ...(path.endsWith('/remote-consoles') ? { headers: { 'OpenStack-API-Version': 'compute 2.6' } } : {}) };
  },
};

const v2: ConohaWays = {
  name: 'conoha-v2',
  keymap: 'ja',
  tokenInUrl: 'token',
  signInPath: '/v2.0/tokens',
  computePath: (tenant) => `/v2/${tenant}`,
  toKeystone: (body) => ({
    auth: {
      identity: { methods: ['password'], password: { user: { name: member(body, 'auth', 'passwordCredentials', 'username'), domain: { id: 'default' }, password: member(body, 'auth', 'passwordCredentials', 'password') } } },
      scope: { project: { id: member(body, 'auth', 'tenantId') } },
    },
  }),
  fromKeystone: async (answer) => {
    const text = await answer.text();
    if (!answer.ok) return { status: answer.status, body: text };
    const expires = member(JSON.parse(text) as unknown, 'token', 'expires_at');
    return { status: 200, body: { access: { token: { id: answer.headers.get('x-subject-token'), expires, issued_at: expires, tenant: {} }, serviceCatalog: [] } } };
  },
  toNova: ({ body }, path) => (path.endsWith('/remote-consoles') ? refusal(404, 'The resource could not be found.') : { body: withoutForce(body) }),
};

/** ConoHa is OpenStack: the lab's cloud with ConoHa's own way in, addresses and names in front of it. */
function conohaFake(ways: ConohaWays, console: NovaConsole = 'vnc'): ProviderFake {
  return {
    name: ways.name,
    ...(ways.keymap && { keymap: ways.keymap }),
    runs: 'ACTIVE',
    console: console === 'serial' ? 'text' : 'picture',
    vncAuth: false,
    hardReboot: 'drops',
    address: { use: 'often', lifeMs: consoleLifeMs },
    refusal,
    wrongKnocks: novaKnocks,
    start: (around) => start(ways, console, around),
  };
}

async function start(ways: ConohaWays, console: NovaConsole, around: FakeAround): ReturnType<ProviderFake['start']> {
  const { clock, random, vm: hypervisor } = around;
  // The name that the person gave is a label; the server's own is generated.
  const cloud = await startCloud({ clock, random, servers: [{ name: 'vm-0a1b2c3d-4e', hypervisor }], timings: cloudTimings(around), consoleUrlForm: ways.tokenInUrl, consoleTokenLifeMs: consoleLifeMs, console });
  const tenant = cloud.credentials.projectId;
  const compute = ways.computePath(tenant);
  const send = (url: string, method: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });
  const forward = async (call: Call): Promise<Reply> => {
    const path = call.path.slice(compute.length);
    const translated = ways.toNova(call, path);
    if ('status' in translated) return translated;
    const answer = await send(`${cloud.computeUrl}${path}?${call.query.toString()}`, call.method, translated.body, { 'x-auth-token': call.headers['x-auth-token'] ?? '', ...translated.headers });
    const reply = await passedOn(answer);
    const metadata = JSON.stringify({ instance_name_tag: label, properties: JSON.stringify({ hw_video_model: 'vga', ...(ways.keymap && { vnc_keymap: ways.keymap }) }) });
    return { ...reply, body: String(reply.body).replaceAll('"metadata":{}', `"metadata":${metadata}`) };
  };
  const server = `${compute}/servers/:id`;
  const served = await serveRoutes(
    {
      [`POST ${ways.signInPath}`]: { kind: 'signIn', answer: async ({ body }) => ways.fromKeystone(await send(`${cloud.authUrl}/auth/tokens`, 'POST', ways.toKeystone(body), {})) },
      [`GET ${compute}/servers/detail`]: { kind: 'list', answer: forward },
      [`GET ${server}`]: { kind: 'show', answer: forward },
      [`POST ${server}/remote-consoles`]: { kind: 'console', answer: forward },
      [`POST ${server}/action`]: { kind: 'power', kindOf: ({ body }) => (/^os-get(VNC|Serial)Console$/.test(memberNames(body)[0] ?? '') ? 'console' : 'power'), answer: forward },
    },
    { unknown: refusal(404, 'The resource could not be found.') },
    around,
  );
  const user = ways.name === 'conoha' ? cloud.credentials.userId : cloud.credentials.username;
  return {
    settings: { identityUrl: `${served.url}/${ways.name === 'conoha' ? 'v3' : 'v2.0'}`, computeUrl: `${served.url}${compute}`, user, tenant, console },
    secrets: { password: new Secret(cloud.credentials.password) },
    desk: served.desk,
    endSessions: () => cloud.revokeApiTokens(),
    close: () => {
      served.close();
      cloud.dispose();
    },
  };
}

/** ConoHa's API of version 3: fixed addresses, no microversion in the console call, no older console call. */
export const conohaV3Fake = conohaFake(v3);
/** ConoHa's API of version 2: Keystone v2, the tenant in the path, the older console call alone. */
export const conohaV2Fake = conohaFake(v2);
/** The serial consoles of that version. */
export const conohaV2SerialFake = conohaFake(v2, 'serial');
