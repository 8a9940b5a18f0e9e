import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Link } from '../../link/link.ts';
import { linkOverWebSocket } from '../../rfb/server/websocket-server-link.ts';

const loopback = '127.0.0.1';
/** No RFB client says more in one message. */
const messageLimitBytes = 2 << 20;
/** Connections that may be open or waiting at once. */
const connectionLimit = 64;

/** An open console connection. */
export interface ConsoleConnection {
  readonly link: Link;
  /** Ends it with a close frame. */
  close(code: number, reason: string): void;
  /** Ends the TCP connection without one. */
  cut(): void;
}

/** One client at the door: its request named our path and came from this machine. */
export interface Dial {
  readonly token: string | undefined;
  /** Answers 101. */
  accept(): ConsoleConnection | undefined;
  /** Answers with an HTTP status. */
  refuse(status: number): void;
}

export interface ConsolePort {
  readonly port: number;
  /** From now on the port refuses connections; those that are open stay. */
  stopListening(): Promise<void>;
  /** Listens on the same port again. */
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the port of the practice console. The one place here that makes real sockets, so that everything else runs on a test's clock. */
export type ConsolePortFactory = (path: string, onDial: (dial: Dial) => void) => Promise<ConsolePort>;

/**
 * A WebSocket port on the loopback interface. Serves nothing but WebSocket upgrades of `path`; requests for another host, from a web
 * page of another origin, or for another path get 404 and never reach `onDial`.
 */
export const openConsolePort: ConsolePortFactory = async (path, onDial) => {
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: messageLimitBytes });
  const sockets = new Set<Duplex>();
  let server: Server | undefined;
  let port = 0;

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => {});
    const url = new URL(request.url ?? '/', `http://${loopback}`);
    const trusted = isOurHost(request.headers.host, port) && (request.headers.origin === undefined || isOurHost(originHost(request.headers.origin), port));
    if (!trusted || url.pathname !== path) return answer(socket, 404);
    onDial({
      token: url.searchParams.get('token') ?? undefined,
      refuse: (status) => answer(socket, status),
      accept: () => {
        let accepted: ConsoleConnection | undefined;
        // ws answers in the same turn, or has ended the socket where the request was no upgrade.
        webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          accepted = { link: linkOverWebSocket(webSocket), close: (code, reason) => webSocket.close(code, reason), cut: () => socket.destroy() };
        });
        return accepted;
      },
    });
  };

  const listen = async (): Promise<void> => {
    if (server) return;
    const next = createServer((_request, response) => response.writeHead(404).end());
    next.maxConnections = connectionLimit;
    next.on('connection', (socket) => {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    next.on('upgrade', upgrade);
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject);
      next.listen(port, loopback, resolve);
    });
    port = (next.address() as AddressInfo).port;
    server = next;
  };

  const stopListening = (): Promise<void> => {
    const stopped = server;
    server = undefined;
    if (!stopped) return Promise.resolve();
    // The callback comes only when every connection has ended; the port is free at once.
    stopped.close();
    stopped.closeIdleConnections();
    return Promise.resolve();
  };

  await listen();
  return {
    port,
    listen,
    stopListening,
    close: async () => {
      await stopListening();
      for (const socket of sockets) socket.destroy();
      webSockets.close();
    },
  };
};

function isOurHost(host: string | undefined, port: number): boolean {
  return host === `${loopback}:${port}` || host === `localhost:${port}`;
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

function answer(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
