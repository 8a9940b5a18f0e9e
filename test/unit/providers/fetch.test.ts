import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import type { TlsTrust } from '../../../core/link/endpoint.ts';
import { HttpClient } from '../../../core/providers/http.ts';
import { createNodeFetch } from '../../../core/providers/node/fetch.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf } from './world.ts';

let certificate = '';
let pinSha256 = '';
let secure: Server;
let proxy: Server;
let requests: string[] = [];
let tunnels: string[] = [];

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootcatch-fetch-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    { stdio: 'ignore' },
  );
  certificate = readFileSync(cert, 'utf8');
  pinSha256 = createHash('sha256').update(new X509Certificate(certificate).raw).digest('hex');
  secure = createServer({ key: readFileSync(key), cert: certificate }, (request, response) => {
    requests.push(`${request.url} ${request.headers['x-token'] as string}`);
    response.end('{}');
  });
  rmSync(folder, { recursive: true });
  proxy = createHttpServer().on('connect', (request, client) => {
    tunnels.push(request.url ?? '');
    const upstream = connect(portOf(secure), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  for (const server of [secure, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const server of [secure, proxy]) server.close().closeAllConnections();
});
beforeEach(() => {
  requests = [];
  tunnels = [];
});

const ask = (host: string, tls: TlsTrust | undefined, environment: Record<string, string> = {}) => {
  const http = new HttpClient({ ...createWorld(), fetch: createNodeFetch(environment) }, { service: 'Example', tls });
  return http.send({ method: 'POST', url: `https://${host}:${portOf(secure)}/x`, headers: { 'x-token': new Secret('hush') }, json: {} }, calm);
};
const throughProxy = (): Record<string, string> => ({ HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` });

describe.each([
  ['directly', () => ({})],
  ['through a proxy', throughProxy],
])('%s', (way, environment) => {
  test('a private authority is trusted', async () => {
    await ask('localhost', { certificateAuthorities: [certificate] }, environment());
    expect(requests).toEqual(['/x hush']);
    expect(tunnels).toEqual(way === 'directly' ? [] : [`localhost:${portOf(secure)}`]);
  });

  test('a pinned certificate is trusted under any name', async () => {
    await ask('127.0.0.1', { pinSha256 }, environment());
    expect(requests).toEqual(['/x hush']);
  });

  test('an unchecked one is taken only where the person said so', async () => {
    await ask('127.0.0.1', { unchecked: true }, environment());
    expect(requests).toEqual(['/x hush']);
  });

  test.each([
    ['nobody vouches for it', 'localhost', () => undefined, 'link.tlsUntrusted'],
    ['the name is another', '127.0.0.1', () => ({ certificateAuthorities: [certificate] }), 'link.tlsUntrusted'],
    ['the pin is another', 'localhost', () => ({ pinSha256: '0'.repeat(64) }), 'link.tlsPin'],
  ])('nothing is sent where %s', async (_name, host, trust, code) => {
    const error = await errorOf(ask(host, trust(), environment()));
    expect(error).toMatchObject({ code });
    expect(isRetryable(error)).toBe(false);
    expect(requests).toEqual([]);
  });
});

test('what one account trusts is not lent to another, and no_proxy is obeyed', async () => {
  const fetch = createNodeFetch({ ...throughProxy(), NO_PROXY: 'localhost' });
  const trusting = new HttpClient({ ...createWorld(), fetch }, { service: 'Example', tls: { certificateAuthorities: [certificate] } });
  const strange = new HttpClient({ ...createWorld(), fetch }, { service: 'Example' });
  const request = { method: 'POST', url: `https://localhost:${portOf(secure)}/x`, headers: { 'x-token': 'one' }, json: {} } as const;
  await trusting.send(request, calm);
  expect(await errorOf(strange.send(request, calm))).toMatchObject({ code: 'link.tlsUntrusted' });
  expect(requests).toEqual(['/x one']);
  expect(tunnels).toEqual([]);
});
