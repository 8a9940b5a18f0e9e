import { connect, createServer, type Socket } from 'node:net';
import { systemClock } from '../../core/base/clock.ts';
import type { Disposable } from '../../core/base/lifecycle.ts';

/** A gateway in front of a console that punishes whoever comes before the console is there. */
export interface PunishingGateway extends Disposable {
  /** Connect here, on 127.0.0.1. */
  readonly port: number;
  /** Connections that were turned away so far: too early, or within the punishment. */
  readonly turnedAway: number;
  /** Forgets what was punished so far. */
  forgive(): void;
}

/**
 * Passes connections on to a console's port. One that comes while nothing listens there is closed, and for `blindMs` from then on so is
 * every other one, whether the console is back or not; those do not prolong it.
 * @param consolePort asked at each connection
 */
export async function startPunishingGateway(blindMs: number, consolePort: () => number | undefined): Promise<PunishingGateway> {
  const open = new Set<Socket>();
  let blindUntilMs = -Infinity;
  let turnedAway = 0;
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.setNoDelay();
    socket.once('close', () => open.delete(socket));
    // Whatever goes wrong shows as a close.
    socket.on('error', () => {});
  };
  const server = createServer((near) => {
    keep(near);
    const port = consolePort();
    if (port === undefined || systemClock.now() < blindUntilMs) {
      turnedAway++;
      near.destroy();
      return;
    }
    const arrivedAtMs = systemClock.now();
    const far = connect({ port, host: '127.0.0.1' });
    keep(far);
    let connected = false;
    far.once('connect', () => {
      connected = true;
      near.pipe(far).pipe(near);
    });
    far.once('close', () => {
      near.destroy();
      if (connected) return;
      turnedAway++;
      blindUntilMs = Math.max(blindUntilMs, arrivedAtMs + blindMs);
    });
    near.once('close', () => far.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway has no port.');
  return {
    port: address.port,
    get turnedAway() {
      return turnedAway;
    },
    forgive: () => (blindUntilMs = -Infinity),
    dispose: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
