import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../core/base/clock.ts';
import { startLine, type Line } from './line.ts';

const roundTripMs = 60;
/** How much early a timer may be by rounding. Lateness is never a failure: the machine may be busy. */
const slackMs = 2;

let server: Server | undefined;
let line: Line | undefined;
let near: Socket | undefined;

afterEach(() => {
  near?.destroy();
  line?.dispose();
  server?.close();
});

/** A server behind a line, and a client in front of it. */
async function lay(onConnection: (socket: Socket) => void): Promise<Socket> {
  const far = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  server = far;
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  const address = far.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return dial(address.port);
}

async function dial(targetPort: number): Promise<Socket> {
  line = await startLine({ targetPort, roundTripMs, clock: systemClock });
  near = connect({ port: line.port, host: '127.0.0.1', allowHalfOpen: true });
  near.on('error', () => {});
  return near;
}

it('lets the first bytes arrive after one and a half round trips and their echo after two', async () => {
  const arrived: number[] = [];
  const socket = await lay((far) => far.on('data', (chunk) => {
    arrived.push(performance.now());
    far.write(chunk);
  }));
  const startedAtMs = performance.now();
  socket.write('a');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(arrived[0]).toBeGreaterThanOrEqual(startedAtMs + roundTripMs * 1.5 - slackMs);
  expect(performance.now()).toBeGreaterThanOrEqual(startedAtMs + roundTripMs * 2 - slackMs);
});

it('lets nothing from a server that speaks first arrive before two round trips', async () => {
  const startedAtMs = performance.now();
  const socket = await lay((far) => far.write('RFB 003.008\n'));
  await new Promise((resolve) => socket.once('data', resolve));
  expect(performance.now()).toBeGreaterThanOrEqual(startedAtMs + roundTripMs * 2 - slackMs);
});

it('keeps the order of many small and some large writes', async () => {
  const socket = await lay((far) => far.pipe(far));
  const sent: Buffer[] = [];
  for (let index = 0; index < 200; index++) sent.push(Buffer.alloc(index % 50 === 0 ? 100_000 : 3, index));
  for (const chunk of sent) socket.write(chunk);
  socket.end();
  const received: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) received.push(chunk);
  expect(Buffer.concat(received).equals(Buffer.concat(sent))).toBe(true);
});

it('hands an end on as an end, and the other direction stays open', async () => {
  const socket = await lay((far) => far.once('end', () => far.end('still here')).resume());
  socket.end();
  const received: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) received.push(chunk);
  expect(Buffer.concat(received).toString()).toBe('still here');
});

it('hands a reset by the server on as a reset, after what was sent before it', async () => {
  const socket = await lay((far) => far.once('data', () => far.write('last words', () => far.resetAndDestroy())));
  socket.write('go');
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  expect(Buffer.concat(received).toString()).toBe('last words');
  expect(error.code).toBe('ECONNRESET');
});

it('hands a reset by the client on as a reset', async () => {
  const ended = Promise.withResolvers<string | undefined>();
  const socket = await lay((far) => {
    far.once('error', (error: NodeJS.ErrnoException) => ended.resolve(error.code));
    far.once('end', () => ended.resolve('an orderly end'));
    far.resume();
    far.write('hello');
  });
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resetAndDestroy();
  expect(await ended.promise).toBe('ECONNRESET');
});

it('resets a client after one round trip where nobody listens', async () => {
  const startedAtMs = performance.now();
  const socket = await dial(1);
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  expect(error.code).toBe('ECONNRESET');
  expect(performance.now()).toBeGreaterThanOrEqual(startedAtMs + roundTripMs - slackMs);
});
