import { createHash } from 'node:crypto';
import { connect, createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { BootcatchError } from '../base/error.ts';
import { plainFingerprint } from '../base/fingerprint.ts';
import type { TlsTrust } from './endpoint.ts';

/** Reading hundreds of certificates takes tens of milliseconds, too long for every probe, so each set is read once. */
const contexts = new Map<string, SecureContext>();
const contextLimit = 16;

function contextFor(authorities: readonly string[]): SecureContext {
  const key = authorities.join('\n');
  const known = contexts.get(key);
  if (known) return known;
  if (contexts.size >= contextLimit) contexts.clear();
  const context = createSecureContext({ ca: [...getCACertificates('default'), ...getCACertificates('system'), ...authorities] });
  contexts.set(key, context);
  return context;
}

function fingerprintOf(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate();
  return certificate ? createHash('sha256').update(certificate.raw).digest('hex') : '-';
}

/**
 * Opens a TLS connection, to a port or over a stream that is open already, and hands it over only when its certificate is the one
 * to trust; until then nothing but the TLS handshake has been sent.
 * @param shown how the endpoint may be named in an error
 * @throws BootcatchError `link.tlsPin`, `link.tlsPinMalformed`, `link.tlsUntrusted`; anything else is the socket's own error.
 */
export function connectTls(target: { host: string; port: number } | { host: string; socket: Duplex }, trust: TlsTrust, shown: string, done: (error: Error | null, socket?: TLSSocket) => void): TLSSocket | undefined {
  const pin = trust.pinSha256 === undefined ? undefined : plainFingerprint(trust.pinSha256);
  if (pin !== undefined && !/^[0-9a-f]{64}$/.test(pin)) {
    done(new BootcatchError('link.tlsPinMalformed', { endpoint: shown }));
    return undefined;
  }
  const socket = connect({
    ...target,
    servername: isIP(target.host) ? '' : target.host,
    ...('port' in target && { ALPNProtocols: ['http/1.1'] }),
    // The verdict is read below: rejecting inside would hide the fingerprint that the person needs.
    rejectUnauthorized: false,
    ...(pin === undefined ? { secureContext: contextFor(trust.certificateAuthorities ?? []) } : {}),
  });
  socket.setNoDelay(true);
  const fail = (error: Error): void => {
    socket.destroy();
    done(error);
  };
  socket.once('error', fail);
  socket.once('secureConnect', () => {
    socket.off('error', fail);
    const fingerprint = fingerprintOf(socket);
    if (pin !== undefined) {
      if (fingerprint !== pin) return fail(new BootcatchError('link.tlsPin', { endpoint: shown, fingerprint }));
    } else if (!socket.authorized && trust.unchecked !== true) {
      return fail(new BootcatchError('link.tlsUntrusted', { endpoint: shown, reason: String(socket.authorizationError), fingerprint }));
    }
    done(null, socket);
  });
  return socket;
}
