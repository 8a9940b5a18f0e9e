import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { Secret } from '../../../core/base/secret.ts';
import type { Endpoint, HandshakeShape } from '../../../core/link/endpoint.ts';
import type { Link } from '../../../core/link/link.ts';
import type { RebootKind, Target } from '../../../core/providers/provider.ts';
import type { RfbServer } from '../../../core/rfb/server/rfb-server.ts';
import { linkOverWebSocket } from '../../../core/rfb/server/websocket-server-link.ts';
import { ServedScreen } from './served-screen.ts';

/** The server's end of one open WebSocket. */
export interface Wire {
  readonly link: Link;
  /** Sends a close frame. */
  close(code: number, reason?: string): void;
  /** Ends the TCP connection without a word. */
  cut(): void;
  /** Bytes as they are, past the WebSocket's framing. */
  readonly socket: Socket;
  readonly webSocket: WebSocket;
}

/** What is done with a connection; `number` counts from 1 and begins anew with each reboot. */
export type Behaviour = (wire: Wire, number: number) => void;

/**
 * A console behind a real WebSocket on 127.0.0.1 that fails as a test says: {@link atDoor} decides about dials before the 101,
 * {@link onWire} about connections after it. Whatever they leave to {@link serve} is an honest RFB server.
 */
export class FaultyServer extends ServedScreen {
  readonly reboots: RebootKind[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #wires = new Set<Wire>();
  readonly #http: Server;
  #count = 0;
  /** True where it has dealt with the dial. */
  atDoor: (socket: Socket, number: number, request: IncomingMessage) => boolean = () => false;
  onWire: Behaviour = (wire) => this.serve(wire);
  /** What a reboot does beside dropping every console. */
  onReboot: () => void = () => undefined;

  private constructor() {
    super();
    this.#http = createServer((_request, response) => response.writeHead(404).end());
    this.#http.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#http.on('upgrade', (request, socket: Socket, head) => {
      const number = ++this.#count;
      if (this.atDoor(socket, number, request)) return;
      this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        const wire: Wire = { link: linkOverWebSocket(webSocket), socket, webSocket, close: (code, reason) => webSocket.close(code, reason), cut: () => socket.destroy() };
        this.#wires.add(wire);
        webSocket.once('close', () => this.#wires.delete(wire));
        this.onWire(wire, number);
      });
    });
  }

  static async start(): Promise<FaultyServer> {
    const server = new FaultyServer();
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** What is open now. */
  get wires(): readonly Wire[] {
    return [...this.#wires];
  }

  /** An honest RFB server on this wire. `through` sees each write before it leaves and may change it. */
  serve(wire: Wire, through?: (bytes: Uint8Array) => Uint8Array | undefined): RfbServer {
    const link: Link = !through
      ? wire.link
      : {
          onData: wire.link.onData,
          onClose: wire.link.onClose,
          dispose: () => wire.link.dispose(),
          send: (bytes) => {
            const left = through(bytes);
            if (left && left.length > 0) wire.link.send(left);
          },
        };
    return this.serveLink(link);
  }

  /** Ends every console as a hard reboot does. */
  drop(): void {
    for (const wire of [...this.#wires]) wire.close(1000, 'Target closed');
  }

  endpoint(handshake?: HandshakeShape): Endpoint {
    const { port } = this.#http.address() as AddressInfo;
    return { kind: 'websocket', url: new Secret(`ws://127.0.0.1:${port}/console?token=secret-token`), ...(handshake && { handshake }) };
  }

  target(changes: Partial<Target> = {}): Target {
    return {
      label: 'web-01',
      provider: 'faulty',
      reach: { firstDelayMs: 0, intervalMs: 100, maxInFlight: 4, probeTimeoutMs: 5_000, renewIntervalMs: 2_000, maxRenewalsInFlight: 2, handshake: 'split', evidence: 'measured' },
      consoleAtReboot: 'drops',
      firmware: 'bios',
      canRenew: true,
      harmless: false,
      endpoint: () => Promise.resolve(this.endpoint()),
      reboot: (kind) => {
        this.reboots.push(kind);
        this.#count = 0;
        this.restart();
        this.onReboot();
        this.drop();
        return Promise.resolve();
      },
      ...changes,
    };
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#http.close();
  }
}
