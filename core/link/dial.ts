import type { Clock } from '../base/clock.ts';
import { Secret } from '../base/secret.ts';
import type { SessionRenewal, WebSocketEndpoint } from './endpoint.ts';
import type { Dialer, DialOptions, Link } from './link.ts';
import { keepSession } from './session-renewal.ts';
import { openSsh } from './ssh-link.ts';
import { openTcp } from './tcp-link.ts';
import { WarmSockets } from './warm-sockets.ts';
import { HttpRefusal, openWebSocket } from './websocket-link.ts';

/** Older gateways insist on the subprotocol `binary`, newer ones take it. */
const defaultSubprotocols = ['binary'];

/**
 * The dialer over real sockets. It remembers which hosts answered HTTP 400 to a subprotocol and opened without one, so that
 * later probes lose no round trip.
 */
export function createDialer(clock: Clock): Dialer {
  const withoutSubprotocol = new Set<string>();
  const sockets = new WarmSockets(clock);

  const dialWebSocket = async (endpoint: WebSocketEndpoint, options: DialOptions): Promise<Link> => {
    const { host } = new URL(endpoint.url.reveal());
    const offered = (endpoint.subprotocols ?? defaultSubprotocols).map((name) => (name instanceof Secret ? name.reveal() : name));
    if (offered.length === 0 || withoutSubprotocol.has(host)) return openWebSocket(endpoint, [], options, clock, sockets);
    const startedAtMs = clock.now();
    try {
      return await openWebSocket(endpoint, offered, options, clock, sockets);
    } catch (error) {
      if (!(error instanceof HttpRefusal) || error.status !== 400) throw error;
      const timeoutMs = Math.max(1, options.timeoutMs - (clock.now() - startedAtMs));
      const link = await openWebSocket(endpoint, [], { ...options, timeoutMs }, clock, sockets);
      withoutSubprotocol.add(host);
      return link;
    }
  };

  const dialRenewed = async (endpoint: WebSocketEndpoint, renewal: SessionRenewal, options: DialOptions): Promise<Link> => {
    const link = await dialWebSocket(endpoint, options);
    keepSession(link, endpoint, renewal, dialWebSocket, clock);
    return link;
  };

  return (endpoint, options) => {
    if (endpoint.kind === 'websocket') return endpoint.renewal ? dialRenewed(endpoint, endpoint.renewal, options) : dialWebSocket(endpoint, options);
    return endpoint.through ? openSsh(endpoint, endpoint.through, options, clock) : openTcp(endpoint, options, clock);
  };
}
