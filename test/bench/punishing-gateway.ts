import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/lifecycle.ts';

/**
 * What happens to whoever comes before the console is there.
 * `ban`: turned away, and so is everybody for a while. `token`: the one-time address is burnt, and another one is to be had only after a while.
 * `hang`: the connection is held without a word for a while, and nobody else is let in meanwhile.
 */
export type Punishment = 'ban' | 'token' | 'hang';

/** A gateway in front of a console that punishes whoever comes before the console is there. */
export interface PunishingGateway extends Disposable {
  /** Where the console is to be had now, on 127.0.0.1; each token is a port of its own. */
  readonly port: number;
  /** Connections that were turned away so far: too early, or within the punishment. */
  readonly turnedAway: number;
  /** Forgets what was punished so far. */
  forgive(): Promise<void>;
}

/**
 * Passes connections on to a console's port. The punishment lasts `blindMs` from the arrival of the early one, whether the console is back
 * or not; those that come meanwhile do not prolong it.
 * @param consolePort asked at each connection
 */
export async function startPunishingGateway(punishment: Punishment, blindMs: number, consolePort: () => number | undefined): Promise<PunishingGateway> {
  const gateway = new Gateway(punishment, blindMs, consolePort);
  await gateway.open();
  return gateway;
}

class Gateway implements PunishingGateway {
  readonly #punishment: Punishment;
  readonly #blindMs: number;
  readonly #consolePort: () => number | undefined;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #blindUntilMs = -Infinity;
  /** When the next token is due. */
  #nextToken: Disposable | undefined;
  #turnedAway = 0;

  constructor(punishment: Punishment, blindMs: number, consolePort: () => number | undefined) {
    this.#punishment = punishment;
    this.#blindMs = blindMs;
    this.#consolePort = consolePort;
  }

  get port(): number {
    return this.#port;
  }

  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Opens a port, which is the valid one from then on. */
  async open(): Promise<void> {
    const server = createServer((near) => this.#take(near, server));
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
    this.#port = address.port;
  }

  async forgive(): Promise<void> {
    this.#blindUntilMs = -Infinity;
    if (!this.#nextToken) return;
    this.#nextToken.dispose();
    this.#nextToken = undefined;
    await this.open();
  }

  dispose(): void {
    this.#nextToken?.dispose();
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(near: Socket, server: Server): void {
    this.#keep(near);
    const port = this.#consolePort();
    const arrivedAtMs = systemClock.now();
    const isBurnt = server !== this.#servers.at(-1) || this.#nextToken !== undefined;
    if (port === undefined || isBurnt || arrivedAtMs < this.#blindUntilMs) return this.#turnAway(near);
    const far = connect({ port, host: '127.0.0.1' });
    this.#keep(far);
    let connected = false;
    far.once('connect', () => {
      connected = true;
      near.pipe(far).pipe(near);
    });
    far.once('close', () => {
      if (connected) near.destroy();
      else this.#punish(near, arrivedAtMs);
    });
    near.once('close', () => far.destroy());
  }

  #punish(near: Socket, arrivedAtMs: number): void {
    const afterMs = Math.max(0, arrivedAtMs + this.#blindMs - systemClock.now());
    switch (this.#punishment) {
      case 'ban':
        this.#blindUntilMs = Math.max(this.#blindUntilMs, arrivedAtMs + this.#blindMs);
        return this.#turnAway(near);
      case 'token':
        this.#nextToken ??= systemClock.setTimeout(() => {
          this.#nextToken = undefined;
          void this.open();
        }, afterMs);
        return this.#turnAway(near);
      case 'hang':
        this.#blindUntilMs = Math.max(this.#blindUntilMs, arrivedAtMs + this.#blindMs);
        systemClock.setTimeout(() => this.#turnAway(near), afterMs);
    }
  }

  #turnAway(near: Socket): void {
    this.#turnedAway++;
    near.destroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay();
    socket.once('close', () => this.#sockets.delete(socket));
    // Whatever goes wrong shows as a close.
    socket.on('error', () => {});
  }
}
