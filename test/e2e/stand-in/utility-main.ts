import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import { StandInPort } from './ports.ts';

/** In the utility process: gives it `process.parentPort`, and ports that are sockets. */
class ParentPort extends EventEmitter {
  constructor() {
    super();
    process.on('message', ({ message, ports }: { message: unknown; ports: string[] }) => this.emit('message', { data: message, ports: ports.map(open) }));
  }

  postMessage(message: unknown): void {
    process.send?.(message);
  }
}

function open(address: string): StandInPort {
  const [near, far] = StandInPort.pair();
  const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 256 << 20 });
  socket.once('open', () => far.drivenBy(socket));
  socket.once('error', () => far.close());
  return near;
}

Object.defineProperty(process, 'parentPort', { value: new ParentPort() });
// The main process is gone.
process.on('disconnect', () => process.exit());
