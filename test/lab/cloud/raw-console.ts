import { WebSocket } from 'ws';

/** How a console connection ended. `code` 1006: without a close frame. */
export interface RawEnd {
  readonly code: number;
  readonly reason: string;
}

/** A console connection that sends and shows bytes and knows no RFB, so that what it shows is the far side alone. */
export class RawConsole {
  /** True once the 101 is there. */
  opened = false;
  /** The HTTP status of an answer that was no 101. */
  refusedWith: number | undefined;
  readonly ended: Promise<RawEnd>;
  readonly #socket: WebSocket;
  #received = Buffer.alloc(0);
  #wake: (() => void)[] = [];
  #over = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('open', () => (this.opened = true));
    socket.on('message', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data]);
      this.#wakeAll();
    });
    socket.on('unexpected-response', (_, response) => {
      this.refusedWith = response.statusCode;
      response.destroy();
      socket.terminate();
    });
    // An error is always followed by a close.
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#over = true;
        this.#wakeAll();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Dials; resolves when the 101 is there, or it is clear that none will come. */
  static async dial(url: string, options: { readonly protocols?: readonly string[]; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<RawConsole> {
    const socket = new WebSocket(url, [...(options.protocols ?? [])], { headers: { ...options.headers }, perMessageDeflate: false });
    const console = new RawConsole(socket);
    await Promise.race([new Promise((resolve) => socket.once('open', resolve)), console.ended]);
    return console;
  }

  send(...bytes: readonly (Buffer | string | readonly number[])[]): void {
    this.#socket.send(Buffer.concat(bytes.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))));
  }

  /** All that has come so far. */
  get received(): Buffer {
    return this.#received;
  }

  /** Waits until at least `count` bytes have come in all, and returns those; fewer where the connection ended first. */
  async first(count: number): Promise<Buffer> {
    while (this.#received.length < count && !this.#over) await new Promise<void>((resolve) => this.#wake.push(resolve));
    return this.#received.subarray(0, count);
  }

  close(): void {
    this.#socket.terminate();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** The WebSocket address of a console page: the token goes where the page would put it. */
export function webSocketUrl(pageUrl: string): string {
  const page = new URL(pageUrl);
  const token = new URLSearchParams((page.searchParams.get('path') ?? '').replace(/^\?/, '')).get('token') ?? page.searchParams.get('token') ?? '';
  return `ws://${page.host}/?token=${token}`;
}
