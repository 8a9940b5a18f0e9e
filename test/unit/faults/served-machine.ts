import { createServer, type Server, type Socket } from 'node:net';
import { Inbox } from '../../../core/link/inbox.ts';
import type { Link } from '../../../core/link/link.ts';
import { freePort } from '../../../core/practice/machine/ports.ts';
import type { Hypervisor } from '../../lab/cloud/hypervisor.ts';
import { ServedScreen } from './served-screen.ts';

/** A guest for the lab's cloud without a virtual machine: an RFB server on a TCP port that shows real pictures. Its first start shows a panic. */
export class ServedMachine extends ServedScreen implements Hypervisor {
  starts = 0;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #vncPort: number | undefined;

  get vncPort(): number | undefined {
    return this.#vncPort;
  }

  async start(): Promise<void> {
    if (this.starts++ > 0) this.restart();
    const server = (this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      this.serveLink(linkOverSocket(socket));
    }));
    // Not one that the system hands to others while the machine is off.
    const port = (this.#vncPort ??= await freePort(Math.random));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  command(): Promise<unknown> {
    return Promise.resolve({});
  }
}

function linkOverSocket(socket: Socket): Link {
  const inbox = new Inbox({ pause: () => socket.pause(), resume: () => socket.resume() });
  socket.on('data', (chunk: Buffer) => inbox.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => inbox.close({ kind: 'cut' }));
  return { onData: inbox.onData, onClose: inbox.onClose, send: (bytes) => void (socket.writable && socket.write(bytes.slice())), dispose: () => socket.destroy() };
}
