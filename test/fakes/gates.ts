import type { IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Hypervisor } from '../lab/cloud/hypervisor.ts';
import { strictClientFrames } from './client-frames.ts';

/** What becomes of a knock: let in, turned away with a status before the 101, or after it cut or closed with a reason. */
export type Verdict = 'in' | 'cut' | { readonly status: number; readonly reason: string } | { readonly closeCode: number; readonly reason: string };

/** A WebSocket in front of a machine's console that a fake puts on the port of its API. */
export interface WebSocketGate {
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  close(): void;
}

/**
 * @param judge decides about each knock when it arrives. The first subprotocol that is offered is echoed; nothing is compressed.
 * @param frames `strict`: a client whose frames Proxmox VE would not take is cut
 */
export function webSocketGate(vm: Hypervisor, judge: (request: IncomingMessage) => Verdict, frames: 'any' | 'strict' = 'any'): WebSocketGate {
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  return {
    onUpgrade: (request, socket, head) => {
      socket.on('error', () => undefined);
      const verdict = judge(request);
      if (typeof verdict === 'object' && 'status' in verdict) return void socket.end(`HTTP/1.1 ${verdict.status} ${verdict.reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      const isWrong = frames === 'strict' ? strictClientFrames() : () => false;
      socket.on('data', (chunk: Buffer) => {
        if (isWrong(chunk)) socket.destroy();
      });
      webSockets.handleUpgrade(request, socket, head, (client) => {
        client.on('error', () => undefined);
        if (verdict === 'cut') return client.terminate();
        if (verdict !== 'in') return client.close(verdict.closeCode, verdict.reason);
        bridge(client, vm.vncPort ?? 0);
      });
    },
    close: () => {
      for (const client of webSockets.clients) client.terminate();
    },
  };
}

/** Binary messages one way, bytes the other, until one of both ends. */
function bridge(client: WebSocket, port: number): void {
  const guest = connect({ port, host: '127.0.0.1', noDelay: true });
  guest.on('data', (bytes) => client.send(bytes));
  guest.on('error', () => undefined);
  guest.once('close', () => client.close());
  client.on('message', (data: Buffer) => guest.write(data));
  client.once('close', () => guest.destroy());
}

/** A TCP port that is always there, in front of a console that comes and goes. Resolves with it. */
export async function tcpGate(vm: Hypervisor): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };
  const server = createServer((client) => {
    const guest = connect({ port: vm.vncPort ?? 0, host: '127.0.0.1' });
    keep(client, () => guest);
    keep(guest, () => client);
    client.pipe(guest).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
