import type { createConnection, Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { withoutSecrets } from '../base/secret.ts';
import { closeReason } from './close-reason.ts';
import { dialError } from './dial-error.ts';
import { describeEndpoint, secretsOf, type TextConsole, type WebSocketEndpoint } from './endpoint.ts';
import { abortError, inSeconds } from './failure.ts';
import { Inbox } from './inbox.ts';
import type { DialOptions, Link } from './link.ts';
import { fromGoTty, goTtyPing, goTtySize, toGoTty } from './gotty.ts';
import type { Gateway, WarmSockets } from './warm-sockets.ts';

/** No console sends larger messages: gateways forward what one read gave them, QEMU 8 KiB at most. */
const messageLimitBytes = 4 << 20;
/** A peer that takes nothing while this much waits for it is gone. */
const unsentLimitBytes = 1 << 20;
/** Load balancers drop connections that are silent for a minute or less, and a still screen is silent. */
const pingIntervalMs = 25_000;
/** How long a peer may take to answer our close frame before the socket is dropped. */
const closeTimeoutMs = 2_000;

/** The terminal behind every text console. */
const textColumns = 80;
const textRows = 24;

class WebSocketLink implements Link {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #text: TextConsole | undefined;
  readonly #inbox: Inbox;
  /** The next ping; after {@link dispose}, the end of our patience with the peer's close frame. */
  #timer: Disposable;
  readonly onData: Link['onData'];
  readonly onClose: Link['onClose'];

  constructor(socket: WebSocket, clock: Clock, endpoint: WebSocketEndpoint) {
    this.#socket = socket;
    this.#clock = clock;
    this.#text = endpoint.text;
    this.#inbox = new Inbox(socket);
    this.onData = this.#inbox.onData;
    this.onClose = this.#inbox.onClose;
    let broken: string | undefined;
    socket.on('message', (data: Buffer) => {
      const bytes = this.#isGoTty ? fromGoTty(data) : data;
      if (bytes) this.#inbox.push(bytes);
    });
    socket.on('error', (error) => (broken = error.message));
    socket.on('close', (code, reason) => {
      this.#timer.dispose();
      // A gateway may name the token that it does not know any more.
      this.#inbox.close({ kind: code === 1006 || broken !== undefined ? 'cut' : 'closed', code, reason: withoutSecrets(broken ?? closeReason(reason.toString()), secretsOf(endpoint)) });
    });
    this.#timer = this.#schedulePing();
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > unsentLimitBytes) return this.#socket.terminate();
    if (this.#isGoTty) this.#socket.send(toGoTty(bytes));
    else this.#socket.send(bytes.slice(), { binary: this.#text?.textMessages !== true });
  }

  dispose(): void {
    this.#inbox.dispose();
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#timer.dispose();
    this.#socket.resume();
    this.#socket.close(1000);
    this.#timer = this.#clock.setTimeout(() => this.#socket.terminate(), closeTimeoutMs);
  }

  get #isGoTty(): boolean {
    return this.#text?.framing === 'gotty';
  }

  #schedulePing(): Disposable {
    return this.#clock.setTimeout(() => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      if (this.#isGoTty) this.#socket.send(goTtyPing);
      else this.#socket.ping();
      this.#timer = this.#schedulePing();
    }, pingIntervalMs);
  }
}

/** What the server said instead of opening the WebSocket. */
export class HttpRefusal extends BootcatchError {
  readonly status: number;

  constructor(shown: string, status: number) {
    super('link.http', { endpoint: shown, status });
    this.status = status;
  }
}

/**
 * Opens one WebSocket. Resolves in the same turn of the event loop in which the server's 101 was read, so that what the
 * caller sends then leaves at once.
 * @throws BootcatchError `link.*`; {@link HttpRefusal} where the server answered with another status than 101
 */
export function openWebSocket(endpoint: WebSocketEndpoint, subprotocols: readonly string[], options: DialOptions, clock: Clock, sockets: WarmSockets): Promise<Link> {
  const url = new URL(endpoint.url.reveal());
  url.hash = '';
  const shown = describeEndpoint(endpoint);
  const secure = url.protocol === 'wss:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (secure ? 443 : 80));
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) return reject(abortError(options.signal));
    let raw: Socket | undefined;
    const gateway: Gateway = { host, port, shown, ...(secure && { tls: endpoint.tls ?? {} }) };
    const openSocket = (_options: unknown, created: (error: Error | null, opened?: Socket) => void): undefined => {
      raw = sockets.open(gateway, created);
      if (options.moreToCome) sockets.prepare(gateway);
    };
    const socket = new WebSocket(url, [...subprotocols], {
      headers: Object.fromEntries(Object.entries(endpoint.headers ?? {}).map(([name, value]) => [name, value.reveal()])),
      ...(endpoint.origin === undefined ? {} : { origin: endpoint.origin }),
      perMessageDeflate: false,
      maxPayload: messageLimitBytes,
      skipUTF8Validation: true,
      // Node's HTTP client takes a socket that comes later through a callback; the types of ws know only the form of node:net.
      createConnection: openSocket as unknown as typeof createConnection,
    });
    const fail = (error: Error): void => {
      settle();
      // ws reports once more that the handshake was ended; by then the reason is known.
      socket.on('error', () => {});
      socket.terminate();
      raw?.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(abortError(options.signal));
    const timer = clock.setTimeout(() => fail(new BootcatchError('link.dialTimeout', { endpoint: shown, seconds: inSeconds(options.timeoutMs) })), options.timeoutMs);
    const onError = (error: Error): void => fail(dialError(error, shown, host));
    const settle = (): void => {
      timer.dispose();
      options.signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.on('unexpected-response', (_request, response) => fail(new HttpRefusal(shown, response.statusCode ?? 0)));
    socket.on('open', () => {
      settle();
      if (endpoint.text?.framing === 'gotty') {
        if (endpoint.text.admission) socket.send(endpoint.text.admission.reveal());
        socket.send(goTtySize(textColumns, textRows));
      }
      resolve(new WebSocketLink(socket, clock, endpoint));
    });
  });
}
