import { sleep } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import { ConsoleTokens } from '../lab/cloud/console-tokens.ts';
import { randomHex } from '../lab/cloud/random.ts';
import { selfSigned } from './certificate.ts';
import type { FakeAround, ProviderFake } from './fake.ts';
import { webSocketGate } from './gates.ts';
import { member, type Reply } from './http.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const vm = '/api2/json/nodes/pve1/qemu/100';
const tokenHeader = 'PVEAPIToken=root@pam!catch=0b1f6c1e-token-of-the-fake';
const userPassword = 'root-password-of-the-fake';
/** The port takes one connection within this time. */
const portLifeMs = 10_000;
const wrongCredentialsMs = 3_000;

/** Explanations stand beside the status; the body says nothing. */
const refusal = (status: number, said: string): Reply => ({ status, reason: said, body: { data: null } });

/** Where a Proxmox VE differs from others of its age. */
export interface ProxmoxWays {
  /** The older way in: user and password for a ticket, and a second half of it for calls that change something. Default: an API token. */
  readonly signIn?: 'ticket' | 'token';
  /** `ticket`: as before qemu-server 6.2, which gave no password; the ticket's first eight characters are it. */
  readonly vncPassword?: 'own' | 'ticket';
}

/** A Proxmox VE of one node over HTTPS with a certificate of its own. */
export function proxmoxFake({ signIn = 'token', vncPassword = 'own' }: ProxmoxWays = {}): ProviderFake {
  return {
    name: 'proxmox',
    runs: 'running',
    vncAuth: true,
    hardReboot: 'stays',
    address: { use: 'once', lifeMs: portLifeMs },
    refusal,
    wrongKnocks: {
      'the credentials of nobody': (endpoint) => ({ ...endpoint, headers: {} }),
      'the ticket of another port': (endpoint) => ({ ...endpoint, url: new Secret(endpoint.url.reveal().replace(/port=\d+/, 'port=5999')) }),
    },
    start: (around) => start(around, signIn, vncPassword),
  };
}

