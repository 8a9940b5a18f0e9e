import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../../core/base/clock.ts';
import { BootcatchError } from '../../../core/base/error.ts';
import { redactUrl, Secret } from '../../../core/base/secret.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { describeEndpoint } from '../../../core/link/endpoint.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { createProvider, providerKinds } from '../../../core/providers/index.ts';
import { parseTarget } from '../../../core/providers/target.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { keyOfNamed } from '../../../core/tuning/server-key.ts';
import { resultOk, serverInit, text, u16, u32, version } from '../rfb/bytes.ts';
import { calm, createWorld, errorOf, startPeer, type Reply, type Seen } from './world.ts';

/** Everything of a request, as a careless or hostile provider may repeat it. */
const repeat = ({ path, headers, text }: Seen): string => `${path} ${text} ${JSON.stringify(headers)} ${headers.authorization?.split(' ')[1] ?? ''}`;

const everything = (error: unknown): string => {
  if (!(error instanceof BootcatchError)) return String(error);
  return [error.message, error.localized('ja'), JSON.stringify(error.values), JSON.stringify(error), error.cause === undefined ? '' : everything(error.cause)].join('\n');
};

/** Sign-ins succeed, so that tokens are about; every other call is refused with all that was sent. */
function answer(request: Seen, status: number): Reply {
  if (status !== 401 && request.path.endsWith('/auth/tokens')) {
    return { status: 201, headers: { 'x-subject-token': 'PLANTED-session-token' }, json: { token: { catalog: [{ type: 'compute', endpoints: [{ interface: 'public', url: `http://${request.headers.host}/nova` }] }] } } };
  }
  if (status !== 401 && request.path.endsWith('/tokens')) return { status: 200, json: { access: { token: { id: 'PLANTED-session-token' } } } };
  if (status !== 401 && request.path.endsWith('/access/ticket')) return { status: 200, json: { data: { ticket: 'PLANTED-session-token', CSRFPreventionToken: 'PLANTED-csrf-token' } } };
  if (status !== 401 && request.path.endsWith('/oauth2/v2.0/token')) return { status: 200, json: { access_token: 'PLANTED-session-token', expires_in: 3600 } };
  if (request.path === '/auth/time') return { status: 200, json: 1_900_000_000 };
  const said = repeat(request).replaceAll(/[<&]/g, ' ');
  return { status, headers: { location: `http://elsewhere.invalid/?${said.slice(0, 500).replaceAll(/[^\w=&-]/g, '')}` }, json: { message: said, error: { message: said } } };
}

const alternatives: Record<string, readonly Record<string, string>[]> = {
  openstack: [{ username: 'u', project_name: 'p' }, { application_credential_id: 'ac1', auth_type: 'v3applicationcredential' }],
  proxmox: [{ tokenId: 'root@pam!b' }, { username: 'root@pam' }],
  azure: [{ tenant: 't1', client: 'c1' }],
};
const addresses = new Set(['url', 'loginUrl', 'identityUrl', 'computeUrl', 'auth_url']);
const cases = providerKinds
  .filter(({ name }) => !['libvirt', 'qmp', 'hive'].includes(name))
  .flatMap((kind) => (alternatives[kind.name] ?? [{}]).flatMap((settings, index) => [302, 400, 401, 403, 404, 409, 500].map((status) => ({ kind, settings, status, name: `${kind.name} ${index} ${status}` }))));

describe('a provider that repeats all it was told', () => {
  test.each(cases)('$name: no secret in any error or report', async ({ kind, settings, status }) => {
    await using peer = await startPeer((request) => answer(request, status));
    const world = createWorld();
    const planted = kind.fields.filter(({ secret }) => secret).map(({ name }) => [name, new Secret(`PLANTED-${name}+/"é`)] as const);
    const given = Object.fromEntries(kind.fields.filter(({ secret, optional }) => !secret && !optional).map(({ name }) => [name, 'plain']));
    const own = Object.fromEntries(kind.fields.filter(({ name }) => addresses.has(name)).map(({ name }) => [name, peer.url]));
    const provider = await createProvider({ name: 'main', provider: kind.name, settings: { ...given, ...settings, ...own, ...(kind.name === 'ovh' ? { endpoint: 'eu' } : {}) } }, Object.fromEntries(planted), world);
    const errors: unknown[] = [];
    const keep = async (work: Promise<unknown>): Promise<void> => void (await work.catch((error: unknown) => errors.push(error)));
    await keep(provider.servers(calm));
    await keep(provider.target('web-01', calm));
    expect(errors).toHaveLength(2);
    const written = [...errors.map(everything), JSON.stringify(world.reports)].join('\n');
    expect(peer.seen.some((request) => decodeURIComponent(repeat(request)).includes('PLANTED') || /Basic|x-ovh|Signature/.test(repeat(request)))).toBe(true);
    expect(written).not.toMatch(/PLANTED/);
    for (const [, secret] of planted) {
      expect(written).not.toContain(Buffer.from(`plain:${secret.reveal()}`).toString('base64'));
      expect(written).not.toContain(secret.reveal().slice(0, 12));
    }
  });
});

