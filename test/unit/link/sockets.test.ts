import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { systemClock } from '../../../core/base/clock.ts';
import { Secret } from '../../../core/base/secret.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { classifyProbeFailure } from '../../../core/link/failure.ts';
import type { TlsTrust, WebSocketEndpoint } from '../../../core/link/endpoint.ts';
import type { Link, LinkClose } from '../../../core/link/link.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Gateway {
  readonly port: number;
  readonly requests: IncomingMessage[];
  /** The connection under the last WebSocket. */
  readonly raw: () => Socket | undefined;
  /** The next WebSocket that opens. */
  readonly next: () => Promise<WebSocket>;
}

async function gateway(options: { accept?: (request: IncomingMessage) => boolean; tls?: { key: string; cert: string } } = {}): Promise<Gateway> {
  const requests: IncomingMessage[] = [];
  const http = options.tls ? createHttpsServer(options.tls) : createHttpServer();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('binary') ? 'binary' : false) });
  const waiting: ((socket: WebSocket) => void)[] = [];
  const early: WebSocket[] = [];
  let raw: Socket | undefined;
  http.on('upgrade', (request, socket: Socket, head) => {
    requests.push(request);
    if (options.accept && !options.accept(request)) return socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
    raw = socket;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const taker = waiting.shift();
      if (taker) taker(webSocket);
      else early.push(webSocket);
    });
  });
  const port = await listening(http);
  open.push({
    close: () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
    },
  });
  return {
    port,
    requests,
    raw: () => raw,
    next: () => {
      const socket = early.shift();
      return socket ? Promise.resolve(socket) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

const never = new AbortController().signal;
const dial = createDialer(systemClock);
const options = { timeoutMs: 5000, signal: never };

function endpoint(port: number, more: Partial<WebSocketEndpoint> = {}): WebSocketEndpoint {
  return { kind: 'websocket', url: new Secret(`ws://127.0.0.1:${port}/console?token=hunter2`), ...more };
}

function chunks(link: Link, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    link.onData((chunk) => {
      parts.push(chunk);
      const whole = Buffer.concat(parts);
      if (whole.length >= bytes) resolve(whole);
    });
  });
}

const closed = (link: Link): Promise<LinkClose> => new Promise((resolve) => link.onClose(resolve));

async function failure(attempt: Promise<Link>): Promise<{ code: unknown; shape: string; message: string }> {
  const error = await attempt.then(
    () => new Error('it opened'),
    (caught: Error) => caught,
  );
  return { code: 'code' in error ? error.code : undefined, shape: classifyProbeFailure(error), message: error.message };
}

