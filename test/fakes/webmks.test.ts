import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../core/base/clock.ts';
import { createDialer } from '../../core/link/dial.ts';
import { PastedTarget } from '../../core/providers/console-url.ts';
import { createConsoleOpener } from '../../core/rfb/open-console.ts';
import type { RfbSession } from '../../core/rfb/session.ts';
import { Screen } from '../../core/screen/screen.ts';
import { seededRandom } from '../lab/cloud/random.ts';
import { StubMachine } from '../lab/cloud/stub-machine.ts';
import { calm, errorOf } from '../unit/providers/world.ts';
import { startWebMks, type WebMksFake } from './webmks.ts';

const machine = new StubMachine();
let esxi: WebMksFake;
beforeEach(async () => {
  await machine.start();
  machine.received.length = 0;
  esxi = await startWebMks(machine, seededRandom(5));
});
afterEach(async () => {
  esxi.close();
  await machine.stop();
});

const paste = (address: string, pinSha256 = esxi.pinSha256): PastedTarget => new PastedTarget(address, { tls: { pinSha256 } });
const open = async (target: PastedTarget): Promise<RfbSession> =>
  createConsoleOpener(createDialer(systemClock), systemClock)(await target.endpoint(), { handshake: target.reach.handshake, firstKeys: [], timeoutMs: 5_000, signal: calm });

describe('a pasted WebMKS address', () => {
  test('opens once; for the next connection another ticket is pasted', async () => {
    const target = paste(esxi.ticket());
    const session = await open(target);
    const ended = new Promise<void>((resolve) => session.onClose(() => resolve()));
    await machine.stop();
    await ended;
    await machine.start();
    expect(await errorOf(open(target))).toMatchObject({ code: 'link.http', status: 403 });
    target.replaceAddress(esxi.ticket());
    (await open(target)).dispose();
  });

  test('asks for none of VMware’s extensions of RFB, nor for its pictures in PNG, so that none come', async () => {
    const session = await open(paste(esxi.ticket()));
    session.attach(new Screen());
    // SetPixelFormat takes 20 bytes; SetEncodings says how many follow.
    await expect.poll(() => machine.received.length).toBeGreaterThan(24);
    const asked = Buffer.from(machine.received).subarray(20);
    expect(asked[0]).toBe(2);
    const encodings = Array.from({ length: asked.readUInt16BE(2) }, (_, index) => asked.readInt32BE(4 + 4 * index));
    expect(encodings).toContain(0);
    expect(encodings).not.toContain(-260);
    expect(encodings.filter((encoding) => encoding >>> 16 === 0x574d)).toEqual([]);
    session.dispose();
  });

  test('keeps to `binary`: a gateway that speaks `uint8utf8` alone is told as a refusal', async () => {
    const older = await startWebMks(machine, seededRandom(6), 'uint8utf8');
    try {
      expect(await errorOf(open(paste(older.ticket(), older.pinSha256)))).toMatchObject({ code: 'link.http', status: 400 });
    } finally {
      older.close();
    }
  });

  test('is not opened at a certificate that was not pinned', async () => {
    expect(await errorOf(open(paste(esxi.ticket(), 'ab'.repeat(32))))).toMatchObject({ code: expect.stringMatching(/^link\.(?:tls|certificate)/) as string });
  });
});
