import { createCipheriv, randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../../../core/practice/machine/ports.ts';
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
  readonly #firstPassword: string | undefined;
  #password: string | undefined;

  /** @param password asked for by VNC authentication from each start on, until `set_password` sets another. Default: none, and nobody is asked. */
  constructor(password?: string) {
    this.#firstPassword = password;
  }

  get vncPort(): number | undefined {
    return this.#vncPort;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((socket) => this.#greet(socket));
    this.#server = server;
    this.#password = this.#firstPassword;
    // Not one that the system hands to others while the stub is off.
    const port = (this.#vncPort ??= await freePort(Math.random));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  command(name: string, commandArguments: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    this.commands.push(name);
    if (name === 'set_password') this.#password = String(commandArguments['password']);
    return Promise.resolve({});
  }

  #greet(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.setNoDelay();
    const password = this.#password;
    const challenge = randomBytes(16);
    const steps: { take: number; answer: Buffer; refuses?: (bytes: Buffer) => boolean }[] = [
      { take: 12, answer: Buffer.from([1, password === undefined ? 1 : 2]) },
      ...(password === undefined ? [] : [{ take: 1, answer: challenge }]),
      { take: password === undefined ? 1 : 16, answer: Buffer.from([0, 0, 0, 0]), refuses: (bytes) => password !== undefined && !bytes.equals(vncResponse(password, challenge)) },
      { take: 1, answer: stubServerInit },
    ];
    let waiting = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let step = steps[0]; step !== undefined && waiting.length >= step.take; step = steps[0]) {
        if (step.refuses?.(waiting.subarray(0, step.take))) return void socket.end(Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 4]), Buffer.from('nope')]));
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

/** VNC authentication: DES in ECB mode, the key's bytes with their bits mirrored; triple DES with one key three times is DES. */
function vncResponse(password: string, challenge: Buffer): Buffer {
  const key = Buffer.alloc(8);
  key.write(password.slice(0, 8), 'latin1');
  const mirrored = key.map((byte) => parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
  return createCipheriv('des-ede3', Buffer.concat([mirrored, mirrored, mirrored]), null).setAutoPadding(false).update(challenge);
}
