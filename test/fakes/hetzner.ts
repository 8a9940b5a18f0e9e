import { Secret } from '../../core/base/secret.ts';
import { ConsoleTokens } from '../lab/cloud/console-tokens.ts';
import type { ProviderFake } from './fake.ts';
import { webSocketGate } from './gates.ts';
import type { CallKind, Reply } from './http.ts';
import { ok, serveRoutes, type Route } from './serve.ts';
import { FakeServer } from './server.ts';

const apiToken = 'api-token-of-the-fake';
/** The console's address must be used within this time; what is open then stays open. */
const consoleLifeMs = 60_000;

const codes: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 423: 'locked', 429: 'rate_limit_exceeded', 503: 'service_error' };

function refusal(status: number, message: string): Reply {
  const headers = status === 429 ? { 'RateLimit-Limit': '3600', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1767225600' } : undefined;
  return { status, ...(headers && { headers }), body: { error: { code: codes[status] ?? 'server_error', message, details: {} } } };
}

/**
 * Hetzner Cloud.
 * @param atReset what a reset does to an open console is not known; dropping it is the harder case. Switching the server off ends it either way.
 */
export const hetznerFake = (atReset: ProviderFake['hardReboot'] = 'drops'): ProviderFake => ({
  name: 'hetzner',
  runs: 'running',
  vncAuth: true,
  hardReboot: atReset,
  address: { use: 'often', lifeMs: consoleLifeMs },
  refusal,
  wrongKnocks: { 'a token that was never given': (endpoint) => ({ ...endpoint, url: new Secret(endpoint.url.reveal().replace(/token=[^&]+/, 'token=of-nobody')) }) },
  start: async (around) => {
    const server = new FakeServer(around);
    const tokens = new ConsoleTokens('survives', consoleLifeMs, around.clock, around.random);
    const gate = webSocketGate(around.vm, (request) => {
      const query = new URL(request.url ?? '', 'http://console.invalid').searchParams;
      return query.get('server_id') === '42' && tokens.use(query.get('token') ?? '') ? 'in' : { status: 401, reason: 'Unauthorized' };
    });
    const state = (): string => (server.running ? 'running' : 'off');
    const action = (command: string, more: object = {}): Reply => ok({ action: { id: 7, status: 'running', command, progress: 0, error: null }, ...more }, 201);
    const act = (command: string, change: () => void, kind: CallKind = 'power'): Route => ({ kind, answer: () => (change(), action(command)) });
    const described = (): object => ({ id: 42, name: 'web-01', status: state(), public_net: { ipv4: { ip: '192.0.2.1' }, ipv6: null }, rescue_enabled: false, locked: false });
    const served = await serveRoutes(
      {
        // Two pages, the server wanted on the second.
        'GET /v1/servers': {
          kind: 'list',
          answer: ({ query }) => (query.get('page') === '1' ? ok({ servers: [{ ...described(), id: 41, name: 'db-01' }], meta: { pagination: { page: 1, next_page: 2 } } }) : ok({ servers: [described()], meta: { pagination: { page: 2, next_page: null } } })),
        },
        'GET /v1/servers/42': { kind: 'show', answer: () => ok({ server: described() }) },
        'POST /v1/servers/42/actions/reset': act('reset_server', () => (atReset === 'stays' ? server.reset() : server.powerCycle())),
        'POST /v1/servers/42/actions/reboot': act('reboot_server', () => server.powerCycle()),
        'POST /v1/servers/42/actions/poweroff': act('stop_server', () => server.stop()),
        'POST /v1/servers/42/actions/poweron': act('start_server', () => server.start()),
        'POST /v1/servers/42/actions/request_console': {
          kind: 'console',
          answer: async () => {
            const password = await server.newPassword();
            if (password === undefined) return refusal(409, 'server is not running');
            const token = tokens.issue({ serverId: '42', port: 0 });
            return action('request_console', { wss_url: `${served.url.replace('http', 'ws')}/?server_id=42&token=${token}`, password: `${password}-and-what-vnc-does-not-read` });
          },
        },
      },
      { admit: ({ headers }) => (headers['authorization'] === `Bearer ${apiToken}` ? undefined : refusal(401, 'unable to authenticate')), unknown: refusal(404, 'page not found'), onUpgrade: gate.onUpgrade },
      around,
    );
    return {
      settings: { url: `${served.url}/v1` },
      secrets: { token: new Secret(apiToken) },
      desk: served.desk,
      close: () => {
        gate.close();
        served.close();
      },
    };
  },
});
