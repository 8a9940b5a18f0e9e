import { createHash, X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket, type SecureContextOptions } from 'node:tls';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { systemClock } from '../../../core/base/clock.ts';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { createDialer } from '../../../core/link/dial.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { chooseVenCrypt } from '../../../core/rfb/vencrypt.ts';
import { answerChallenge } from '../../../core/rfb/vnc-auth.ts';
import { keyEvent, resultOk, serverInit, u32, version } from './bytes.ts';

const f4 = { keysym: 0xffc1, down: true };
const password = new Secret('sécret');
const challenge = Uint8Array.from({ length: 16 }, (_, index) => index);
const anonymous: SecureContextOptions = { ciphers: 'ADH:@SECLEVEL=0', maxVersion: 'TLSv1.2', dhparam: 'auto' };
const open = createConsoleOpener(createDialer(systemClock), systemClock);

let folder: string;
let certified: SecureContextOptions;
let pinSha256: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-vencrypt-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-subj', '/CN=console', '-days', '2'], { stdio: 'ignore' });
  certified = { key: readFileSync(key), cert: readFileSync(cert) };
  pinSha256 = createHash('sha256').update(new X509Certificate(readFileSync(cert)).raw).digest('hex');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** Reads a stream in exact amounts. */
function reader(stream: Duplex): (length: number) => Promise<number[]> {
  let bytes: number[] = [];
  let wake = (): void => {};
  stream.on('data', (chunk: Buffer) => {
    bytes.push(...chunk);
    wake();
  });
  return async (length) => {
    while (bytes.length < length) await new Promise<void>((resolve) => (wake = resolve));
    const taken = bytes.slice(0, length);
    bytes = bytes.slice(length);
    return taken;
  };
}

interface Offer {
  readonly types: readonly number[];
  readonly security?: readonly number[];
  readonly behindStart?: readonly number[];
}

/** A server of VeNCrypt, written from the specification. `told` is what it learnt. */
async function serve(wire: Duplex, { types, security = [19], behindStart = [] }: Offer, told: string[]): Promise<void> {
  let stream = wire;
  let read = reader(stream);
  const write = (bytes: readonly number[] | Uint8Array): unknown => stream.write(Uint8Array.from(bytes));
  write(version);
  await read(12);
  write([security.length, ...security]);
  if ((await read(1))[0] !== 19) return void stream.end();
  write([0, 2]);
  expect(await read(2)).toEqual([0, 2]);
  write([0, types.length, ...types.flatMap(u32)]);
  const [, , high = 0, low = 0] = await read(4);
  const chosen = high * 256 + low;
  told.push(String(chosen));
  if (chosen !== 256) {
    write([1, ...behindStart]);
    wire.removeAllListeners('data');
    stream = new TLSSocket(wire, { isServer: true, secureContext: createSecureContext(chosen >= 260 ? certified : anonymous) });
    stream.on('error', () => {});
    read = reader(stream);
  }
  if ([258, 261].includes(chosen)) {
    write(challenge);
    expect(await read(16)).toEqual([...answerChallenge(password, challenge)]);
  }
  if ([256, 259, 262].includes(chosen)) {
    const [, , , name = 0, , , , secret = 0] = await read(8);
    told.push(Buffer.from(await read(name)).toString(), Buffer.from(await read(secret)).toString());
  }
  write(resultOk);
  await read(1);
  write(serverInit(720, 400));
  expect(await read(8)).toEqual([...keyEvent(f4.keysym, true)]);
  told.push('F4');
}

