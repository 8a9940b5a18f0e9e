import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { withoutSecrets } from '../base/secret.ts';
import type { ConsoleOpener } from '../catch/reach.ts';
import { describeEndpoint, secretsOf, type Endpoint } from '../link/endpoint.ts';
import type { Dialer } from '../link/link.ts';
import { hasAnonymousTls } from '../link/tls-link.ts';
import { connectSerial } from '../serial/connect.ts';
import { connectRfb, type ConnectOptions } from './connect.ts';

/** Dial and handshake as one act with one time limit: what a probe is. */
export function createConsoleOpener(dial: Dialer, clock: Clock): ConsoleOpener {
  const open: ConsoleOpener = async (endpoint, { handshake, firstKeys, moreToCome, timeoutMs, signal }) => {
    const startedAtMs = clock.now();
    const link = await dial(endpoint, { timeoutMs, signal, ...(moreToCome !== undefined && { moreToCome }) });
    const common = { firstKeys, clock, signal, timeoutMs: Math.max(1, timeoutMs - (clock.now() - startedAtMs)) };
    if (endpoint.text) return connectSerial(link, { ...common, text: endpoint.text });
    return connectRfb(link, {
      ...common,
      ...securityOf(endpoint),
      handshake,
      ...(endpoint.username !== undefined && { username: endpoint.username }),
      ...(endpoint.password && { password: endpoint.password }),
    });
  };
  return async (endpoint, options) => {
    const startedAtMs = clock.now();
    try {
      return await open(endpoint, options).catch((error: unknown) => {
        if (!(error instanceof BootcatchError) || error.code !== 'link.securityStepwise') throw error;
        return open(endpoint, { ...options, handshake: 'polite', timeoutMs: Math.max(1, options.timeoutMs - (clock.now() - startedAtMs)) });
      });
    } catch (error) {
      throw unrevealing(error, endpoint);
    }
  };
}

/** The error without what the other end knew and repeated: the password that it refuses, the token that it does not know. */
function unrevealing(error: unknown, endpoint: Endpoint): unknown {
  if (!(error instanceof BootcatchError)) return error;
  const secrets = secretsOf(endpoint);
  const values = Object.fromEntries(Object.entries(error.values).map(([name, value]) => [name, typeof value === 'string' ? withoutSecrets(value, secrets) : value]));
  return Object.entries(error.values).every(([name, value]) => values[name] === value) ? error : new BootcatchError(error.code, values);
}

/** What is known about the other end: behind a wss:// gateway the certificate was the gateway's, and so is the way on from there. */
function securityOf(endpoint: Endpoint): Pick<ConnectOptions, 'tlsPeer' | 'needsCertificate' | 'serverKeySha256' | 'anonymousTls' | 'linkIsPrivate'> {
  const url = endpoint.kind === 'websocket' ? new URL(endpoint.url.reveal()) : undefined;
  const host = (endpoint.kind === 'tcp' ? endpoint.host : (url?.hostname ?? '')).replace(/^\[|\]$/g, '');
  const secured = url?.protocol === 'wss:';
  return {
    tlsPeer: { host, shown: describeEndpoint(endpoint), trust: secured ? { unchecked: true } : (endpoint.tls ?? {}) },
    needsCertificate: !secured && endpoint.tls?.pinSha256 !== undefined,
    ...(endpoint.serverKeySha256 !== undefined && { serverKeySha256: endpoint.serverKeySha256 }),
    anonymousTls: hasAnonymousTls(),
    linkIsPrivate: secured || (endpoint.kind === 'tcp' && endpoint.through !== undefined) || /^(localhost|127\.[\d.]+|::1)$/.test(host),
  };
}
