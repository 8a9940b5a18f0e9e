import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/events.ts';
import { DisposableStore } from '../../base/lifecycle.ts';
import type { Link } from '../../link/link.ts';

/** A link over a longer way: every chunk takes `oneWayMs` more, in order, in both directions. */
export function delayedLink(link: Link, oneWayMs: number, clock: Clock): Link {
  if (oneWayMs === 0) return link;
  const store = new DisposableStore();
  const data = new Emitter<Uint8Array>();
  let listening = false;
  store.add(data);
  store.add(link);
  const later = (action: () => void): void => {
    store.add(clock.setTimeout(action, oneWayMs));
  };
  return {
    onClose: link.onClose,
    dispose: () => store.dispose(),
    send: (bytes) => {
      const copy = bytes.slice();
      later(() => link.send(copy));
    },
    onData: (listener) => {
      if (!listening) {
        listening = true;
        store.add(link.onData((chunk) => later(() => data.fire(chunk))));
      }
      return data.event(listener);
    },
  };
}
