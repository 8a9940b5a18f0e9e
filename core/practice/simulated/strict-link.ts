import { Emitter } from '../../base/events.ts';
import type { Link } from '../../link/link.ts';

/**
 * Which grouping of the client's first bytes a console takes. `any`: all of them. `nova`: version and security choice may come at once,
 * but what comes together with them, before the list of security types is out, breaks the proxy, and the connection ends.
 */
export const handshakeStrictnesses = ['any', 'nova'] as const;

/** Version line and security choice. */
const allowedEarlyBytes = 13;

/** A link that ends like Nova's proxy when the client says too much before it was spoken to. `cut` ends the connection without a word. */
export function strictLink(link: Link, cut: () => void): Link {
  const data = new Emitter<Uint8Array>();
  let first = true;
  let subscribed = false;
  return {
    onClose: link.onClose,
    send: (bytes) => link.send(bytes),
    dispose: () => {
      data.dispose();
      link.dispose();
    },
    onData: (listener) => {
      const subscription = data.event(listener);
      if (!subscribed) {
        subscribed = true;
        link.onData((chunk) => {
          const early = first && chunk.length > allowedEarlyBytes;
          first = false;
          if (early) cut();
          else data.fire(chunk);
        });
      }
      return subscription;
    },
  };
}
