import { connect as connectTcp, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { TlsTrust } from './endpoint.ts';
import { connectTls } from './tls-trust.ts';

/** A connection to a gateway, up to where the first byte of HTTP may be sent. */
export interface Gateway {
  readonly host: string;
  readonly port: number;
  /** Absent: plain TCP. */
  readonly tls?: TlsTrust;
  /** How it may be named in an error. */
  readonly shown: string;
}

/** websockify ends a connection that says nothing for 3 s; a fresher one is sure to be open still. */
const FRESH_MS = 2_000;

/**
 * Opens connections, and where another dial to the same gateway is to be expected soon, one more ahead of it. An address that the
 * provider hands out in the middle of a catch then costs no round trip for TCP and none for TLS: on a long line that decides.
 */
export class WarmSockets {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, { readonly socket: Socket; readonly expiry: Disposable; readonly forget: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Opens a connection, or hands out the one that waits. Returns the socket where it is known at once; `done` tells the end either way. */
  open(gateway: Gateway, done: (error: Error | null, socket?: Socket) => void): Socket | undefined {
    const waiting = this.#take(gateway);
    if (!waiting) return open(gateway, done);
    done(null, waiting);
    return waiting;
  }

  /** Opens a connection for the next dial, unless one waits already. Its failure is nobody's business: the dial will see for itself. */
  prepare(gateway: Gateway): void {
    const key = keyOf(gateway);
    if (this.#waiting.has(key)) return;
    const forget = (): void => {
      if (this.#waiting.get(key)?.socket !== socket) return;
      this.#waiting.get(key)?.expiry.dispose();
      this.#waiting.delete(key);
      socket?.destroy();
    };
    const socket = open(gateway, (error) => {
      if (error) forget();
    });
    if (!socket) return;
    socket.on('error', forget).on('end', forget).on('close', forget);
    socket.unref();
    this.#waiting.set(key, { socket, expiry: this.#clock.setTimeout(forget, FRESH_MS), forget });
  }

  #take(gateway: Gateway): Socket | undefined {
    const key = keyOf(gateway);
    const waiting = this.#waiting.get(key);
    // One that is still on its way is left to arrive: it serves the dial after this one.
    if (!waiting || waiting.socket.connecting || waiting.socket.readyState !== 'open' || !isTrusted(waiting.socket)) return undefined;
    this.#waiting.delete(key);
    waiting.expiry.dispose();
    const { socket, forget } = waiting;
    socket.off('error', forget).off('end', forget).off('close', forget).ref();
    return socket;
  }
}

/** Sockets whose certificate has been judged; plain ones have none to judge. */
const trusted = new WeakSet<Socket>();
const isTrusted = (socket: Socket): boolean => !('encrypted' in socket) || trusted.has(socket);

function open({ host, port, tls, shown }: Gateway, done: (error: Error | null, socket?: Socket) => void): Socket | undefined {
  if (!tls) {
    const socket = connectTcp({ host, port, noDelay: true });
    done(null, socket);
    return socket;
  }
  return connectTls({ host, port }, tls, shown, (error, socket) => {
    if (socket) trusted.add(socket);
    done(error, socket);
  });
}

function keyOf({ host, port, tls }: Gateway): string {
  return JSON.stringify([host, port, tls ?? null]);
}
