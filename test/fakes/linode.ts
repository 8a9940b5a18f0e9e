import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { WebSocketServer, type WebSocket } from 'ws';
import { Secret } from '../../core/base/secret.ts';
import { randomHex } from '../lab/cloud/random.ts';
import type { Fake, FakeAround, ProviderFake } from './fake.ts';
import { webSocketGate, type Verdict } from './gates.ts';
import type { Reply } from './http.ts';
import { ok, serveRoutes, type Route } from './serve.ts';
import { FakeServer } from './server.ts';

const apiToken = 'personal-access-token-of-the-fake';
const id = 123456;
/** A session that nobody renews ends after five minutes (linode/manager, pull request 3740). */
const sessionLifeMs = 300_000;
const sessionExpired = JSON.stringify({ type: 'error', reason: 'Your session has expired.', grn: 'grn-0001' });

const refusal = (status: number, reason: string): Reply => ({ status, body: { errors: [{ reason }] } });
const pageOf = (data: readonly object[], page = 1, pages = 1): Reply => ok({ data, page, pages, results: data.length });

export interface LinodeFakeOptions {
  /** Default: the picture. `weblish`: the machine's serial line, whose port then stands in `vm.vncPort`. */
  readonly console?: 'glish' | 'weblish';
  /** Where the session of a console stands: in the path of its address, or in a subprotocol. */
  readonly region?: 'core' | 'distributed';
}

export interface LinodeFake extends Fake {
  /** What was said on the monitor's WebSockets. */
  readonly monitored: readonly string[];
}

/**
 * Linode, with the consoles as its own panel meets them (linode/manager, features/Lish). What a reboot does to an open console is not known; this one drops it, which is
 * the harder case.
 */
export const linodeFake = ({ console = 'glish', region = 'core' }: LinodeFakeOptions = {}) =>
  ({
    name: 'linode',
    runs: 'running',
    ...(console === 'weblish' && { console: 'text' }),
    vncAuth: false,
    hardReboot: 'drops',
    address: { use: 'often', lifeMs: sessionLifeMs },
    refusal,
    wrongKnocks: {
      'a session that was never given': (endpoint) => ({ ...endpoint, url: new Secret(endpoint.url.reveal().replace(/[0-9a-f]{32}/, '0'.repeat(32))), subprotocols: ['of-nobody'] }),
    },
    start: (around) => start(around, console, region),
  }) as const satisfies ProviderFake;

async function start(around: FakeAround, console: 'glish' | 'weblish', region: 'core' | 'distributed'): Promise<LinodeFake> {
  const { clock, random, vm } = around;
  const server = new FakeServer(around);
  const monitored: string[] = [];
  /** Each session and when it ends. */
  const sessions = new Map<string, number>();
  let rebooting = false;

  const status = (): string => {
    if (server.running) rebooting = false;
    return server.running ? 'running' : rebooting ? 'rebooting' : 'offline';
  };
  const described = (): object => ({ id, label: 'web-01', status: status(), type: 'g6-nanode-1', region: 'us-east', ipv4: ['192.0.2.7'], ipv6: '2001:db8::7/128' });
  const act = (change: () => void): Route => ({ kind: 'power', answer: () => (status() === 'rebooting' ? refusal(400, 'Linode busy.') : (change(), ok({}))) });

  /** Where a knock wants to, and with which session. */
  const read = ({ url = '', headers }: IncomingMessage): { readonly door: string; readonly session: string } => {
    const [, first = '', door = 'glish'] = url.split('/');
    return region === 'core' ? { door, session: first } : { door: first, session: headers['sec-websocket-protocol'] ?? '' };
  };
  const isGood = (session: string): boolean => (sessions.get(session) ?? 0) > clock.now();
  const judge = (request: IncomingMessage): Verdict => (isGood(read(request).session) ? 'in' : { closeCode: 1008, reason: sessionExpired });

  const picture = webSocketGate(vm, judge);
  const others = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const serveMonitor = (socket: WebSocket, session: string): void => {
    const expired = (): void => (socket.send(sessionExpired), socket.close());
    if (!isGood(session)) return expired();
    socket.on('message', (data: Buffer, isBinary) => {
      const text = data.toString();
      monitored.push(isBinary ? 'binary' : text);
      if (!isGood(session)) return expired();
      const { action } = JSON.parse(text) as { readonly action: string };
      if (action === 'renew') sessions.set(session, clock.now() + sessionLifeMs);
      if (action === 'status') socket.send(JSON.stringify({ poweredStatus: server.running ? 'Running' : 'Powered Off' }));
    });
  };

  const instance = `/v4/linode/instances/${id}`;
  const served = await serveRoutes(
    {
      // Two pages, the server wanted on the second.
      'GET /v4/linode/instances': { kind: 'list', answer: ({ query }) => (query.get('page') === '1' ? pageOf([{ ...described(), id: 1, label: 'db-01' }], 1, 2) : pageOf([described()], 2, 2)) },
      [`GET ${instance}`]: { kind: 'show', answer: () => ok(described()) },
      [`GET ${instance}/configs`]: { kind: 'show', answer: () => pageOf([{ id: 1, label: 'My profile', kernel: console === 'weblish' ? 'linode/grub2' : 'linode/direct-disk' }]) },
      [`POST ${instance}/reboot`]: act(() => {
        rebooting = true;
        server.powerCycle();
      }),
      [`POST ${instance}/shutdown`]: act(() => server.stop()),
      [`POST ${instance}/boot`]: act(() => server.start()),
      [`POST ${instance}/lish`]: {
        kind: 'console',
        answer: () => {
          const session = randomHex(16, random);
          sessions.set(session, clock.now() + sessionLifeMs);
          const gateway = served.url.replace('http', 'ws');
          return region === 'core'
            ? ok({ glish_url: `${gateway}/${session}`, monitor_url: `${gateway}/${session}/monitor`, weblish_url: `${gateway}/${session}/weblish`, ws_protocols: [] })
            : ok({ glish_url: `${gateway}/glish`, monitor_url: `${gateway}/monitor`, weblish_url: `${gateway}/weblish`, ws_protocols: [session] });
        },
      },
    },
    {
      admit: ({ headers }) => (headers['authorization'] === `Bearer ${apiToken}` ? undefined : refusal(401, 'Invalid Token')),
      unknown: refusal(404, 'Not found'),
      onUpgrade: (request, stream, head) => {
        const { door, session } = read(request);
        if (door === 'glish') return picture.onUpgrade(request, stream, head);
        others.handleUpgrade(request, stream, head, (socket) => {
          socket.on('error', () => undefined);
          if (door === 'monitor') serveMonitor(socket, session);
          else if (isGood(session)) serveLine(socket, vm.vncPort ?? 0);
          else socket.close(1008, sessionExpired);
        });
      },
    },
    around,
  );
  return {
    settings: { url: `${served.url}/v4` },
    secrets: { token: new Secret(apiToken) },
    desk: served.desk,
    monitored,
    close: () => {
      picture.close();
      for (const socket of others.clients) socket.terminate();
      served.close();
    },
  };
}

/** Weblish: the line in text messages, both ways. */
function serveLine(socket: WebSocket, port: number): void {
  const line = connect({ port, host: '127.0.0.1', noDelay: true });
  const decoder = new StringDecoder('utf8');
  line.on('data', (bytes) => socket.send(decoder.write(bytes)));
  line.on('error', () => undefined);
  line.once('close', () => socket.close());
  socket.once('close', () => line.destroy());
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) socket.close();
    else line.write(data);
  });
}