async function startServer(offer: Offer, kind: 'tcp' | 'websocket' = 'tcp'): Promise<{ readonly endpoint: Endpoint; readonly told: string[] }> {
  const told: string[] = [];
  const accept = (wire: Duplex): void => {
    wire.on('error', () => {});
    void serve(wire, offer, told);
  };
  if (kind === 'tcp') {
    const server = createServer(accept);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return { told, endpoint: { kind, host: '127.0.0.1', port: (server.address() as AddressInfo).port } };
  }
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => accept(createWebSocketStream(socket)));
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => server.close());
  return { told, endpoint: { kind, url: new Secret(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`) } };
}

const tryOpen = (endpoint: Endpoint, handshake: 'whole' | 'split' | 'polite' = 'polite') =>
  open(endpoint, { handshake, firstKeys: [f4], timeoutMs: 5_000, signal: new AbortController().signal });
const refusal = async (endpoint: Endpoint): Promise<BootcatchError> => {
  const error: unknown = await tryOpen(endpoint).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(BootcatchError);
  return error as BootcatchError;
};

describe('VeNCrypt', () => {
  const cases = [
    ['Plain', 256, ['me', 'sécret']],
    ['TLSNone', 257, []],
    ['TLSVnc', 258, []],
    ['TLSPlain', 259, ['me', 'sécret']],
    ['X509None', 260, []],
    ['X509Vnc', 261, []],
    ['X509Plain', 262, ['me', 'sécret']],
  ] as const;
  it.each(cases.flatMap((entry) => (['tcp', 'websocket'] as const).map((kind) => [...entry, kind] as const)))('%s (%i), credentials %j, over %s', async (_name, type, credentials, kind) => {
    const { endpoint, told } = await startServer({ types: [type] }, kind);
    const session = await tryOpen({ ...endpoint, username: 'me', password, ...(type >= 260 && { tls: { pinSha256 } }) });
    expect(session).toMatchObject({ name: 'QEMU', size: { width: 720, height: 400 } });
    await expect.poll(() => told).toEqual([String(type), ...credentials, 'F4']);
    const ended = new Promise((resolve) => session.onClose(resolve));
    session.dispose();
    expect(await ended).toEqual({ kind: 'local' });
  });

  it.each(['whole', 'split'] as const)('is entered step by step where the shape %s has answered too early', async (shape) => {
    const { endpoint, told } = await startServer({ types: [257] });
    const session = await tryOpen(endpoint, shape);
    await expect.poll(() => told).toEqual(['257', 'F4']);
    session.dispose();
  });

  it('takes the safest kind for which everything is known', async () => {
    const { endpoint, told } = await startServer({ types: [256, 258, 261, 262], security: [2, 19] });
    const session = await tryOpen({ ...endpoint, password, tls: { pinSha256 } });
    expect(told[0]).toBe('261');
    session.dispose();
  });

  it('sends nothing to another certificate than the pinned one, or to an untrusted one', async () => {
    const { endpoint, told } = await startServer({ types: [262] });
    const credentials = { username: 'me', password };
    expect(await refusal({ ...endpoint, ...credentials, tls: { pinSha256: '0'.repeat(64) } })).toMatchObject({ code: 'link.tlsPin', values: { fingerprint: pinSha256 } });
    expect(await refusal({ ...endpoint, ...credentials })).toMatchObject({ code: 'link.tlsUntrusted', values: { fingerprint: pinSha256 } });
    expect(told).toEqual(['262', '262']);
  });

  it.each([
    ['no password', { types: [261] }, {}, 'link.passwordNeeded', ''],
    ['no name', { types: [259] }, { password }, 'link.usernameNeeded', ''],
    ['SASL alone', { types: [263, 264, 300] }, {}, 'link.securityUnsupported', 'VeNCrypt TLSSASL, VeNCrypt X509SASL, VeNCrypt 300'],
    ['no kind at all', { types: [] }, {}, 'link.securityUnsupported', ''],
    ['a pin, and no certificate', { types: [257, 256] }, { tls: { pinSha256: '0'.repeat(64) } }, 'link.certificateNeeded', 'VeNCrypt TLSNone, VeNCrypt Plain'],
    ['a pin, and no VeNCrypt', { types: [], security: [1, 2] }, { password, tls: { pinSha256: '0'.repeat(64) } }, 'link.certificateNeeded', 'None, VNC password'],
    ['unencrypted words where TLS begins', { types: [257], behindStart: [1, 2, 3] }, {}, 'link.tls', undefined],
  ])('%s: says so', async (_name, offer: Offer, known: Partial<Endpoint>, code, offered) => {
    const { endpoint } = await startServer(offer);
    const error = await refusal({ ...endpoint, ...known } as Endpoint);
    expect(error.code).toBe(code);
    if (offered) expect(error.values).toMatchObject({ offered });
    expect(error.localized('ja')).not.toBe(error.message);
  });

  it('gives a password to nobody in clear, but on this machine', () => {
    const plain = Uint8Array.from(u32(256));
    expect(() => chooseVenCrypt({ username: 'me', password }, plain)).toThrow(expect.objectContaining({ code: 'link.passwordInClear' }) as Error);
    expect(chooseVenCrypt({ username: 'me', password, linkIsPrivate: true }, plain)).toMatchObject({ number: 256 });
  });

  it('is cut in the middle of TLS with the reason of the link', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(Uint8Array.from([...version, 1, 19, 0, 2, 0, 1, ...u32(260), 1]));
      // 0x16 begins a TLS handshake record.
      socket.on('data', (chunk) => chunk.includes(0x16) && socket.end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const error = await refusal({ kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    expect(error).toMatchObject({ code: 'link.cutInHandshake', values: { reason: 'closed' } });
  });
});
