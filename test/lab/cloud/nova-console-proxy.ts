import { createServer, type IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { ConsoleDoor, ConsoleProxy } from './console-door.ts';
import { listen } from '../../fakes/http.ts';
import { Inbox, negotiate, NegotiationFailed } from './nova-security.ts';
import type { NovaConsole } from './nova.ts';

/**
 * A console proxy that shows a client what Nova's novncproxy shows it: the 101 first and every check after it, each failure
 * of which is the bare end of the connection; the security stage; close code 1000 `Target closed`, then a reset, when the
 * guest goes; its rules for subprotocols, origins and where a token may stand. Nova's serialproxy is the same program, without
 * the security stage: a line has none.
 */
export async function startNovaConsoleProxy(door: ConsoleDoor, wait: (delayMs: number) => Promise<void>, console: NovaConsole = 'vnc'): Promise<ConsoleProxy> {
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols: (offered) => (offered.has('binary') ? 'binary' : false) });
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><title>noVNC</title>');
  });

  server.on('upgrade', (request, stream) => {
    if (!(stream instanceof Socket)) throw new Error('Upgrades come on sockets.');
    keep(stream);
    if (!offersBinary(request.headers['sec-websocket-protocol'])) {
      stream.end('HTTP/1.1 400 Invalid protocol selected\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    // What came together with the request is lost, hence the empty head.
    webSockets.handleUpgrade(request, stream, Buffer.alloc(0), (client) => {
      // A rejection is a wait that the end of the cloud cut short.
      serve(request, client, stream).catch(() => stream.destroy());
    });
  });

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Whatever goes wrong shows as a close.
    socket.on('error', () => {});
    socket.setNoDelay();
  };

  const serve = async (request: IncomingMessage, client: WebSocket, stream: Socket): Promise<void> => {
    const inbox = new Inbox();
    client.on('error', () => {});
    client.on('message', (data) => inbox.push(bytesOf(data)));
    client.once('close', () => inbox.end());

    const admission = door(tokenOf(request));
    await wait(admission.afterMs);
    if (admission.port === undefined || !originFits(request)) return stream.destroySoon();
    const guest = connect({ port: admission.port, host: '127.0.0.1' });
    keep(guest);
    const guestInbox = new Inbox();
    guest.on('data', (chunk) => guestInbox.push(chunk));
    guest.once('close', () => guestInbox.end());
    client.once('close', () => guest.destroy());

    try {
      if (console === 'vnc') await negotiate({ client: inbox, guest: guestInbox, sendToClient: (bytes) => client.send(bytes), sendToGuest: (bytes) => guest.write(bytes) });
    } catch (error) {
      if (!(error instanceof NegotiationFailed)) throw error;
      if (error.polite) client.close();
      guest.destroy();
      return stream.destroySoon();
    }
    await Promise.race([pump(inbox, (bytes) => guest.write(bytes)), pump(guestInbox, (bytes) => client.send(bytes)).then(() => targetClosed(client, stream))]);
  };

  const port = await listen(server);
  return {
    port,
    dispose: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function pump(from: Inbox, to: (bytes: Buffer) => void): Promise<void> {
  for (let bytes = await from.next(); bytes !== undefined; bytes = await from.next()) to(bytes);
}

function targetClosed(client: WebSocket, stream: Socket): void {
  client.close(1000, 'Target closed');
  // After the close frame is out.
  stream.write('', () => stream.resetAndDestroy());
}

/** The names are split at the commas and not trimmed: `foo,binary` holds `binary`, `foo, binary` does not. */
function offersBinary(header: string | undefined): boolean {
  return header === undefined || header.split(',').includes('binary');
}

/** From the query of any path, else from the cookie. */
function tokenOf({ url = '/', headers }: IncomingMessage): string {
  const query = new URL(url, 'http://proxy.invalid').searchParams.getAll('token').at(-1);
  if (query !== undefined && query !== '') return query;
  return /(?:^|;)\s*token=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? '';
}

/** No origin is a client that is no browser. One that is given must have the host's name, whatever the port, and our scheme. */
function originFits({ headers }: IncomingMessage): boolean {
  const { origin } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && hostname === headers.host?.split(':')[0];
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
