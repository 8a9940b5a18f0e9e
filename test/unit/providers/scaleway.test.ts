import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { systemClock } from '../../../core/base/clock.ts';
import { Secret } from '../../../core/base/secret.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { calm, createWorld, startPeer } from './world.ts';

/** GoTTY as Scaleway runs it: it answers what it is told with the same, in its own messages. */
async function startGoTty() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const told: string[] = [];
  const offered: (string | undefined)[] = [];
  server.on('connection', (socket, request) => {
    offered.push(request.headers['sec-websocket-protocol']);
    const say = (text: string): void => socket.send(`1${Buffer.from(text).toString('base64')}`);
    socket.on('message', (data: Buffer, binary) => {
      told.push(`${binary ? 'binary ' : ''}${data.toString()}`);
      if (told.length === 2) {
        socket.send('3a title');
        socket.send('2');
        say('GNU GRUB  ');
        say('version 2.06');
      }
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { told, offered, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v2/ws`, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

describe('Scaleway', () => {
  test('its servers are rebooted by the API, and their serial line is a text console', async () => {
    await using line = await startGoTty();
    await using peer = await startPeer(({ method }) => (method === 'GET' ? { status: 200, json: { servers: [{ id: '7', name: 'web-01', state: 'running', zone: 'nl-ams-1' }] } } : { status: 202, json: {} }));
    const settings = { url: peer.url, zone: 'nl-ams-1', consoleUrl: line.url };
    const provider = await createProvider({ name: 'main', provider: 'scaleway', settings }, { token: new Secret('key & more') }, createWorld());
    const target = await provider.target('web-01', calm);
    expect(target.canRenew).toBe(true);
    await target.reboot?.('hard', calm);
    expect(peer.seen.at(-1)).toMatchObject({ method: 'POST', path: '/instance/v1/zones/nl-ams-1/servers/7/action', json: { action: 'reboot' }, headers: { 'x-auth-token': 'key & more' } });

    const open = createConsoleOpener(createDialer(systemClock), systemClock);
    const session = await open(await target.endpoint(calm), { handshake: 'polite', firstKeys: [{ keysym: 0xff1b, down: true }], timeoutMs: 5_000, signal: calm });
    session.attach(new Screen());
    await expect.poll(() => session.text?.read().lines[0]).toBe('GNU GRUB  version 2.06');
    session.sendKey({ keysym: 0xff52, down: true });
    await expect.poll(() => line.told.length).toBe(4);
    expect(line.told).toEqual(['{"AuthToken":"","Arguments":"?arg=key+%26+more&arg=7"}', '3{"columns":80,"rows":24}', '1\u001b', '1\u001b[A']);
    expect(line.offered).toEqual([undefined]);
    const ended = new Promise((resolve) => session.onClose(resolve));
    session.dispose();
    expect(await ended).toEqual({ kind: 'local' });
  });

  test('without an address of one’s own it is the zone’s gateway', async () => {
    await using peer = await startPeer(() => ({ status: 200, json: { servers: [{ id: '7', name: 'web-01', state: 'running', zone: 'fr-par-2' }] } }));
    const provider = await createProvider({ name: 'main', provider: 'scaleway', settings: { url: peer.url, zone: 'fr-par-2' } }, { token: new Secret('key') }, createWorld());
    const endpoint = await (await provider.target('web-01', calm)).endpoint(calm);
    expect(endpoint.kind === 'websocket' && endpoint.url.reveal()).toBe('wss://tty.fr-par-2.scaleway.com/v2/ws');
  });
});
