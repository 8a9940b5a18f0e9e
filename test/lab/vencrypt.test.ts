import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import { createDialer } from '../../core/link/dial.ts';
import type { Endpoint } from '../../core/link/endpoint.ts';
import { freePort } from '../../core/practice/machine/ports.ts';
import { startWebsockify, type Websockify } from '../../core/practice/machine/websockify.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { Screen } from '../../core/screen/screen.ts';
import { labMachine, surroundings, type LabMachine } from './machine.ts';
import { labMissing } from './tools.ts';

const kinds = ['X509None', 'X509Vnc', 'TLSNone', 'TLSVnc'] as const;
const password = new Secret('menu now');
const openConsole = createConsoleOpener(createDialer(systemClock), systemClock);
const f4 = [true, false].map((down) => ({ keysym: 0xffc1, down }));

/** One QEMU with a console of each kind that it has. */
describe.skipIf(labMissing !== '')('QEMU’s own VeNCrypt', () => {
  let folder: string;
  let lab: LabMachine;
  let gateway: Websockify;
  let pinSha256: string;
  const ports = {} as Record<(typeof kinds)[number], number>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootcatch-vencrypt-'));
    const [key, certificate] = [join(folder, 'server-key.pem'), join(folder, 'server-cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-subj', '/CN=console', '-addext', 'keyUsage=digitalSignature,keyEncipherment,keyCertSign', '-days', '2'], { stdio: 'ignore' });
    writeFileSync(join(folder, 'ca-cert.pem'), readFileSync(certificate));
    writeFileSync(join(folder, 'password'), password.reveal());
    pinSha256 = createHash('sha256').update(new X509Certificate(readFileSync(certificate)).raw).digest('hex');
    for (const kind of kinds) ports[kind] = await freePort(Math.random);
    const consoles = kinds.flatMap((kind) => {
      const credentials = kind.startsWith('X509') ? 'certified' : 'anonymous';
      return ['-vnc', `127.0.0.1:${ports[kind] - 5900},id=${kind},tls-creds=${credentials}${kind.endsWith('Vnc') ? ',password-secret=menu' : ''}`];
    });
    const objects = [`tls-creds-x509,id=certified,dir=${folder},endpoint=server,verify-peer=off,sanity-check=off`, 'tls-creds-anon,id=anonymous,endpoint=server', `secret,id=menu,file=${join(folder, 'password')}`];
    lab = await labMachine('text', { extraArguments: [...objects.flatMap((object) => ['-object', object]), ...consoles] });
    await lab.machine.start();
    gateway = await startWebsockify(surroundings);
  });
  afterAll(async () => {
    await Promise.all([lab.close(), gateway.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const tcp = (kind: (typeof kinds)[number]): Endpoint => ({ kind: 'tcp', host: '127.0.0.1', port: ports[kind], ...(kind.startsWith('X509') && { tls: { pinSha256 } }), ...(kind.endsWith('Vnc') && { password }) });
  const open = (endpoint: Endpoint): Promise<RfbSession> => openConsole(endpoint, { handshake: 'whole', firstKeys: f4, timeoutMs: 60_000, signal: new AbortController().signal });
  const expectPicture = async (endpoint: Endpoint): Promise<void> => {
    const pressed = lab.truth.keys.length;
    const session = await open(endpoint);
    const screen = new Screen();
    session.attach(screen);
    await session.refresh();
    expect(screen.width * screen.height).toBeGreaterThan(0);
    await expect.poll(() => lab.truth.keys.slice(pressed).map(({ key }) => key)).toEqual(['f4', 'f4']);
    session.dispose();
  };

  it.each(kinds)('%s: shows the picture and takes keys', async (kind) => {
    await expectPicture(tcp(kind));
  });

  it('works through a gateway as well', async () => {
    await gateway.allow('console', ports.X509Vnc);
    await expectPicture({ kind: 'websocket', url: new Secret(gateway.url('console')), password, tls: { pinSha256 } });
  });

  it('names a wrong password and another certificate', async () => {
    await expect(open({ ...tcp('X509Vnc'), password: new Secret('wrong') })).rejects.toMatchObject({ code: 'link.passwordRefused' });
    await expect(open({ ...tcp('TLSVnc'), password: new Secret('wrong') })).rejects.toMatchObject({ code: 'link.passwordRefused' });
    await expect(open({ ...tcp('X509None'), tls: {} })).rejects.toMatchObject({ code: 'link.tlsUntrusted', values: { fingerprint: pinSha256 } });
    await expect(open({ ...tcp('TLSNone'), tls: { pinSha256 } })).rejects.toMatchObject({ code: 'link.certificateNeeded' });
  });
});
