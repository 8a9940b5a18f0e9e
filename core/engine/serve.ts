import type { SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as WebSocketHandler } from '@orpc/server/ws';
import { WebSocket } from 'ws';
import type { EngineRouter } from './router.ts';

/** Serves the contract over one message port after another, as Electron has them. The caller starts each port. */
export function portServer(router: EngineRouter): (port: SupportedMessagePort) => void {
  const handler = new PortHandler(router);
  return (port) => handler.upgrade(port);
}

/**
 * Serves the contract over WebSockets. A message counts as sent when the system has taken it: a stream to a window that reads nothing then waits,
 * and skips to the latest when it reads again.
 */
export function webSocketServer(router: EngineRouter): (socket: WebSocket) => void {
  const handler = new WebSocketHandler(router);
  return (socket) => {
    const paced = {
      addEventListener: socket.addEventListener.bind(socket),
      // The library waits for what `send` returns.
      send: (message: string | Uint8Array): Promise<void> =>
        new Promise((resolve) => {
          // To a window that is gone nothing is sent, and its close event ends the stream.
          if (socket.readyState !== WebSocket.OPEN) return resolve();
          socket.send(message, () => resolve());
        }),
    };
    void handler.upgrade(paced);
  };
}
