import { BootcatchError } from '../base/error.ts';

/** Node's and OpenSSL's error code, or the message where there is none. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/**
 * What a socket's failure before the connection was open says in our words.
 * @param shown the endpoint without its secrets
 */
export function dialError(error: unknown, shown: string, host: string): BootcatchError {
  if (error instanceof BootcatchError) return error;
  const reason = reasonOf(error);
  const values = { endpoint: shown, reason };
  const options = { cause: error };
  switch (reason) {
    case 'ECONNREFUSED':
      return new BootcatchError('link.refused', values, options);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new BootcatchError('link.unknownHost', { host, reason }, options);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return new BootcatchError('link.unreachable', values, options);
    case 'ECONNRESET':
    case 'EPIPE':
      return new BootcatchError('link.cutBeforeAnswer', values, options);
  }
  if (reason === 'EPROTO' || /^ERR_(SSL|TLS)_/.test(reason)) return new BootcatchError('link.tls', values, options);
  // Node's HTTP parser (HPE_*) and ws name what broke the upgrade.
  if (/^HPE_/.test(reason) || /Sec-WebSocket|Upgrade header|subprotocol/i.test(reason)) return new BootcatchError('link.notWebSocket', values, options);
  return new BootcatchError('link.failed', values, options);
}
