import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { PortDesk } from './ports.ts';

/** Serves the pages of the app's own scheme, and takes the sockets behind message ports. */
export const ports = new PortDesk();

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
let appOrigin = '';
let webOrigin = '';

const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 << 20 });
const server = createServer((request, response) => void answer(request, response));
server.on('upgrade', (request, socket, head) => {
  const [, id] = /^\/__port\/([\w-]+)$/.exec(request.url ?? '') ?? [];
  if (id === undefined) return void socket.destroy();
  sockets.handleUpgrade(request, socket, head, (webSocket) => ports.arrive(id, webSocket));
});

export async function openDesk(): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  webOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where another process finds a port. */
export function portAddress(id: string): string {
  return `${webOrigin.replace('http', 'ws')}/__port/${id}`;
}

export function handleScheme(scheme: string, handler: Handler): void {
  handlers.set(scheme, handler);
}

/** The address in Chromium, which does not know the app's scheme, for an address of the app. */
export function toBrowser(url: string): string {
  const [scheme = ''] = url.split(':');
  if (!handlers.has(scheme)) return url;
  appOrigin = url.split('/').slice(0, 3).join('/');
  return url.replace(appOrigin, webOrigin);
}

/** The address as the app knows it. */
export function toApp(url: string): string {
  return appOrigin !== '' && (url === webOrigin || url.startsWith(`${webOrigin}/`)) ? url.replace(webOrigin, appOrigin) : url;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = toApp(`${webOrigin}${request.url ?? '/'}`);
  const handler = handlers.get(url.split(':')[0] ?? '');
  const answered = (await handler?.(new Request(url, { method: request.method ?? 'GET' }))) ?? new Response('', { status: 404 });
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(Buffer.from(await answered.arrayBuffer()));
}