describe('an endpoint that carries secrets', () => {
  const vncPassword = new Secret('PLANTED-vncPassword');

  test.each(['vnc://127.0.0.1:1', 'vnc://:PLANTED-shown@192.0.2.5:1', 'vnc://:PLANTED-shown@broken'])('libvirt’s %s shows none, in any form', async (display) => {
    const world = createWorld({ run: (_program, args) => ({ exitCode: 0, stdout: args.includes('domdisplay') ? display : 'web-01', stderr: '' }) });
    const provider = await createProvider({ name: 'lab', provider: 'libvirt', settings: {} }, { vncPassword }, world);
    const target = await provider.target('web-01', calm);
    const written = await target.endpoint(calm).then((endpoint) => `${describeEndpoint(endpoint)} ${JSON.stringify(endpoint)} ${String(endpoint.password)}`, everything);
    expect(`${written} ${JSON.stringify(world.reports)}`).not.toContain('PLANTED');
  });

  test('Scaleway’s admission shows none', async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { servers: [{ id: '7', name: 'web-01', state: 'running', zone: 'fr-par-1' }] } }));
    const provider = await createProvider({ name: 'main', provider: 'scaleway', settings: { url: peer.url } }, { token: new Secret('PLANTED-token') }, createWorld());
    const endpoint = await (await provider.target('web-01', calm)).endpoint(calm);
    expect(endpoint.text?.admission?.reveal()).toContain('PLANTED-token');
    expect(`${describeEndpoint(endpoint)} ${JSON.stringify(endpoint)}`).not.toContain('PLANTED');
  });
});

/** An object in every form in which somebody may write it down. */
const anyForm = (value: unknown): string => [String(value), JSON.stringify(value), inspect(value, { depth: 10 })].join('\n');

describe('an address that a person pastes', () => {
  const addresses = [
    'wss://esx.example/ticket/PLANTED',
    'wss://esx.example:443/console/ticket/PLANTED-4f/',
    'wss://console.example/PLANTED-9f8e7d6c5b4a/socket',
    'https://vnc.example/vnc_lite.html?path=%3Ftoken%3DPLANTED',
    'https://vnc.example/vnc.html?host=h.example&port=443&path=websockify/PLANTED-9f8e7d6c5b4a&password=PLANTED',
    'https://vnc.example/vnc_auto.html?token=PLANTED#password=PLANTED',
    'wss://PLANTED:PLANTED@console.example/?a=PLANTED&b=PLANTED#PLANTED',
    'vnc://name:PLANTED@192.0.2.5:5901',
    'vnc://:PLANTED@[2001:db8::5]:1/?VncPassword=PLANTED',
  ];

  test.each(addresses)('%s: shows none of it in any form, label or key', async (address) => {
    const target = new PastedTarget(address, { password: new Secret('PLANTED-password'), username: 'me' });
    const endpoint = await target.endpoint();
    const shown = [describeEndpoint(endpoint), anyForm(endpoint), target.label, keyOfNamed(parseTarget(address), target, 'usual'), redactUrl(address)].join('\n');
    expect(shown).not.toContain('PLANTED');
    // What it stands for is still there, where it is sent.
    expect([endpoint.kind === 'websocket' ? endpoint.url.reveal() : '', endpoint.password?.reveal()].join()).toContain('PLANTED');
  });

  test.each([...addresses, 'PLANTED', 'https://panel.example/PLANTED-9f8e7d6c5b4a?token=PLANTED', 'ftp://x:PLANTED@host/', 'vnc://:PLANTED@bad host:1', 'spice://PLANTED', 'PLANTED:99999', 'vnc://:PLANTED@host:99999'])('%s: shows none of it in the error where it is half an address', (address) => {
    for (const broken of [address, address.slice(0, -1), `${address}:PLANTED`, address.replace('://', ':/'), address.replace('wss', 'http')]) {
      let written = '';
      try {
        new PastedTarget(broken);
      } catch (error) {
        written = everything(error);
      }
      expect(written).not.toContain('PLANTED');
    }
  });
});

