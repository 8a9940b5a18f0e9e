import { every, type Clock } from '../base/clock.ts';
import type { SessionRenewal, WebSocketEndpoint } from './endpoint.ts';
import type { DialOptions, Link } from './link.ts';

const DIAL_LIMIT_MS = 10_000;

/**
 * Renews the session of a console for as long as its link is open. The second WebSocket is opened one interval after the link, so that the
 * probes of a catch open none, and anew after its own end. Where that fails nobody is told: the console's own end will say so.
 */
export function keepSession(link: Link, endpoint: WebSocketEndpoint, renewal: SessionRenewal, dial: (endpoint: WebSocketEndpoint, options: DialOptions) => Promise<Link>, clock: Clock): void {
  const word = new TextEncoder().encode(renewal.message);
  const ended = new AbortController();
  let second: Link | undefined;
  let dialling = false;

  const open = async (): Promise<void> => {
    dialling = true;
    try {
      const opened = await dial({ ...endpoint, url: renewal.url, text: { textMessages: true } }, { timeoutMs: DIAL_LIMIT_MS, signal: ended.signal });
      if (ended.signal.aborted) return opened.dispose();
      second = opened;
      opened.onData(() => undefined);
      opened.onClose(() => (second = undefined));
      opened.send(word);
    } finally {
      dialling = false;
    }
  };
  const timer = every(clock, () => renewal.intervalMs, () => {
    if (second) second.send(word);
    else if (!dialling) open().catch(() => undefined);
  });
  link.onClose(() => {
    timer.dispose();
    ended.abort();
    second?.dispose();
  });
}
