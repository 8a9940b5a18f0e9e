import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { systemClock } from '../../core/base/clock.ts';
import { BootcatchError } from '../../core/base/error.ts';
import { Secret } from '../../core/base/secret.ts';
import { createDialer } from '../../core/link/dial.ts';
import type { Link } from '../../core/link/link.ts';
import { MemoryWatch } from './memory.ts';

/** Stands in an answer for the value that the client's key asks for. */
export const acceptMark = 'ACCEPT';
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** The server has ended by then; nothing is left to wait for. */
const limitMs = 5_000;

/** Our dialer against a server that answers with any bytes at all. */
export class WebSocketTarget {
  readonly #server = createServer((socket) => this.#answer(socket));
  readonly #dial = createDialer(systemClock);
  #input: Uint8Array = new Uint8Array();

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.close();
  }

  /** @throws where the dial or the link does anything but open, give bytes and end, or fail with an error of ours */
  async run(input: Uint8Array): Promise<void> {
    this.#input = input;
    const { port } = this.#server.address() as AddressInfo;
    const memory = new MemoryWatch();
    let link: Link;
    try {
      link = await this.#dial({ kind: 'websocket', url: new Secret(`ws://127.0.0.1:${port}/`) }, { timeoutMs: limitMs, signal: new AbortController().signal });
    } catch (error) {
      if (!(error instanceof BootcatchError)) throw new Error('The dial failed with an error that is none of ours.', { cause: error });
      if (error.code === 'link.dialTimeout') throw new Error('The dial hung although the server had ended.', { cause: error });
      return;
    }
    link.onData(() => memory.check());
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The link hung although the server had ended.')), limitMs);
      link.onClose(() => {
        clearTimeout(timer);
        resolve();
      });
      link.send(Uint8Array.of(1));
    });
    link.dispose();
  }

  #answer(socket: Socket): void {
    let request = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (request.includes('\r\n\r\n')) return;
      request += chunk.toString('latin1');
      if (!request.includes('\r\n\r\n')) return;
      const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(request) ?? [];
      const accept = createHash('sha1').update(key + magic).digest('base64');
      socket.end(Buffer.from(Buffer.from(this.#input).toString('latin1').replace(acceptMark, accept), 'latin1'));
    });
  }
}