async function start(around: FakeAround, signIn: 'ticket' | 'token', vncPassword: 'own' | 'ticket'): ReturnType<ProviderFake['start']> {
  const { clock, random } = around;
  const server = new FakeServer(around);
  const sessions = new Map<string, string>();
  const ports = new ConsoleTokens('once', portLifeMs, clock, random);
  const tickets = new Map<string, { readonly ticket: string; readonly user: string; readonly use: string }>();

  /** The user of a call, or nothing. Calls that change something need the ticket's second half. */
  const userOf = (headers: Readonly<Record<string, string | string[] | undefined>>, changes: boolean): string | undefined => {
    if (signIn === 'token') return headers['authorization'] === tokenHeader ? 'root@pam!catch' : undefined;
    const ticket = decodeURIComponent(/PVEAuthCookie=([^;]+)/.exec(String(headers['cookie'] ?? ''))?.[1] ?? '');
    const csrf = sessions.get(ticket);
    return csrf !== undefined && (!changes || headers['csrfpreventiontoken'] === csrf) ? 'root@pam' : undefined;
  };
  const power = (change: () => void, needsRunning: boolean): Reply => {
    if (server.running !== needsRunning) return refusal(500, needsRunning ? 'VM 100 not running' : 'VM 100 already running');
    change();
    return ok({ data: 'UPID:pve1:0000A1B2:00C3D4E5:67890ABC:qmreset:100:root@pam:' });
  };

  const gate = webSocketGate(around.vm, (request) => {
    const url = new URL(request.url ?? '', 'https://pve.invalid');
    const user = userOf(request.headers, false);
    const port = tickets.get(url.searchParams.get('port') ?? '');
    if (user === undefined) return { status: 401, reason: 'No ticket' };
    if (url.pathname !== `${vm}/vncwebsocket` || port?.ticket !== url.searchParams.get('vncticket') || port?.user !== user) return { status: 401, reason: 'permission denied - invalid PVEVNC ticket' };
    return ports.use(port.use) ? 'in' : 'cut';
  }, 'strict');

  const { key, cert, pinSha256 } = selfSigned('pve1');
  const served = await serveRoutes(
    {
      'POST /api2/json/access/ticket': {
        kind: 'signIn',
        answer: async ({ body }) => {
          if (member(body, 'username') !== 'root@pam' || member(body, 'password') !== userPassword) {
            await sleep(clock, wrongCredentialsMs);
            return refusal(401, 'authentication failure');
          }
          const ticket = `PVE:root@pam:${randomHex(4, random)}::${Buffer.from(randomHex(24, random)).toString('base64')}==`;
          const csrf = `${randomHex(4, random)}:${randomHex(16, random)}`;
          sessions.set(ticket, csrf);
          return ok({ data: { ticket, CSRFPreventionToken: csrf, username: 'root@pam' } });
        },
      },
      'GET /api2/json/cluster/resources': {
        kind: 'list',
        answer: () => ok({ data: [
          { id: 'lxc/101', vmid: 101, name: 'web-02', node: 'pve1', type: 'lxc', status: 'running' },
          { id: 'qemu/100', vmid: 100, name: 'web-01', node: 'pve1', type: 'qemu', status: server.running ? 'running' : 'stopped', uptime: 1_000 },
        ] }),
      },
      [`GET ${vm}/status/current`]: { kind: 'show', answer: () => ok({ data: { status: server.running ? 'running' : 'stopped', vmid: 100, name: 'web-01', qmpstatus: 'running' } }) },
      [`POST ${vm}/status/reset`]: { kind: 'power', answer: () => power(() => server.reset(), true) },
      [`POST ${vm}/status/reboot`]: { kind: 'power', answer: () => power(() => server.powerCycle(), true) },
      [`POST ${vm}/status/stop`]: { kind: 'power', answer: () => power(() => server.stop(), true) },
      [`POST ${vm}/status/start`]: { kind: 'power', answer: () => power(() => server.start(), false) },
      [`POST ${vm}/vncproxy`]: {
        kind: 'console',
        answer: async ({ body, headers }) => {
          if (member(body, 'websocket') !== '1') return { status: 400, reason: 'Parameter verification failed.', body: { errors: { websocket: 'the fake speaks WebSocket alone' } } };
          const password = vncPassword === 'own' ? await server.newPassword() : undefined;
          if (!server.running) return refusal(500, 'VM 100 not running');
          const signature = Buffer.from(randomHex(32, random)).toString('base64');
          const ticket = `${password === undefined ? '' : `${password}:`}PVEVNC:${randomHex(4, random)}::${signature}==`;
          if (password === undefined) await server.setPassword(ticket);
          const port = String(5_900 + (tickets.size % 100));
          tickets.set(port, { ticket, user: userOf(headers, true) ?? '', use: ports.issue({ serverId: '100', port: Number(port) }) });
          return ok({ data: { user: 'root@pam', ticket, port, cert, upid: 'UPID:pve1:vncproxy:100:root@pam:', ...(password === undefined ? {} : { password }) } });
        },
      },
    },
    {
      tls: { key, cert },
      onUpgrade: gate.onUpgrade,
      unknown: refusal(501, 'Method not implemented'),
      admit: async ({ headers, method }) => {
        if (userOf(headers, method !== 'GET') !== undefined) return undefined;
        await sleep(clock, wrongCredentialsMs);
        return refusal(401, 'No ticket');
      },
    },
    around,
  );
  const account = signIn === 'token' ? { settings: { tokenId: 'root@pam!catch' }, secrets: { tokenSecret: new Secret('0b1f6c1e-token-of-the-fake') } } : { settings: { username: 'root@pam' }, secrets: { password: new Secret(userPassword) } };
  return {
    settings: { url: served.url, pinSha256, ...account.settings },
    secrets: account.secrets,
    desk: served.desk,
    ...(signIn === 'ticket' && { endSessions: () => sessions.clear() }),
    close: () => {
      gate.close();
      served.close();
    },
  };
}
