import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WarmSockets, type Gateway } from '../../../core/link/warm-sockets.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('connections opened ahead', () => {
  let server: Server;
  let accepted: Socket[];
  let gateway: Gateway;
  const clock = new ManualClock();
  const sockets = new WarmSockets(clock);

  beforeEach(async () => {
    accepted = [];
    server = createServer((socket) => accepted.push(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    gateway = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, shown: 'test' };
  });
  afterEach(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });

  const open = (): Promise<Socket> => new Promise((resolve, reject) => sockets.open(gateway, (error, socket) => (socket ? resolve(socket) : reject(error ?? new Error('no socket')))));
  const arrivals = (count: number) => expect.poll(() => accepted.length).toBe(count);

  test('serve the next dial without a new connection', async () => {
    sockets.prepare(gateway);
    await arrivals(1);
    const socket = await open();
    expect(socket.connecting).toBe(false);
    socket.write('hello');
    expect(String((await once(accepted[0] as Socket, 'data'))[0])).toBe('hello');
    expect(accepted).toHaveLength(1);
    socket.destroy();
  });

  test('are at most one at a time, and none is handed out twice', async () => {
    sockets.prepare(gateway);
    sockets.prepare(gateway);
    await arrivals(1);
    const first = await open();
    const second = await open();
    expect(second).not.toBe(first);
    await arrivals(2);
    first.destroy();
    second.destroy();
  });

  test('end by themselves when nobody wants them', async () => {
    sockets.prepare(gateway);
    await arrivals(1);
    const ended = once(accepted[0] as Socket, 'close');
    await clock.advance(2_100);
    await ended;
    const socket = await open();
    await arrivals(2);
    socket.destroy();
  });

  test('that the gateway ended meanwhile are not handed out', async () => {
    sockets.prepare(gateway);
    await arrivals(1);
    accepted[0]?.destroy();
    await expect.poll(() => clock.pending).toBe(0);
    const socket = await open();
    await arrivals(2);
    socket.destroy();
  });

  test('to a gateway that refuses trouble nobody', async () => {
    server.close();
    sockets.prepare(gateway);
    await expect.poll(() => clock.pending).toBe(0);
  });
});
