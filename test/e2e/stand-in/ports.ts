import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';

/** What crosses here: text and bytes. The app sends nothing else over its ports. */
export type PortData = string | Uint8Array;

/**
 * One end of a channel. Its messages wait until it is started; it emits `close` when the other end has gone. An end that was handed to another process is driven by a
 * {@link WebSocket} instead of by listeners.
 */
export class StandInPort extends EventEmitter {
  #other: StandInPort | undefined;
  #waiting: PortData[] = [];
  #take: ((data: PortData) => void) | undefined;
  #closed = false;

  static pair(): [StandInPort, StandInPort] {
    const [one, two] = [new StandInPort(), new StandInPort()];
    one.#other = two;
    two.#other = one;
    return [one, two];
  }

  postMessage(data: PortData): void {
    // A port copies.
    const copy = typeof data === 'string' ? data : Uint8Array.from(data);
    const other = this.#other;
    if (other) setImmediate(() => other.#arrive(copy));
  }

  start(): void {
    this.#drive((data) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => {
      this.emit('close');
      this.#other?.close();
    });
  }

  /** Lets a socket be this end. */
  drivenBy(socket: WebSocket): void {
    if (this.#closed) return socket.close();
    this.on('close', () => socket.close());
    socket.on('message', (data: Buffer, isBinary) => this.postMessage(isBinary ? data : data.toString()));
    socket.on('close', () => this.close());
    socket.on('error', () => undefined);
    this.#drive((data) => socket.send(data));
  }

  #arrive(data: PortData): void {
    if (this.#closed) return;
    if (this.#take) this.#take(data);
    else this.#waiting.push(data);
  }

  #drive(take: (data: PortData) => void): void {
    if (this.#take) return;
    this.#take = take;
    for (const data of this.#waiting.splice(0)) take(data);
  }
}

/** The ends that wait for a socket of another process, by their unguessable names. */
export class PortDesk {
  readonly #waiting = new Map<string, StandInPort>();

  /** Names an end that another process will drive. */
  lend(port: StandInPort): string {
    const id = crypto.randomUUID();
    this.#waiting.set(id, port);
    return id;
  }

  /** The near end of a channel whose far end another process named. */
  borrow(id: string): StandInPort {
    const [near, far] = StandInPort.pair();
    this.#waiting.set(id, far);
    return near;
  }

  /** A socket has come for an end; it may come before the message that names the end. */
  arrive(id: string, socket: WebSocket): void {
    const port = this.#waiting.get(id);
    if (port) return port.drivenBy(socket);
    const early: { data: Buffer; isBinary: boolean }[] = [];
    const keep = (data: Buffer, isBinary: boolean): void => void early.push({ data, isBinary });
    socket.on('message', keep);
    const look = setInterval(() => {
      const late = this.#waiting.get(id);
      if (!late && socket.readyState === socket.OPEN) return;
      clearInterval(look);
      socket.off('message', keep);
      late?.drivenBy(socket);
      for (const { data, isBinary } of early) late?.postMessage(isBinary ? data : data.toString());
    }, 5);
  }
}
