import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../core/base/clock.ts';
import { BootcatchError } from '../core/base/error.ts';
import { keyFromProtocols, webProtocol } from '../core/contract/web.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { EngineRouter } from '../core/engine/router.ts';
import { webSocketServer } from '../core/engine/serve.ts';
import { linkOverWebSocket } from '../core/rfb/server/websocket-server-link.ts';
import type { Downloads } from './downloads.ts';
import { Keys } from './keys.ts';

export interface WebServerOptions {
  readonly engine: Engine;
  readonly router: EngineRouter;
  readonly clock: Clock;
  /** 0 takes any free one. */
  readonly port: number;
  readonly downloads: Downloads;
  /** The built window; undefined where it has not been built. */
  readonly windowFolder: string | undefined;
  /** Said in place of the window where it has not been built, as plain text. */
  readonly noWindowText: string;
}

/** A web server that runs. */
export interface WebServer {
  readonly port: number;
  /** The address for a person; whoever has it has everything. */
  readonly address: string;
  /** An address that lets one window in, once, within a minute: for places that others may read. */
  addressForOneUse(): string;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';
/** No call of the contract is larger; the longest is a text to type. */
const messageLimitBytes = 1 << 20;
const ticketLimitBytes = 128;
/** Sockets of all windows together. */
const socketLimit = 128;

/**
 * Serves the window, the contract and the consoles on this machine alone.
 *
 * Every request must name this host and port (`Host`), which a page that reaches us through a name of its own (DNS rebinding) does not; every
 * WebSocket must come from our own page (`Origin`) and show the key.
 * @throws BootcatchError `host.portTaken`
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const { engine, router, clock, downloads, windowFolder, noWindowText } = options;
  const keys = new Keys(clock);
  const serveContract = webSocketServer(router);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimitBytes, perMessageDeflate: false, handleProtocols: (offered) => offered.has(webProtocol) && webProtocol });
  const serveFile = windowFolder === undefined ? undefined : sirv(windowFolder, { etag: true, setHeaders: (response, path) => response.setHeader('Cache-Control', path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache') });

  const server = createServer({ requestTimeout: 30_000 }, (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders(port()))) response.setHeader(name, value);
    if (!isOurHost(request)) return refuse(response, 403, 'This address belongs to another host.');
    if (request.method === 'POST' && request.url === '/key') {
      // One that hangs up in the middle of its question gets no answer.
      return void exchangeTicket(request, response).catch(() => response.destroy());
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET is served here.');
    const serveWindow = (): void => {
      if (!serveFile) return refuse(response, 503, noWindowText);
      serveFile(request, response, () => refuse(response, 404, 'There is nothing here.'));
    };
    if (request.method === 'HEAD') return serveWindow();
    // A file that cannot be read any more hangs up.
    downloads.serve(request.url ?? '', response).then((served) => served || serveWindow(), () => response.destroy());
  });

  const port = (): number => (server.address() as AddressInfo | null)?.port ?? 0;
  const isOurHost = ({ headers }: IncomingMessage): boolean => headers.host === `${loopback}:${port()}`;
  const isOurPage = ({ headers }: IncomingMessage): boolean => headers.origin === `http://${loopback}:${port()}`;

  const exchangeTicket = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOurPage(request)) return refuse(response, 403, 'Another page asked.');
    const ticket = await readBody(request);
    const key = ticket === undefined ? undefined : keys.exchange(ticket);
    if (key === undefined) return refuse(response, 403, 'This ticket is not good any more.');
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' }).end(key);
  };

  server.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    // Until the WebSocket takes over, an error of the connection has nobody else to tell.
    duplex.on('error', () => duplex.destroy());
    const end = (status: string): void => void duplex.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
    if (!isOurHost(request) || !isOurPage(request)) return end('403 Forbidden');
    if (!keys.fits(keyFromProtocols(offered))) return end('401 Unauthorized');
    if (sockets.clients.size >= socketLimit) return end('503 Service Unavailable');
    const serve = routeOf(request.url ?? '');
    if (!serve) return end('404 Not Found');
    sockets.handleUpgrade(request, duplex, head, serve);
  });

  /** What a WebSocket to this path is for; undefined where it is for nothing. */
  function routeOf(path: string): ((socket: WebSocket) => void) | undefined {
    const { pathname, searchParams } = new URL(path, 'http://host');
    if (pathname === '/rpc') {
      return (socket) => {
        // The close event follows.
        socket.on('error', () => undefined);
        serveContract(socket);
      };
    }
    const [, encoded] = /^\/view\/([^/]+)$/.exec(pathname) ?? [];
    const serverId = encoded === undefined ? undefined : decoded(encoded);
    if (serverId === undefined || !engine.hasView(serverId)) return undefined;
    return (socket) => void engine.attachView(serverId, linkOverWebSocket(socket), { readOnly: searchParams.has('readOnly') });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new BootcatchError('host.portTaken', { port: options.port, reason: error.code ?? error.name })));
    server.listen(options.port, loopback, resolve);
  });

  return {
    port: port(),
    address: `http://${loopback}:${port()}/#key=${keys.key}`,
    addressForOneUse: () => `http://${loopback}:${port()}/#ticket=${keys.newTicket()}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${text}\n`);
}

/** The window loads nothing from elsewhere, talks to nobody else, and stands in no other page. */
function securityHeaders(port: number): Record<string, string> {
  const policy = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': `'self' ws://${loopback}:${port}`,
    'worker-src': "'self'",
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, value]) => `${directive} ${value}`)
      .join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
  };
}

/** A short body as text; undefined where it is longer than a ticket. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > ticketLimitBytes) return undefined;
  }
  return text;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
