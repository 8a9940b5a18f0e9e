import { connect, createServer, type Socket } from 'node:net';
import { sleep, type Clock } from '../../../core/base/clock.ts';
import type { Disposable } from '../../../core/base/lifecycle.ts';

export interface LineOptions {
  /** The port on 127.0.0.1 at the far end. */
  readonly targetPort: number;
  /** How long a byte takes there and its echo back. */
  readonly roundTripMs: number;
  readonly clock: Clock;
}

/** A line in front of a server on this machine. */
export interface Line extends Disposable {
  /** Connect here instead. */
  readonly port: number;
  /** How many connections have come in so far. */
  readonly connections: number;
}

/** What waits for a receiver that does not read, at most, before the sender is held up. */
const maxWaiting = 1 << 22;

/**
 * A TCP server on 127.0.0.1 that stands for a long way to the server behind it.
 *
 * What it models: each byte, each end (FIN) and each reset (RST) arrives half a round trip after it was sent, in order.
 * Connecting to it succeeds at once, as it must on one machine, but costs what it costs on a long line: the request to
 * connect reaches the target after half a round trip (that is when it is decided whether somebody listens), the client's
 * first bytes after one and a half, and nothing comes back before two. A client that does not look at the moment of its
 * connect event can tell no difference.
 *
 * What it does not: where nobody listens the client sees a reset after one round trip, not a refused connection; there is
 * no loss, no jitter and no limit of bandwidth; TLS costs what it costs through the delay alone.
 */
export async function startLine({ targetPort, roundTripMs, clock }: LineOptions): Promise<Line> {
  const ended = new AbortController();
  const open = new Set<Socket>();
  let connections = 0;

  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Each error shows as a close with an error, which is handed on as a reset.
    socket.on('error', () => {});
    socket.setNoDelay();
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    connections++;
    keep(near);
    const openedAtMs = clock.now();
    const toFar = new Lane(clock, roundTripMs / 2, openedAtMs + roundTripMs * 1.5, ended.signal);
    const toNear = new Lane(clock, roundTripMs / 2, openedAtMs + roundTripMs * 2, ended.signal);
    // Data may come while nobody is connected yet at the far end: the lane keeps it.
    near.on('data', (chunk) => toFar.carry(chunk, near));
    near.once('end', () => toFar.end());
    near.once('close', (hadError) => hadError && toFar.reset());
    sleep(clock, roundTripMs / 2, ended.signal).then(() => {
      const far = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      keep(far);
      let connected = false;
      far.once('connect', () => {
        connected = true;
        toFar.arriveAt(far);
      });
      far.on('data', (chunk) => toNear.carry(chunk, far));
      far.once('end', () => toNear.end());
      far.once('close', (hadError) => {
        if (!hadError) return;
        if (!connected) toNear.notBefore(openedAtMs + roundTripMs);
        toNear.reset();
      });
      toNear.arriveAt(near);
    }, () => near.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The line has no port.');
  return {
    port: address.port,
    get connections() {
      return connections;
    },
    dispose: () => {
      ended.abort();
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** One direction of a connection: what goes in comes out later, in order. */
class Lane {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #signal: AbortSignal;
  #notBeforeMs: number;
  /** Resolves when all that went in has come out. */
  #last: Promise<void>;
  #arrived: ((to: Socket) => void) | undefined;
  readonly #to: Promise<Socket>;
  #waiting = 0;

  constructor(clock: Clock, delayMs: number, notBeforeMs: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#notBeforeMs = notBeforeMs;
    this.#signal = signal;
    this.#to = new Promise((resolve) => (this.#arrived = resolve));
    this.#last = Promise.resolve();
  }

  /** There is somebody to deliver to now. */
  arriveAt(to: Socket): void {
    this.#arrived?.(to);
  }

  /** Moves the earliest delivery. */
  notBefore(atMs: number): void {
    this.#notBeforeMs = atMs;
  }

  carry(chunk: Buffer, from: Socket): void {
    this.#waiting += chunk.length;
    if (this.#waiting > maxWaiting) from.pause();
    this.#deliver(async (to) => {
      if (!to.writable) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          to.removeListener('close', done);
          resolve();
        };
        // A receiver that closes may never call back.
        to.once('close', done);
        to.write(chunk, done);
      });
      this.#waiting -= chunk.length;
      if (this.#waiting <= maxWaiting) from.resume();
    });
  }

  end(): void {
    this.#deliver((to) => {
      to.end();
    });
  }

  reset(): void {
    this.#deliver((to) => {
      to.resetAndDestroy();
    });
  }

  #deliver(hand: (to: Socket) => void | Promise<void>): void {
    const dueAtMs = Math.max(this.#clock.now() + this.#delayMs, this.#notBeforeMs);
    const before = this.#last;
    this.#last = (async () => {
      await sleep(this.#clock, Math.max(0, dueAtMs - this.#clock.now()), this.#signal);
      await before;
      await hand(await this.#to);
    })();
    // The line has ended; nobody waits for the rest.
    this.#last.catch(() => {});
  }
}
