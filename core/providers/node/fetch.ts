import { Agent, buildConnector, EnvHttpProxyAgent, Pool, type Dispatcher } from 'undici';
import type { TlsTrust } from '../../link/endpoint.ts';
import { connectTls } from '../../link/tls-trust.ts';
import type { Fetch } from '../ports.ts';

const connectPlain = buildConnector({});

/** Puts TLS with bootcatch's own rules of trust (private authorities, pins) over a TCP connection or a proxy's tunnel. */
function secure(tls: TlsTrust, tunnel?: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    if (options.protocol !== 'https:') return (tunnel ?? connectPlain)(options, callback);
    const port = options.port || '443';
    const host = options.host && options.port ? options.host : `${options.host ?? options.hostname}:${port}`;
    const finish = (error: Error | null, socket?: Parameters<buildConnector.Callback>[1]): void => {
      if (socket) callback(null, socket);
      else callback(error ?? new Error('no socket'), null);
    };
    const target = { host: options.hostname, port: Number(port) };
    const shown = `https://${host}`;
    if (!tunnel) return void connectTls(target, tls, shown, finish);
    // Asked as plain text, the proxy's connector hands over the bare tunnel, and the certificate is checked here.
    tunnel({ ...options, host, port, protocol: 'http:' }, (error, socket) => {
      if (error) callback(error, null);
      else connectTls({ ...target, socket }, tls, shown, finish);
    });
  };
}

function dispatcherFor(tls: TlsTrust, environment: Readonly<Record<string, string | undefined>>): Dispatcher {
  const proxy = (name: string): string => environment[name] ?? environment[name.toUpperCase()] ?? '';
  const httpsProxy = proxy('https_proxy');
  const httpProxy = proxy('http_proxy');
  if (!httpProxy && !httpsProxy) return new Agent({ connect: secure(tls) });
  return new EnvHttpProxyAgent({
    httpProxy,
    httpsProxy,
    noProxy: proxy('no_proxy'),
    connect: secure(tls),
    // An agent behind a proxy gets a connector that makes the tunnel; elsewhere it gets the one above.
    factory: (origin, options: Pool.Options) => new Pool(origin, { ...options, connect: secure(tls, options.connect as buildConnector.connector) }),
  });
}

/**
 * HTTP as Node's undici speaks it, through the proxy that the environment names. Connections are kept per rule of trust, so that what one
 * account trusts is never lent to another.
 */
export function createNodeFetch(environment: Readonly<Record<string, string | undefined>>): Fetch {
  const dispatchers = new Map<string, Dispatcher>();
  return async ({ method, url, headers, body, tls = {}, signal }) => {
    const key = JSON.stringify([tls.certificateAuthorities, tls.pinSha256, tls.unchecked]);
    let dispatcher = dispatchers.get(key);
    if (!dispatcher) dispatchers.set(key, (dispatcher = dispatcherFor(tls, environment)));
    const { origin, pathname, search } = new URL(url);
    const answer = await dispatcher.request({ origin, path: pathname + search, method, headers, body: body ?? null, signal });
    return {
      status: answer.statusCode,
      reason: answer.statusText,
      header: (name) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value.join(', ') : value;
      },
      body: answer.body,
    };
  };
}
