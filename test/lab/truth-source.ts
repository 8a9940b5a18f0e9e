import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A port on 127.0.0.1 to which QEMU writes a stream of bytes; each start of the machine connects anew. */
export class ByteSource {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(onBytes: (bytes: Buffer) => void): Promise<ByteSource> {
    const server = createServer();
    const source = new ByteSource(server);
    server.on('connection', (socket) => {
      source.#sockets.add(socket);
      socket.on('data', onBytes);
      socket.on('error', () => {});
      socket.on('close', () => source.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return source;
  }

  /** QEMU's character device of that name, at its end of this port. */
  device(name: string): readonly string[] {
    const { port } = this.#server.address() as AddressInfo;
    return ['-chardev', `socket,id=${name},host=127.0.0.1,port=${port},server=off`];
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
