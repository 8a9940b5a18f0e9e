import { Inbox } from '../../../../core/link/inbox.ts';
import type { Link } from '../../../../core/link/link.ts';

/** Two ends of one byte stream in memory. What one sends arrives at the other in pieces of `pieceBytes`, one a turn. */
export function linkPair(pieceBytes = Infinity): readonly [Link, Link] {
  const flow = { pause: () => undefined, resume: () => undefined };
  const inboxes = [new Inbox(flow), new Inbox(flow)] as const;
  const end = (own: Inbox, other: Inbox): Link => ({
    onData: own.onData,
    onClose: own.onClose,
    send: (bytes) => {
      const step = Math.min(pieceBytes, Math.max(1, bytes.length));
      for (let at = 0; at < bytes.length; at += step) {
        const piece = bytes.slice(at, at + step);
        queueMicrotask(() => other.push(piece));
      }
    },
    dispose: () => {
      own.dispose();
      queueMicrotask(() => other.close({ kind: 'closed' }));
    },
  });
  return [end(inboxes[0], inboxes[1]), end(inboxes[1], inboxes[0])];
}
