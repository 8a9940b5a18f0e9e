import type { ViewChannel } from './connection.ts';

type Listener<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

/** A message port in the shape of a WebSocket, as noVNC wants it. Its members are properties because noVNC looks for them by name. */
export class PortChannel implements ViewChannel {
  readonly protocol = '';
  binaryType: BinaryType = 'arraybuffer';
  readyState: WebSocket['readyState'] = WebSocket.OPEN;
  onopen: Listener<Event> = null;
  onmessage: Listener<MessageEvent> = null;
  onclose: Listener<CloseEvent> = null;
  onerror: Listener<Event> = null;
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = (event: MessageEvent<Uint8Array>) => {
      const { data } = event;
      this.onmessage?.call(this as unknown as WebSocket, new MessageEvent('message', { data: data.slice().buffer }));
    };
    port.addEventListener('close', () => this.#ended());
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    // noVNC uses its buffer again at once.
    if (ArrayBuffer.isView(data)) this.#port.postMessage(new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice());
  }

  close(): void {
    this.#port.close();
    this.#ended();
  }

  #ended(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.onclose?.call(this as unknown as WebSocket, new CloseEvent('close', { code: 1000, wasClean: true }));
  }
}
