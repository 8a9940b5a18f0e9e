import type { Event } from '../base/events.ts';
import type { Disposable } from '../base/lifecycle.ts';
import type { Endpoint } from './endpoint.ts';

/** What was observed when a link ended. Never a guess at the cause. */
export interface LinkClose {
  /** `closed`: an orderly end (a close frame, a TCP FIN). `cut`: without one. `local`: we disposed it. */
  readonly kind: 'closed' | 'cut' | 'local';
  /** The WebSocket close code, where there was one (1006 where the connection ended without a frame). */
  readonly code?: number;
  readonly reason?: string;
}

/** A byte stream to a console. Borders between chunks carry no meaning. */
export interface Link extends Disposable {
  /** Chunks in order. What arrives before the first listener is kept for it. */
  readonly onData: Event<Uint8Array>;
  /** Fires once. If the link ended before the first listener, it fires for that listener at once. */
  readonly onClose: Event<LinkClose>;
  /** Sends at once. After the end it does nothing. The bytes are copied. */
  send(bytes: Uint8Array): void;
}

export interface DialOptions {
  /** Gives up after this long without an open connection. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** True where another dial to the same gateway is likely to follow at once: a connection is then opened ahead for it. */
  readonly moreToCome?: boolean;
}

/**
 * Opens a link to an endpoint.
 * @throws BootcatchError `link.*` that names what was observed: refused, timed out, cut before an answer, HTTP status, TLS.
 */
export type Dialer = (endpoint: Endpoint, options: DialOptions) => Promise<Link>;
