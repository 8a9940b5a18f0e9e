import { createServer, type AddressInfo, type Server } from 'node:net';
import type * as Tls from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../core/base/clock.ts';
import type { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { hasAnonymousTls } from '../../../core/link/tls-link.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { chooseSecurity } from '../../../core/rfb/security.ts';
import { u32, version } from './bytes.ts';

/** An encryption like Electron's: it knows no anonymous ciphers. OpenSSL says the same of a name that nobody knows. */
vi.mock('node:tls', async (load) => {
  const tls = await load<typeof Tls>();
  const lacking = <T extends Tls.SecureContextOptions>(options: T): T => (options.ciphers?.includes('ADH') ? { ...options, ciphers: 'BOOTCATCH-HAS-NONE' } : options);
  return { ...tls, createSecureContext: (options: Tls.SecureContextOptions) => tls.createSecureContext(lacking(options)), connect: (options: Tls.ConnectionOptions) => tls.connect(lacking(options)) };
});

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server that offers these types, asks with what VeNCrypt and VNC have, and keeps what it is told. */
async function serve(...said: readonly (readonly number[])[]): Promise<{ readonly port: number; readonly told: number[] }> {
  const told: number[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => told.push(...chunk));
    socket.write(Uint8Array.from(said.flat()));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, told };
}

const open = createConsoleOpener(createDialer(systemClock), systemClock);
const tryOpen = (port: number) => open({ kind: 'tcp', host: '127.0.0.1', port, password: new Secret('sécret') }, { handshake: 'polite', firstKeys: [], timeoutMs: 5_000, signal: new AbortController().signal });

describe('where the encryption lacks TLS without a certificate', () => {
  it('knows so beforehand', () => {
    expect(hasAnonymousTls()).toBe(false);
  });

  it('says what to do, and tells no password', async () => {
    const { port, told } = await serve(version, [1, 19], [0, 2], [0, 1], u32(258), [1]);
    const error: unknown = await tryOpen(port).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'link.tlsAnonymous', values: { endpoint: `vnc://127.0.0.1:${port}` } });
    expect((error as BootcatchError).message).toMatch(/X509.*command line/);
    expect((error as BootcatchError).localized('ja')).toMatch(/X509.*コマンドライン/);
    // Version, choice, VeNCrypt's version, its kind: no TLS, no answer.
    await expect.poll(() => told.length).toBe(12 + 1 + 2 + 4);
  });

  it('takes the VNC password on an open network where the server offers both', () => {
    expect(chooseSecurity({ password: new Secret('sécret'), anonymousTls: hasAnonymousTls() }, [19, 2])).toBe(2);
  });
});
