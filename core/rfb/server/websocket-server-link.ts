import { WebSocket } from 'ws';
import { Inbox } from '../../link/inbox.ts';
import type { Link } from '../../link/link.ts';

/** A client that lets this much pile up reads no more. A whole raw picture of 4K fits. */
const unsentLimitBytes = 40 << 20;

/** The server's end of a WebSocket as a byte stream. Text messages end it: RFB is binary. */
export function linkOverWebSocket(socket: WebSocket): Link {
  const inbox = new Inbox(socket);
  socket.on('message', (data: Buffer, isBinary) => (isBinary ? inbox.push(data) : socket.close(1003)));
  // The close event follows and says all that is of use here.
  socket.on('error', () => {});
  socket.on('close', (code, reason) => inbox.close({ kind: code === 1006 ? 'cut' : 'closed', code, reason: reason.toString() }));
  return {
    onData: inbox.onData,
    onClose: inbox.onClose,
    send: (bytes) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > unsentLimitBytes) return socket.terminate();
      socket.send(bytes.slice());
    },
    dispose: () => {
      inbox.dispose();
      socket.resume();
      socket.close(1000);
    },
  };
}
