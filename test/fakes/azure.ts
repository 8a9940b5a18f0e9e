import { connect } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { Secret } from '../../core/base/secret.ts';
import { randomHex } from '../lab/cloud/random.ts';
import type { Fake, FakeAround, ProviderFake } from './fake.ts';
import { member, type Reply } from './http.ts';
import { ok, serveRoutes } from './serve.ts';
import { FakeServer } from './server.ts';

const tokenLifeMs = 3_599_000;
const machineId = '/subscriptions/s1/resourceGroups/Group/providers/Microsoft.Compute/virtualMachines/web-01';
const connectPath = `${machineId.replace('resourceGroups', 'resourcegroups')}/providers/Microsoft.SerialConsole/serialPorts/0/connect`;

const refusal = (status: number, message: string): Reply => ({ status, body: { error: { code: 'Because', message } } });

/** A fake Azure, and what was done with its console, in order: `opened`, `admitted`, `kicked`, `reset`. */
export interface AzureFake extends Fake {
  readonly story: readonly string[];
}

/** Azure with a service principal. Its console is the machine's serial port, so `vm.vncPort` is the port of that. */
export const azureFake = {
  name: 'azure',
  runs: 'running',
  console: 'text',
  vncAuth: false,
  hardReboot: 'stays',
  address: { use: 'often', lifeMs: tokenLifeMs },
  refusal,
  consoleIsOff: [404, 409],
  wrongKnocks: {
    'a subprotocol': (endpoint) => ({ ...endpoint, subprotocols: ['binary'] }),
    'the token of nobody': (endpoint) => ({ ...endpoint, text: { ...endpoint.text, admission: new Secret('of-nobody') } }),
  },
  start: startAzure,
} as const satisfies ProviderFake;

/**
 * Azure as its command line's serial console extension sees it: sign-in, ARM, and the gateway of the serial console. The gateway
 * is silent until the token has come, swallows it a second time after its own first message, then is the line, in
 * mixed text and binary messages; a second client throws the first one out; commands need an open console.
 */
async function startAzure(around: FakeAround): Promise<AzureFake> {
  const { clock, random, vm } = around;
  const server = new FakeServer(around);
  const story: string[] = [];
  /** Each token and when it ends. */
  const tokens = new Map<string, number>();
  let current: WebSocket | undefined;
  let connections = 0;

  const isGood = (token: string): boolean => (tokens.get(token) ?? 0) > clock.now();
  const done = (change: () => void): Reply => (change(), { status: 202 });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
  const served = await serveRoutes(
    {
      'POST /t1/oauth2/v2.0/token': {
        kind: 'signIn',
        answer: ({ body }) => {
          if (member(body, 'grant_type') !== 'client_credentials' || member(body, 'client_secret') !== 'client-secret-of-the-fake') return { status: 401, body: { error: 'invalid_client', error_description: 'AADSTS7000215: the secret is wrong' } };
          const token = `arm-${randomHex(16, random)}`;
          tokens.set(token, clock.now() + tokenLifeMs);
          return ok({ token_type: 'Bearer', access_token: token, expires_in: tokenLifeMs / 1_000 });
        },
      },
      'GET /subscriptions/s1/providers/Microsoft.Compute/virtualMachines': { kind: 'list', answer: () => ok({ value: [{ id: machineId, name: 'web-01', location: 'japaneast' }] }) },
      [`GET ${machineId}/instanceView`]: { kind: 'show', answer: () => ok({ statuses: [{ code: 'ProvisioningState/succeeded' }, { code: `PowerState/${server.running ? 'running' : 'stopped'}` }] }) },
      [`POST ${machineId}/restart`]: { kind: 'power', answer: () => done(() => server.powerCycle()) },
      [`POST ${machineId}/powerOff`]: { kind: 'power', answer: () => done(() => server.stop()) },
      [`POST ${machineId}/start`]: { kind: 'power', answer: () => done(() => server.start()) },
      [`POST ${connectPath}`]: { kind: 'console', answer: () => ok({ connectionString: `${served.url.replace('http', 'ws')}/${++connections}/client` }) },
      'POST /:console/adminCommand/reset': {
        kind: 'power',
        answer: ({ path, body }) => {
          const requestId = member(body, 'requestId');
          const isRight = path === `/${connections}/adminCommand/reset` && member(body, 'command') === 'reset' && typeof requestId === 'string' && /^[0-9a-f-]{36}$/.test(requestId);
          if (current?.readyState !== WebSocket.OPEN || !isRight) return { status: 400 };
          story.push('reset');
          server.reset();
          return { status: 200 };
        },
      },
    },
    {
      admit: ({ headers }) => (isGood(headers['authorization']?.replace('Bearer ', '') ?? '') ? undefined : refusal(401, 'The access token is invalid.')),
      unknown: refusal(404, 'No such resource.'),
      onUpgrade: (request, stream, head) => sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request)),
    },
    around,
  );
  sockets.on('connection', (socket, request) => {
    const url = new URL(request.url ?? '', 'http://fake');
    const isRight = url.pathname === `/${connections}/client` && isGood(url.searchParams.get('authorization') ?? '') && url.searchParams.get('new') === '1';
    if (!isRight || request.headers['sec-websocket-protocol'] !== undefined) return socket.terminate();
    story.push('opened');
    let repetitions = 0;
    let line: ReturnType<typeof connect> | undefined;
    socket.on('message', (data: Buffer, isBinary) => {
      if (repetitions < 2) {
        if (isBinary || !isGood(data.toString())) return socket.close();
        if (++repetitions === 1) return socket.send('{"admission":"please repeat"}');
        story.push('admitted');
        if (current) story.push('kicked');
        current?.close();
        current = socket;
        let messages = 0;
        line = connect(vm.vncPort ?? 0, '127.0.0.1');
        line.on('data', (bytes) => socket.send(bytes, { binary: ++messages % 2 === 0 }));
        line.on('error', () => undefined);
        line.on('close', () => socket.close());
        return;
      }
      line?.write(data);
    });
    socket.on('close', () => {
      line?.destroy();
      if (current === socket) current = undefined;
    });
  });
  return {
    settings: { subscription: 's1', tenant: 't1', client: 'c1', url: served.url, loginUrl: served.url },
    secrets: { clientSecret: new Secret('client-secret-of-the-fake') },
    desk: served.desk,
    story,
    endSessions: () => tokens.clear(),
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      served.close();
    },
  };
}
