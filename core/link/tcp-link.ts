import { connect, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { dialError, reasonOf } from './dial-error.ts';
import { describeEndpoint, type TcpEndpoint } from './endpoint.ts';
import { abortError, inSeconds } from './failure.ts';
import { Inbox } from './inbox.ts';
import type { DialOptions, Link } from './link.ts';

/** A peer that takes nothing while this much waits for it is gone. */
const unsentLimitBytes = 1 << 20;
const keepAliveDelayMs = 25_000;

class TcpLink implements Link {
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  readonly onData: Link['onData'];
  readonly onClose: Link['onClose'];

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#inbox = new Inbox({ pause: () => socket.pause(), resume: () => socket.resume() });
    this.onData = this.#inbox.onData;
    this.onClose = this.#inbox.onClose;
    socket.on('data', (chunk: Buffer) => this.#inbox.push(chunk));
    socket.on('error', (error) => this.#inbox.close({ kind: 'cut', reason: reasonOf(error) }));
    socket.on('end', () => this.#inbox.close({ kind: 'closed' }));
    socket.on('close', () => this.#inbox.close({ kind: 'cut' }));
  }

  send(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    if (this.#socket.writableLength > unsentLimitBytes) {
      this.#socket.destroy();
      return;
    }
    this.#socket.write(bytes.slice());
  }

  dispose(): void {
    this.#inbox.dispose();
    // What was just sent, a key perhaps, still leaves.
    this.#socket.destroySoon();
  }
}

/**
 * Opens a TCP connection to a VNC port.
 * @throws BootcatchError `link.*`
 */
export function openTcp(endpoint: TcpEndpoint, options: DialOptions, clock: Clock): Promise<Link> {
  const shown = describeEndpoint(endpoint);
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) return reject(abortError(options.signal));
    const socket = connect({ host: endpoint.host, port: endpoint.port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelayMs });
    const fail = (error: Error): void => {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(abortError(options.signal));
    const timer = clock.setTimeout(() => fail(new BootcatchError('link.dialTimeout', { endpoint: shown, seconds: inSeconds(options.timeoutMs) })), options.timeoutMs);
    const onError = (error: Error): void => fail(dialError(error, shown, endpoint.host));
    const settle = (): void => {
      timer.dispose();
      options.signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
    };
    options.signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', onError);
    socket.once('connect', () => {
      settle();
      resolve(new TcpLink(socket));
    });
  });
}
