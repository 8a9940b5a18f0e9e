import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { Secret } from '../../core/base/secret.ts';
import type { Endpoint, HandshakeShape } from '../../core/link/endpoint.ts';
import { createDialer } from '../../core/link/dial.ts';
import type { Link } from '../../core/link/link.ts';
import { connectRfb, type ConnectOptions } from '../../core/rfb/connect.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { Screen } from '../../core/screen/screen.ts';
import { labMachine, type LabMachine } from './machine.ts';
import { labMissing } from './tools.ts';
import type { Picture } from './truth.ts';

const dial = createDialer(systemClock);
const f4 = 0xffc1;
const pressF4 = [
  { keysym: f4, down: true },
  { keysym: f4, down: false },
];

const tcp = ({ machine }: LabMachine): Endpoint => ({ kind: 'tcp', host: '127.0.0.1', port: machine.vncPort ?? 0 });
const webSocket = ({ machine }: LabMachine): Endpoint => ({ kind: 'websocket', url: new Secret(`ws://127.0.0.1:${machine.webSocketPort ?? 0}/`) });

async function connect(endpoint: Endpoint, handshake: HandshakeShape, more: Partial<ConnectOptions> & { through?: (link: Link) => Link } = {}): Promise<RfbSession> {
  const { signal } = new AbortController();
  const link = await dial(endpoint, { timeoutMs: 60_000, signal });
  return connectRfb(more.through?.(link) ?? link, { handshake, timeoutMs: 60_000, signal, clock: systemClock, ...more });
}

/** Where SetEncodings stands in the first write after `attach`: behind SetPixelFormat. */
const setEncodingsAt = 20;
const updateRequestBytes = 10;

/** The same link, with only one encoding for pixels in what the client offers. */
function offeringOnly(encoding: number): (link: Link) => Link {
  return (link) => ({
    onData: link.onData,
    onClose: link.onClose,
    dispose: () => link.dispose(),
    send: (bytes) => {
      if (bytes[0] !== 0 || bytes[setEncodingsAt] !== 2) return link.send(bytes);
      const only = Buffer.alloc(8);
      only.writeUInt8(2, 0);
      only.writeUInt16BE(1, 2);
      only.writeInt32BE(encoding, 4);
      link.send(Buffer.concat([bytes.subarray(0, setEncodingsAt), only, bytes.subarray(-updateRequestBytes)]));
    },
  });
}

/** QEMU's own encodings, and the list as it is offered. */
const encodings: readonly (readonly [string, number | undefined])[] = [
  ['as offered', undefined],
  ['Raw', 0],
  ['Hextile', 5],
  ['Zlib', 6],
  ['Tight', 7],
  ['ZRLE', 16],
];

async function expectSamePicture(lab: LabMachine, screen: Screen): Promise<void> {
  const { width, height, pixels } = await lab.truth.picture();
  expect([screen.width, screen.height]).toEqual([width, height]);
  let different = 0;
  pixels.forEach((value, at) => {
    if (screen.pixels[at] !== value) different++;
  });
  expect(different).toBe(0);
}

const sizes = { text: [720, 400], graphical: [800, 600] } as const;

/** Whether the machine shows anything in that size. */
const isDrawn = ({ width, height, pixels }: Picture, size: readonly [number, number]): boolean => width === size[0] && height === size[1] && new Set(new Uint32Array(pixels.buffer)).size > 1;

describe.skipIf(labMissing !== '').each(['text', 'graphical'] as const)('the picture of a real machine (%s)', (image) => {
  let lab: LabMachine;
  const followed = new Screen();
  let follower: RfbSession;

  beforeAll(async () => {
    lab = await labMachine(image);
    await lab.machine.start();
    follower = await connect(tcp(lab), 'whole', { firstKeys: pressF4 });
    follower.attach(followed);
    await lab.truth.waitForMark('menu');
    // GRUB draws its menu after the mark; a key of ours makes sure that it stays.
    await lab.truth.press('f4');
    await vi.waitUntil(async () => isDrawn(await lab.truth.picture(), sizes[image]), { timeout: 60_000, interval: 100 });
    await lab.machine.command('stop');
  });
  afterAll(async () => {
    follower.dispose();
    await lab.close();
  });

  it.each(encodings)('is the same in every pixel: %s', async (_name, encoding) => {
    const session = await connect(tcp(lab), 'whole', encoding === undefined ? {} : { through: offeringOnly(encoding) });
    const screen = new Screen();
    session.attach(screen);
    await session.refresh();
    session.dispose();
    await expectSamePicture(lab, screen);
    expect(new Set(screen.pixels).size).toBeGreaterThan(1);
  });

  it('is the same after every change since the firmware was followed, sizes included', async () => {
    await follower.refresh();
    await expectSamePicture(lab, followed);
    expect([followed.width, followed.height]).toEqual(sizes[image]);
  });
});

describe.skipIf(labMissing !== '')('a real machine’s console', () => {
  let lab: LabMachine;
  const password = new Secret('menu now');

  beforeAll(async () => {
    lab = await labMachine('text', { vncPassword: password });
    await lab.machine.start();
  });
  afterAll(() => lab.close());

  it.each([
    ['split', tcp],
    ['polite', tcp],
    ['polite', webSocket],
  ] as const)('lets the owner in by password (%s)', async (shape, endpoint) => {
    const session = await connect(endpoint(lab), shape, { password });
    expect(session.size.width).toBeGreaterThan(0);
    session.dispose();
  });

  it('names a wrong or a missing password', async () => {
    await expect(connect(tcp(lab), 'polite', { password: new Secret('wrong') })).rejects.toMatchObject({ code: 'link.passwordRefused' });
    await expect(connect(tcp(lab), 'polite')).rejects.toMatchObject({ code: 'link.passwordNeeded' });
    await expect(connect(tcp(lab), 'whole')).rejects.toMatchObject({ code: 'link.passwordNeeded' });
  });
});

describe.skipIf(labMissing !== '')('keys', () => {
  let lab: LabMachine;

  beforeAll(async () => {
    lab = await labMachine('text');
    await lab.machine.start();
  });
  afterAll(() => lab.close());

  it.each([
    ['whole', tcp],
    ['split', tcp],
    ['polite', tcp],
    ['whole', webSocket],
    ['split', webSocket],
    ['polite', webSocket],
  ] as const)('leave with the handshake and reach the guest (%s)', async (shape, endpoint) => {
    const before = lab.truth.keys.length;
    const session = await connect(endpoint(lab), shape, { firstKeys: pressF4 });
    await expect.poll(() => lab.truth.keys.slice(before).map(({ key, down }) => [key, down])).toEqual([
      ['f4', true],
      ['f4', false],
    ]);
    session.dispose();
  });

  it('arrive as the keys of a US keyboard once QEMU offers extended key events', async () => {
    const session = await connect(tcp(lab), 'whole');
    session.attach(new Screen());
    await session.refresh();
    const before = lab.truth.keys.length;
    const pressed = [0xff52, 0xff51, 0xffe1, 0x7c, 0x3a, 0xff1b, 0xff0d, 0xffff, 0xffe3, 0x78];
    for (const keysym of pressed) for (const down of [true, false]) session.sendKey({ keysym, down });
    const expected = ['up', 'left', 'shift', 'backslash', 'semicolon', 'esc', 'ret', 'delete', 'ctrl', 'x'];
    await expect.poll(() => lab.truth.keys.slice(before).filter(({ down }) => down).map(({ key }) => key)).toEqual(expected);
    session.dispose();
  });
});
