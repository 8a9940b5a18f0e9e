// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { resultOk, serverInit, version } from './bytes.ts';
import { linkPair } from './server/link-pair.ts';
import { noVncRoot, rsaKey, serveApple, serveMsLogon, serveRsaAes, wireOf, type ServerWire, type Told } from './sign-in-server.ts';

/*
 * The servers that our client is tried on, tried on noVNC's client: what both can enter was not misread here. noVNC has no others of these types.
 */

interface NoVnc extends EventTarget {
  approveServer(): void;
  disconnect(): void;
}
type NoVncClass = new (target: object, channel: object, options: object) => NoVnc;

/** What noVNC finds of a browser here. It draws, and nobody looks. */
const { document, HTMLCanvasElement: canvas } = globalThis as unknown as { document: { body: object; createElement(name: string): object }; HTMLCanvasElement: { prototype: { getContext: () => object } } };
const ink = new Proxy({}, { get: (_target, name) => (name === 'canvas' ? document.createElement('canvas') : () => ({ data: new Uint8ClampedArray(4) })), set: () => true });
canvas.prototype.getContext = () => ink;
// It warns elsewhere, though nothing here needs one.
Object.defineProperty(globalThis, 'isSecureContext', { value: true });

const credentials = { username: 'Ümläut', password: 'sécret' };

it.each<readonly [string, number, (wire: ServerWire) => Promise<Told>]>([
  ['RA2ne, name and password', 6, (wire) => serveRsaAes(wire, { bits: 128, everything: false, subtype: 1, key: rsaKey() })],
  ['RA2ne, the password alone', 6, (wire) => serveRsaAes(wire, { bits: 128, everything: false, subtype: 2, key: rsaKey() })],
  ['Apple', 30, serveApple],
  ['MS-Logon II', 113, serveMsLogon],
])('noVNC signs in by %s (%i)', async (name, type, signIn) => {
  const { default: Rfb } = (await import(new URL('rfb.js', noVncRoot).href)) as { default: NoVncClass };
  const [link, server] = linkPair();
  const channel: Record<string, unknown> = {
    binaryType: 'arraybuffer',
    protocol: '',
    readyState: 'open',
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: (bytes: Uint8Array) => link.send(Uint8Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    close: () => link.dispose(),
  };
  const rfb = new Rfb(document.body, channel, { credentials });
  rfb.addEventListener('serververification', () => rfb.approveServer());
  const connected = new Promise((resolve) => rfb.addEventListener('connect', resolve));
  link.onData((bytes) => (channel['onmessage'] as (event: object) => void)({ data: bytes.slice().buffer }));

  const wire = wireOf(server);
  wire.write(version);
  await wire.read(12);
  wire.write([1, type]);
  expect([...(await wire.read(1))]).toEqual([type]);
  const { name: given, password } = await signIn(wire);
  expect({ given, password }).toEqual({ given: name.includes('alone') ? '' : credentials.username, password: credentials.password });
  wire.write(resultOk);
  await wire.read(1);
  wire.write(serverInit(8, 8));
  await connected;
  rfb.disconnect();
});
