import { connect } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';
import { member, type Reply } from './http.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const secretKey = 'secret-key-of-the-fake';
const serverId = '0f0e0d0c-1111-4222-8333-944445555666';
const zone = 'fr-par-1';

const refusal = (status: number, message: string): Reply => ({ status, body: { type: 'because_of_a_test', message } });

/** Scaleway. The console is the machine's serial line behind GoTTY, so `vm.vncPort` is the port of that. What a reboot does to an open console is not known; this one drops it, which is the harder case. */
export const scalewayFake: ProviderFake = {
  name: 'scaleway',
  runs: 'running',
  console: 'text',
  vncAuth: false,
  hardReboot: 'drops',
  address: 'fixed',
  refusal,
  start: async (around) => {
    const { vm } = around;
    const server = new FakeServer(around);
    const act: Readonly<Record<string, () => void>> = { reboot: () => server.powerCycle(), poweroff: () => server.stop(), poweron: () => server.start() };
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
    const path = `/instance/v1/zones/${zone}/servers`;
    const described = (): object => ({ id: serverId, name: 'web-01', state: server.running ? 'running' : 'stopped', zone });
    const served = await serveRoutes(
      {
        [`GET ${path}`]: { kind: 'list', answer: () => ok({ servers: [described()] }) },
        [`GET ${path}/${serverId}`]: { kind: 'show', answer: () => ok({ server: described() }) },
        [`POST ${path}/${serverId}/action`]: {
          kind: 'power',
          answer: ({ body }) => {
            const change = act[String(member(body, 'action'))];
            if (!change) return refusal(400, 'unknown action');
            change();
            return ok({ task: { id: '1', status: 'pending' } }, 202);
          },
        },
      },
      {
        admit: ({ headers }) => (headers['x-auth-token'] === secretKey ? undefined : refusal(401, 'authentication is denied')),
        unknown: refusal(404, 'resource is not found'),
        onUpgrade: (request, stream, head) => sockets.handleUpgrade(request, stream, head, (socket) => serveLine(socket, vm.vncPort ?? 0)),
      },
      around,
    );
    return {
      settings: { url: served.url, zone, consoleUrl: `${served.url.replace('http', 'ws')}/v2/ws` },
      secrets: { token: new Secret(secretKey) },
      desk: served.desk,
      close: () => {
        for (const socket of sockets.clients) socket.terminate();
        served.close();
      },
    };
  },
};

/** GoTTY in front of a line: the first message says who it is and which server is meant; then come keys, pings and sizes one way, text and pongs the other. */
function serveLine(socket: WebSocket, port: number): void {
  socket.on('error', () => undefined);
  socket.once('message', (first: Buffer, isBinary) => {
    const asked = isBinary ? undefined : new URLSearchParams(String(member(parse(first.toString()), 'Arguments')).replace(/^\?/, '')).getAll('arg');
    if (asked?.[0] !== secretKey || asked[1] !== serverId) return socket.close();
    const line = connect(port, '127.0.0.1');
    line.on('data', (bytes) => socket.send(`1${bytes.toString('base64')}`));
    line.on('error', () => undefined);
    line.once('close', () => socket.close());
    socket.once('close', () => line.destroy());
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('1')) line.write(text.slice(1));
      if (text.startsWith('2')) socket.send('2');
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
