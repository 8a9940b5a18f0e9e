import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import { createDialer } from '../../core/link/dial.ts';
import type { Endpoint } from '../../core/link/endpoint.ts';
import { freePort } from '../../core/practice/machine/ports.ts';
import { desCbc } from '../../core/rfb/des.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { Screen } from '../../core/screen/screen.ts';

const kinds = ['RA2_256', 'RA2', 'RA2ne_256', 'RA2ne'] as const;
const password = new Secret('menu now');
const openConsole = createConsoleOpener(createDialer(systemClock), systemClock);

/** Why TigerVNC's server cannot be had here, or an empty text. RSA-AES came with 1.13: Debian 13 has it, Debian 12 not. */
function missing(): string {
  const { error, stdout, stderr } = spawnSync('Xtigervnc', ['-help'], { encoding: 'utf8' });
  if (error) return 'TigerVNC’s server (tigervnc-standalone-server) is not installed.';
  return `${stdout}${stderr}`.includes('RA2_256') ? '' : 'This TigerVNC is older than 1.13 and has no RSA-AES.';
}

const reason = missing();
if (reason !== '') console.warn(`Skipped: ${reason}`);

/** How vncpasswd hides a password in its file: DES with this key, known to everyone. */
const hidden = (text: string): Uint8Array => desCbc(Uint8Array.of(23, 82, 107, 6, 35, 78, 88, 7), new Uint8Array(8), Buffer.from(text.padEnd(8, '\0')).subarray(0, 8));

describe.skipIf(reason !== '')('TigerVNC’s RSA-AES', () => {
  let folder: string;
  let serverKeySha256: string;
  const servers: ChildProcess[] = [];
  const ports = {} as Record<(typeof kinds)[number], number>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootcatch-rsa-aes-'));
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const [key, passwords] = [join(folder, 'key.pem'), join(folder, 'password')];
    writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
    writeFileSync(passwords, hidden(password.reveal()));
    serverKeySha256 = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex');
    for (const kind of kinds) ports[kind] = await freePort(Math.random);
    await Promise.all(
      kinds.map((kind) => {
        const server = spawn('Xtigervnc', [`:${ports[kind]}`, '-rfbport', String(ports[kind]), '-localhost', '-nolisten', 'tcp', '-SecurityTypes', kind, '-RSAKey', key, '-PasswordFile', passwords, '-geometry', '320x200', '-depth', '24'], { stdio: ['ignore', 'ignore', 'pipe'] });
        servers.push(server);
        let said = '';
        return new Promise<void>((resolve, reject) => {
          server.stderr.on('data', (chunk) => (said += String(chunk)).includes('Listening for VNC connections') && resolve());
          server.once('exit', () => reject(new Error(said)));
        });
      }),
    );
  });
  afterAll(async () => {
    const ended = servers.filter(({ exitCode }) => exitCode === null).map((server) => once(server, 'exit'));
    for (const server of servers) server.kill();
    await Promise.all(ended);
    rmSync(folder, { recursive: true, force: true });
  });

  const tcp = (kind: (typeof kinds)[number]): Endpoint => ({ kind: 'tcp', host: '127.0.0.1', port: ports[kind], password, serverKeySha256 });
  const open = (endpoint: Endpoint): Promise<RfbSession> => openConsole(endpoint, { handshake: 'whole', firstKeys: [], timeoutMs: 60_000, signal: new AbortController().signal });

  it.each(kinds)('%s: shows the picture, again after keys', async (kind) => {
    const session = await open(tcp(kind));
    const screen = new Screen();
    session.attach(screen);
    await session.refresh();
    expect([screen.width, screen.height]).toEqual([320, 200]);
    for (const down of [true, false]) session.sendKey({ keysym: 0xffc1, down });
    await session.refresh();
    session.dispose();
  });

  it('names a wrong password and another key', async () => {
    await expect(open({ ...tcp('RA2'), password: new Secret('wrong') })).rejects.toMatchObject({ code: 'link.passwordRefused' });
    await expect(open({ ...tcp('RA2_256'), serverKeySha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'link.serverKeyChanged', values: { fingerprint: serverKeySha256 } });
  });
});