describe('a machine of one’s own', () => {
  const connection = 'qemu+ssh://root:PLANTED-inUri@192.0.2.5/system';

  test('virsh that repeats how it was called shows no secret', async () => {
    for (const settings of [{ connection }, { sshHost: 'root:PLANTED-inUri@192.0.2.5' }]) {
      const world = createWorld({ run: (program, args) => ({ exitCode: 1, stdout: '', stderr: `${program} ${args.join(' ')} PLANTED-vnc` }) });
      const provider = await createProvider({ name: 'lab', provider: 'libvirt', settings }, { vncPassword: new Secret('PLANTED-vnc') }, world);
      expect(everything(await errorOf(provider.servers(calm)))).toMatch(/virsh/);
      expect(everything(await errorOf(provider.servers(calm)))).not.toContain('PLANTED');
    }
  });

  test('a console behind its SSH is named without what stands before the @', async () => {
    const world = createWorld({ run: (_program, args) => ({ exitCode: 0, stdout: args.includes('domdisplay') ? 'vnc://:PLANTED-shown@127.0.0.1:1' : 'web-01', stderr: '' }) });
    const provider = await createProvider({ name: 'lab', provider: 'libvirt', settings: { connection } }, {}, world);
    const endpoint = await (await provider.target('web-01', calm)).endpoint(calm);
    expect(describeEndpoint(endpoint)).toMatch(/ssh root@192\.0\.2\.5/);
    expect(describeEndpoint(endpoint)).not.toContain('PLANTED');
  });

  test.each(['vnc://:PLANTED-console@127.0.0.1:1', 'wss://PLANTED:PLANTED@gate.example/ticket/PLANTED', 'PLANTED'])('a QEMU monitor that refuses shows neither the VNC password nor the console %s', async (console) => {
    const lines = async function* (): AsyncGenerator<string> {
      yield '{"QMP":{}}';
      yield '{"return":{}}';
      yield await Promise.resolve('{"error":{"desc":"no, said the monitor"}}');
    };
    const world = createWorld({ openLines: () => ({ lines: lines(), send: () => undefined, close: () => undefined }) });
    const provider = await createProvider({ name: 'lab', provider: 'qmp', settings: { socket: '/run/qmp', console } }, { vncPassword: new Secret('PLANTED-vnc') }, world);
    const errors = [await errorOf(provider.servers(calm))];
    const asked = await provider.target('lab', calm).then((target) => target.endpoint(calm)).then((endpoint) => `${describeEndpoint(endpoint)} ${anyForm(endpoint)}`, everything);
    expect([...errors.map(everything), asked, JSON.stringify(world.reports)].join('\n')).not.toContain('PLANTED');
  });
});

describe('a console that repeats what it was told', () => {
  const password = new Secret('PLANTED-p4ssword');
  const open = createConsoleOpener(createDialer(systemClock), systemClock);
  const options = { handshake: 'polite', firstKeys: [], timeoutMs: 5_000, signal: calm } as const;
  const refusal = [...u32(1), ...u32(password.reveal().length + 4), ...text(`for ${password.reveal()}`)];

  test.each([
    ['VNC password', [2], [...new Array<number>(16).fill(1), ...refusal]],
    ['VeNCrypt Plain', [19], [0, 2, 0, 1, ...u32(256), ...refusal]],
    ['Apple', [30], [...u16(2), ...u16(128), ...new Array<number>(127).fill(255), 3, ...new Array<number>(128).fill(7), ...refusal]],
    ['MS-Logon II', [113], [...u32(0), ...u32(5), ...u32(0), ...u32(1009), ...u32(0), ...u32(77), ...refusal]],
  ])('%s: the refusal and the console’s name are told without the password', async (_name, types, said) => {
    for (const after of [said, [...said.slice(0, -refusal.length), ...resultOk, ...serverInit(8, 8, `desk ${password.reveal()}`)]]) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write(Uint8Array.from([...version, types.length, ...types, ...after]));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const outcome = await open({ kind: 'tcp', host: '127.0.0.1', port, username: 'me', password }, options).then(
        (session) => {
          session.dispose();
          return session.name;
        },
        (error: unknown) => everything(error),
      );
      server.close();
      expect(outcome).toMatch(/for …|desk …/);
      expect(outcome).not.toContain('PLANTED');
    }
  });

  test('a gateway’s refusal and its close are told without token, cookie and password', async () => {
    const http = createHttpServer();
    const sockets = new WebSocketServer({ noServer: true });
    let refuses = true;
    http.on('upgrade', (request, socket, head) => {
      const repeated = `${request.url ?? ''} ${request.headers.cookie ?? ''}`;
      if (refuses) return void socket.end(`HTTP/1.1 403 ${repeated}\r\nLocation: /${repeated}\r\nContent-Length: ${repeated.length}\r\n\r\n${repeated}`);
      sockets.handleUpgrade(request, socket, head, (webSocket) => webSocket.close(1011, `no ${repeated} ${password.reveal()}`.slice(0, 120)));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/ticket/PLANTED-t1?token=PLANTED-q1`;
    const endpoint = { kind: 'websocket', url: new Secret(url), headers: { Cookie: new Secret('token=PLANTED-c1') }, password } as const;
    const refused = everything(await errorOf(open(endpoint, options)));
    refuses = false;
    const closed = everything(await errorOf(open(endpoint, options)));
    http.close();
    expect([refused, closed]).toEqual([expect.stringMatching(/403/), expect.stringMatching(/1011/)]);
    expect(refused + closed).not.toContain('PLANTED');
  });
});
