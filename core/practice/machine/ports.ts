import { createServer } from 'node:net';
import { BootcatchError } from '../../base/error.ts';

/**
 * Below the ranges from which systems take the local port of an outgoing connection, so that nobody else gets hold of a
 * machine's port by chance while the machine is down.
 */
const firstPort = 20_000;
const lastPort = 32_000;

/** A TCP port on 127.0.0.1 on which nothing listens now. `random` gives 0 to below 1. */
export async function freePort(random: () => number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = firstPort + Math.floor(random() * (lastPort - firstPort));
    if (await isFree(port)) return port;
  }
  throw new BootcatchError('practice.noPort', { first: firstPort, last: lastPort });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
