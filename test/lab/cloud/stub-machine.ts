import { createServer, type Server, type Socket } from 'node:net';
import type { Hypervisor } from './hypervisor.ts';

/** What a client of the stub is greeted with after its ClientInit: 720×400, 32 bits a pixel, the name `stub`. */
export const stubServerInit = Buffer.concat([
  Buffer.from([720 >> 8, 720 & 255, 400 >> 8, 400 & 255, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 4]),
  Buffer.from('stub'),
]);

/** A guest that is nothing but an RFB greeting: enough to test a road to a console without booting anything. */
export class StubMachine implements Hypervisor {
  /** All that clients sent after their ClientInit, in order of arrival, since the first start. */
  readonly received: number[] = [];
  readonly commands: string[] = [];
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #vncPort: number | undefined;

  get vncPort(): number | undefined {
    return this.#vncPort;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((socket) => this.#greet(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#vncPort ?? 0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The stub has no port.');
    this.#vncPort = address.port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  command(name: string): Promise<unknown> {
    this.commands.push(name);
    return Promise.resolve({});
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.setNoDelay();
    const steps: { take: number; answer: Buffer }[] = [
      { take: 12, answer: Buffer.from([1, 1]) },
      { take: 1, answer: Buffer.from([0, 0, 0, 0]) },
      { take: 1, answer: stubServerInit },
    ];
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let step = steps[0]; step !== undefined && waiting.length >= step.take; step = steps[0]) {
        waiting = waiting.subarray(step.take);
        socket.write(step.answer);
        steps.shift();
      }
      if (steps.length > 0) return;
      this.received.push(...waiting);
      waiting = Buffer.alloc(0);
    });
    socket.write('RFB 003.008\n');
  }
}