describe('a WebSocket link', () => {
  it('offers `binary`, sends no Origin and no compression, and carries bytes both ways', async () => {
    const { port, next, requests } = await gateway();
    const link = await dial(endpoint(port, { headers: { Cookie: new Secret('token=T') } }), options);
    const server = await next();
    server.send(Buffer.from('early'));
    link.send(Uint8Array.of(1, 2, 3));
    const received = await new Promise<Buffer>((resolve) => server.once('message', resolve));
    expect([...received]).toEqual([1, 2, 3]);
    expect((await chunks(link, 5)).toString()).toBe('early');
    expect(requests[0]?.headers).toMatchObject({ 'sec-websocket-protocol': 'binary', cookie: 'token=T' });
    expect(requests[0]?.headers).not.toHaveProperty('origin');
    expect(requests[0]?.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(requests[0]?.url).toBe('/console?token=hunter2');
    link.dispose();
  });

  it('sends the Origin and the subprotocols that the endpoint names', async () => {
    const { port, requests } = await gateway();
    const link = await dial(endpoint(port, { origin: 'https://panel.example', subprotocols: ['foo', 'binary'] }), options);
    expect(requests[0]?.headers).toMatchObject({ origin: 'https://panel.example', 'sec-websocket-protocol': 'foo,binary' });
    link.dispose();
  });

  it('tries once more without a subprotocol after HTTP 400, and remembers it', async () => {
    const { port, requests } = await gateway({ accept: (request) => request.headers['sec-websocket-protocol'] === undefined });
    const own = createDialer(systemClock);
    (await own(endpoint(port), options)).dispose();
    (await own(endpoint(port), options)).dispose();
    expect(requests.map(({ headers }) => headers['sec-websocket-protocol'])).toEqual(['binary', undefined, undefined]);
  });

  it('gives up after the second HTTP 400', async () => {
    const { port, requests } = await gateway({ accept: () => false });
    expect(await failure(createDialer(systemClock)(endpoint(port), options))).toMatchObject({ code: 'link.http', shape: 'http' });
    expect(requests).toHaveLength(2);
  });

  it.each([
    [1000, 'Target closed', { kind: 'closed', code: 1000, reason: 'Target closed' }],
    [1011, 'Failed to connect to downstream server', { kind: 'closed', code: 1011, reason: 'Failed to connect to downstream server' }],
  ])('reports close code %i as it came', async (code, reason, expected) => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    (await next()).close(code, reason);
    expect(await closed(link)).toEqual(expected);
  });

  it('reports an end without a close frame as cut, also to a late listener', async () => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    (await next()).terminate();
    expect(await closed(link)).toMatchObject({ kind: 'cut', code: 1006 });
    expect(await closed(link)).toMatchObject({ kind: 'cut', code: 1006 });
  });

  it('takes a message in several frames, a ping between them, for the bytes that it is', async () => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    const server = await next();
    server.send(Buffer.from('in '), { fin: false });
    server.ping();
    server.send(Buffer.from('two '), { fin: false });
    server.send(Buffer.from('halves'), { fin: true });
    expect((await chunks(link, 13)).toString()).toBe('in two halves');
    link.dispose();
  });

  it.each([
    ['a compressed frame that nobody agreed upon', [0xc2, 0x01, 1], 'cut'],
    ['a frame of which only half comes before the end', [0x82, 0x7e, 0x10, 0, 1, 2, 3], 'cut'],
  ])('ends as cut after %s, and gives none of it on', async (_what, frame, kind) => {
    const { port, next, raw } = await gateway();
    const link = await dial(endpoint(port), options);
    await next();
    const seen: Uint8Array[] = [];
    link.onData((bytes) => void seen.push(bytes));
    raw()?.end(Buffer.from(frame));
    expect(await closed(link)).toMatchObject({ kind });
    expect(seen).toEqual([]);
  });

  it('delivers what came before the close, and then the close', async () => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    const server = await next();
    server.send(Buffer.from('last words'));
    server.close(1000);
    await closed(link);
    const seen: string[] = [];
    link.onData((chunk) => seen.push(Buffer.from(chunk).toString()));
    await new Promise<void>((resolve) => link.onClose(() => resolve()));
    expect(seen.join('')).toBe('last words');
  });

  it('makes the sender wait while nobody reads, and loses nothing', async () => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    const server = await next();
    const sent = Buffer.alloc(24 << 20, 7);
    for (let at = 0; at < sent.length; at += 1 << 20) server.send(sent.subarray(at, at + (1 << 20)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.bufferedAmount).toBeGreaterThan(8 << 20);
    expect((await chunks(link, sent.length)).equals(sent)).toBe(true);
    link.dispose();
  });

  it('ends with kind `local` when disposed', async () => {
    const { port, next } = await gateway();
    const link = await dial(endpoint(port), options);
    const server = await next();
    const code = new Promise((resolve) => server.once('close', resolve));
    link.dispose();
    expect(await closed(link)).toEqual({ kind: 'local' });
    expect(await code).toBe(1000);
    expect(() => link.send(Uint8Array.of(1))).not.toThrow();
  });
});

describe('a dial that fails', () => {
  it('is refused where nothing listens', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    const result = await failure(dial(endpoint(port), options));
    expect(result).toMatchObject({ code: 'link.refused', shape: 'refused' });
    expect(result.message).toContain(`127.0.0.1:${port}`);
    expect(result.message).not.toContain('hunter2');
    expect(await failure(dial({ kind: 'tcp', host: '127.0.0.1', port }, options))).toMatchObject({ code: 'link.refused' });
  });

  it.each([
    ['cut without an answer', (socket: Socket) => socket.resetAndDestroy(), { code: 'link.cutBeforeAnswer', shape: 'cut' }],
    ['ended without an answer', (socket: Socket) => socket.end(), { code: 'link.cutBeforeAnswer', shape: 'cut' }],
    ['answered by another protocol', (socket: Socket) => socket.end('RFB 003.008\n'), { code: 'link.notWebSocket', shape: 'protocol' }],
    ['answered with a page', (socket: Socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'), { code: 'link.http', shape: 'http' }],
    ['answered with a wrong upgrade', (socket: Socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'), { code: 'link.notWebSocket', shape: 'protocol' }],
  ])('%s', async (_name, answer, expected) => {
    const port = await listening(
      createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => answer(socket));
      }),
    );
    expect(await failure(dial(endpoint(port), options))).toMatchObject(expected);
  });

  it.each(['websocket', 'tcp'] as const)('is called off by its signal, and by its time (%s)', async (kind) => {
    // A full backlog hangs a TCP dial nowhere reliably, so the TCP half dials an address that never answers by definition.
    const sockets = new Set<Socket>();
    const port = await listening(createServer((socket) => sockets.add(socket)));
    const target = kind === 'tcp' ? ({ kind, host: '192.0.2.1', port: 5900 } as const) : endpoint(port);
    const controller = new AbortController();
    const called = failure(dial(target, { timeoutMs: 5000, signal: controller.signal }));
    controller.abort();
    expect(await called).toMatchObject({ code: 'link.aborted', shape: 'superseded' });
    expect(await failure(dial(target, { timeoutMs: 5000, signal: controller.signal }))).toMatchObject({ code: 'link.aborted' });
    if (kind === 'websocket') expect(await failure(dial(target, { timeoutMs: 30, signal: never }))).toMatchObject({ code: 'link.dialTimeout', shape: 'timeout' });
    for (const socket of sockets) socket.destroy();
  });

  it('names a host that cannot be resolved', async () => {
    expect(await failure(dial({ kind: 'tcp', host: 'no-such-host.invalid', port: 5900 }, options))).toMatchObject({ code: 'link.unknownHost', shape: 'other' });
  });
});

