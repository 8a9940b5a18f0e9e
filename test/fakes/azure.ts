import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';

export interface AzureFake {
  readonly url: string;
  /** What was done with the console, in order: `opened`, `admitted`, `kicked`, `reset`. */
  readonly story: readonly string[];
  close(): Promise<void>;
}

export interface AzureMachine {
  /** TCP port of its first serial port on 127.0.0.1. */
  readonly serialPort: number;
  reset(): Promise<void>;
}

const armToken = 'arm-token-of-the-fake';
const machineId = '/subscriptions/s1/resourceGroups/Group/providers/Microsoft.Compute/virtualMachines/web-01';
const connectPath = `${machineId.replace('resourceGroups', 'resourcegroups')}/providers/Microsoft.SerialConsole/serialPorts/0/connect`;

/**
 * Azure as its command line's serial console extension sees it: sign-in, ARM, and the gateway of the serial console. The gateway
 * is silent until the token has come, swallows it a second time after its own first message, then is the line, in
 * mixed text and binary messages; a second client throws the first one out; commands need an open console.
 */
export async function startAzureFake(machine: AzureMachine): Promise<AzureFake> {
  const story: string[] = [];
  let current: WebSocket | undefined;
  let connections = 0;

  const answer = async (request: IncomingMessage, body: string): Promise<{ status: number; json?: unknown }> => {
    const [path] = (request.url ?? '').split('?');
    const key = `${request.method} ${path}`;
    if (key === 'POST /t1/oauth2/v2.0/token') return { status: 200, json: { token_type: 'Bearer', access_token: armToken, expires_in: 3_599 } };
    if (request.headers.authorization !== `Bearer ${armToken}`) return { status: 401, json: { error: { code: 'InvalidAuthenticationToken', message: 'no token' } } };
    if (key === 'GET /subscriptions/s1/providers/Microsoft.Compute/virtualMachines') return { status: 200, json: { value: [{ id: machineId, name: 'web-01', location: 'japaneast' }] } };
    if (key === `POST ${connectPath}`) return { status: 200, json: { connectionString: `ws://127.0.0.1:${port()}/${++connections}/client` } };
    if (key === `POST /${connections}/adminCommand/reset`) {
      const { command, requestId } = JSON.parse(body) as { readonly command?: string; readonly requestId?: string };
      if (current?.readyState !== WebSocket.OPEN || command !== 'reset' || !/^[0-9a-f-]{36}$/.test(requestId ?? '')) return { status: 400 };
      story.push('reset');
      await machine.reset();
      return { status: 200 };
    }
    return { status: 404, json: { error: { code: 'NotFound', message: key } } };
  };

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => void answer(request, body).then(({ status, json }) => reply(response, status, json)));
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => false });
  sockets.on('connection', (socket, request) => {
    const url = new URL(request.url ?? '', 'http://fake');
    const isRight = url.pathname === `/${connections}/client` && url.searchParams.get('authorization') === armToken && url.searchParams.get('new') === '1';
    if (!isRight || request.headers['sec-websocket-protocol'] !== undefined) return socket.terminate();
    story.push('opened');
    let tokens = 0;
    let line: ReturnType<typeof connect> | undefined;
    socket.on('message', (data: Buffer, isBinary) => {
      if (tokens < 2) {
        if (isBinary || data.toString() !== armToken) return socket.close();
        if (++tokens === 1) return socket.send('{"admission":"please repeat"}');
        story.push('admitted');
        if (current) story.push('kicked');
        current?.close();
        current = socket;
        let messages = 0;
        line = connect(machine.serialPort, '127.0.0.1');
        line.on('data', (bytes) => socket.send(bytes, { binary: ++messages % 2 === 0 }));
        line.on('error', () => socket.close());
        return;
      }
      line?.write(data);
    });
    socket.on('close', () => {
      line?.destroy();
      if (current === socket) current = undefined;
    });
  });
  const port = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port()}`,
    story,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reply(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(json === undefined ? '' : JSON.stringify(json));
}
