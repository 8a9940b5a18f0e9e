import { Inbox } from '../../link/inbox.ts';
import type { Link } from '../../link/link.ts';

/** What is used of a message port: Electron's `MessagePortMain` is one. */
export interface BytePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A message port that carries `Uint8Array`s as a byte stream. Anything else ends it. Ports know no back pressure: RFB's requests bound what is sent. */
export function linkOverPort(port: BytePort): Link {
  const inbox = new Inbox({ pause: () => undefined, resume: () => undefined });
  port.on('message', ({ data }) => {
    if (data instanceof Uint8Array) inbox.push(data);
    else if (data instanceof ArrayBuffer) inbox.push(new Uint8Array(data));
    else port.close();
  });
  port.on('close', () => inbox.close({ kind: 'closed' }));
  port.start();
  return {
    onData: inbox.onData,
    onClose: inbox.onClose,
    // The port copies what it is given.
    send: (bytes) => port.postMessage(bytes),
    dispose: () => {
      inbox.dispose();
      port.close();
    },
  };
}