describe('a TCP link', () => {
  it('carries bytes both ways, keeps early ones, and tells an orderly end from a cut', async () => {
    const accepted: Socket[] = [];
    const port = await listening(createServer((socket) => accepted.push(socket.on('error', () => {}))));
    const first = await dial({ kind: 'tcp', host: '127.0.0.1', port }, options);
    const second = await dial({ kind: 'tcp', host: '127.0.0.1', port }, options);
    const [one, two] = accepted as [Socket, Socket];
    one.write('RFB 003.008\n');
    first.send(Uint8Array.of(9));
    expect([...(await new Promise<Buffer>((resolve) => one.once('data', resolve)))]).toEqual([9]);
    expect((await chunks(first, 12)).toString()).toBe('RFB 003.008\n');
    one.end();
    expect(await closed(first)).toEqual({ kind: 'closed' });
    two.resetAndDestroy();
    expect(await closed(second)).toMatchObject({ kind: 'cut', reason: 'ECONNRESET' });
    first.dispose();
    second.dispose();
  });

  it('still sends what was given before it is disposed', async () => {
    const received: Buffer[] = [];
    let ended!: () => void;
    const end = new Promise<void>((resolve) => (ended = resolve));
    const port = await listening(createServer((socket) => socket.on('data', (data) => received.push(data)).on('end', ended)));
    const link = await dial({ kind: 'tcp', host: '127.0.0.1', port }, options);
    link.send(Uint8Array.of(1, 2, 3));
    link.dispose();
    await end;
    expect([...Buffer.concat(received)]).toEqual([1, 2, 3]);
  });
});

describe('TLS trust', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootcatch-tls-'));
  let tls: { key: string; cert: string };
  let fingerprint: string;
  beforeAll(() => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
    tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    fingerprint = createHash('sha256').update(new X509Certificate(tls.cert).raw).digest('hex');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const secureEndpoint = (port: number, host: string, trust?: TlsTrust): WebSocketEndpoint => ({ kind: 'websocket', url: new Secret(`wss://${host}:${port}/?token=hunter2`), ...(trust && { tls: trust }) });
  const withColons = (hex: string): string => hex.toUpperCase().replace(/..(?=.)/g, '$&:');

  it('takes a private authority, or the pinned certificate under any name', async () => {
    const { port, requests } = await gateway({ tls });
    (await dial(secureEndpoint(port, 'localhost', { certificateAuthorities: [tls.cert] }), options)).dispose();
    (await dial(secureEndpoint(port, '127.0.0.1', { pinSha256: fingerprint }), options)).dispose();
    (await dial(secureEndpoint(port, '127.0.0.1', { pinSha256: withColons(fingerprint) }), options)).dispose();
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['an unknown authority', 'localhost', () => undefined, 'link.tlsUntrusted'],
    ['the wrong host name', '127.0.0.1', () => ({ certificateAuthorities: [tls.cert] }), 'link.tlsUntrusted'],
    ['another pin', 'localhost', () => ({ pinSha256: '0'.repeat(64) }), 'link.tlsPin'],
    ['a malformed pin', 'localhost', () => ({ pinSha256: 'abc' }), 'link.tlsPinMalformed'],
  ])('refuses %s before any byte of HTTP is sent', async (_name, host, trust, code) => {
    const { port, requests } = await gateway({ tls });
    let bytes = 0;
    const relayPort = await listening(
      createServer((client) => {
        const server = new (client.constructor as typeof Socket)();
        server.connect(port, '127.0.0.1');
        client.on('data', (data) => (bytes += data.length));
        client.pipe(server).pipe(client);
        client.on('error', () => server.destroy());
        server.on('error', () => client.destroy());
      }),
    );
    const result = await failure(dial(secureEndpoint(relayPort, host, trust()), options));
    expect(result).toMatchObject({ code, shape: 'tls' });
    if (code === 'link.tlsUntrusted') expect(result.message).toContain(fingerprint);
    expect(requests).toEqual([]);
    // A TLS client's hello, finish and alert; the request with its token would come on top.
    expect(bytes).toBeLessThan(2500);
  });

  it('says that a port does not speak TLS', async () => {
    const port = await listening(createServer((socket) => socket.end('RFB 003.008\n').on('error', () => {})));
    expect(await failure(dial(secureEndpoint(port, 'localhost'), options))).toMatchObject({ code: 'link.tls', shape: 'tls' });
  });
});
