import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFbs } from '../../../core/recording/export/fbs.ts';
import { fbsPieces } from '../../../core/recording/import/fbs-pieces.ts';
import { importFbs } from '../../../core/recording/import/import-fbs.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { Recording } from '../../../core/recording/recording.ts';
import { open, seeded, sourceOf, Studio } from './studio.ts';

/*
 * An FBS file as rfbproxy writes it and its players read it, and RFC 6143 for the stream in it. Built here from numbers, not with the code under test.
 */
const u8 = (...values: number[]): Buffer => Buffer.from(values);
const u16 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u8(value >> 8, value & 255)));
const u32 = (value: number): Buffer => u8((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);

const piece = (atMs: number, data: Buffer): Buffer => Buffer.concat([u32(data.length), data, Buffer.alloc((4 - (data.length % 4)) % 4, 0xee), u32(atMs)]);
const fbs = (...pieces: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from('FBS 001.000\n'), ...pieces]);

/** 32 bits, the lowest byte first; blue, green, red: as nearly every server has it. */
const blueFirst = Buffer.concat([u8(32, 24, 0, 1), u16(255, 255, 255), u8(16, 8, 0, 0, 0, 0)]);
const init = (width: number, height: number, format: Buffer): Buffer => Buffer.concat([u16(width, height), format, u32(4), Buffer.from('desk')]);
const greeting33 = Buffer.concat([Buffer.from('RFB 003.003\n'), u32(1)]);
const update = (...rectangles: readonly Buffer[]): Buffer => Buffer.concat([u8(0, 0), u16(rectangles.length), ...rectangles]);
const rectangle = (x: number, y: number, width: number, height: number, encoding: number, body: Buffer): Buffer => Buffer.concat([u16(x, y, width, height), u32(encoding), body]);

const red = u8(0, 0, 255, 0);
const green = u8(0, 255, 0, 0);
const raw = (x: number, y: number, width: number, height: number, pixel: Buffer): Buffer => rectangle(x, y, width, height, 0, Buffer.concat(Array.from({ length: width * height }, () => pixel)));
/** A background, and one rectangle on it. */
const rre = (width: number, height: number, ground: Buffer, pixel: Buffer, inner: readonly [number, number, number, number]): Buffer => rectangle(0, 0, width, height, 2, Buffer.concat([u32(1), ground, pixel, u16(...inner)]));
const copied = (x: number, y: number, width: number, height: number, fromX: number, fromY: number): Buffer => rectangle(x, y, width, height, 1, u16(fromX, fromY));

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'bootcatch-fbs-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const changedAtMs = Date.UTC(2026, 4, 1, 12);

async function imported(bytes: Uint8Array) {
  const shares: number[] = [];
  const { signal } = new AbortController();
  const made = await importFbs(sourceOf(bytes), { target: 'old-server', changedAtMs, files: nodeRecordingFiles, place: { folder }, locale: 'en', onProgress: (share) => shares.push(share), signal });
  return { ...made, shares, recording: await Recording.open(await nodeRecordingFiles.open(made.file)) };
}

async function coloursAt(recording: Recording, atMs: number): Promise<string[]> {
  const { picture } = await recording.seek(atMs);
  if (!picture) return [];
  const names: Readonly<Record<string, string>> = { '255,0,0': 'r', '0,255,0': 'g', '0,0,255': 'b', '0,0,0': '.' };
  return Array.from({ length: picture.height }, (_, y) => Array.from({ length: picture.width }, (__, x) => names[picture.pixels.subarray((y * picture.width + x) * 4, (y * picture.width + x) * 4 + 3).join()] ?? '?').join(''));
}

describe('an FBS file', () => {
  const stream = [
    piece(5, Buffer.concat([greeting33, init(6, 3, blueFirst), update(raw(0, 0, 6, 3, red)).subarray(0, 20)])),
    piece(40, update(raw(0, 0, 6, 3, red)).subarray(20)),
    piece(1_000, Buffer.concat([u8(2), update(rre(6, 3, green, red, [1, 1, 2, 2]))])),
    piece(2_500, update(copied(4, 1, 2, 2, 1, 1))),
  ];

  test('becomes a recording with its pixels at its times', async () => {
    const { recording, shares, durationMs, broken, ended } = await imported(fbs(...stream, piece(3_000, Buffer.alloc(0))));
    expect({ durationMs, broken, ended }).toEqual({ durationMs: 3_000, broken: undefined, ended: undefined });
    expect(recording).toMatchObject({ complete: true, gaps: [], about: { target: 'old-server', provider: 'fbs', startedAt: '2026-05-01T11:59:57.000Z' } });
    expect(await coloursAt(recording, 39)).toEqual(['......', '......', '......']);
    expect(await coloursAt(recording, 40)).toEqual(['rrrrrr', 'rrrrrr', 'rrrrrr']);
    expect(await coloursAt(recording, 999)).toEqual(['rrrrrr', 'rrrrrr', 'rrrrrr']);
    expect(await coloursAt(recording, 1_000)).toEqual(['gggggg', 'grrggg', 'grrggg']);
    expect(await coloursAt(recording, 2_500)).toEqual(['gggggg', 'grrgrr', 'grrgrr']);
    expect(shares.at(-1)).toBe(1);
    expect(recording.events.map(({ event, atMs }) => [event, atMs])).toContainEqual(['firstFrame', 40]);
    await recording.close();
  });

  test('of a later version of the protocol is one too, and one that is cut off ends with its last whole piece', async () => {
    const greeting38 = Buffer.concat([Buffer.from('RFB 003.008\n'), u8(1, 1), u32(0)]);
    const later = [piece(0, Buffer.concat([greeting38, init(6, 3, blueFirst)])), piece(10, update(raw(0, 0, 6, 3, green))), piece(20, update(raw(0, 0, 1, 1, red)))];
    const { recording, durationMs } = await imported(fbs(...later).subarray(0, -3));
    expect(durationMs).toBe(10);
    expect(await coloursAt(recording, Infinity)).toEqual(['gggggg', 'gggggg', 'gggggg']);
    await recording.close();
  });

  test('that cannot be followed to its end is kept up to there', async () => {
    const { recording, broken } = await imported(fbs(...stream.slice(0, 3), piece(2_000, update(rectangle(0, 0, 6, 3, 4, Buffer.alloc(40)))), piece(3_000, update(raw(0, 0, 6, 3, red)))));
    expect(broken).toMatchObject({ atMs: 2_000, reason: { code: 'link.brokenPicture' } });
    expect(await coloursAt(recording, Infinity)).toEqual(['gggggg', 'grrggg', 'grrggg']);
    await recording.close();
  });

  test.each([
    ['nothing', Buffer.alloc(0), 'recording.notFbs'],
    ['another file', Buffer.from('%PDF-1.7 and so on, long enough'), 'recording.notFbs'],
    ['a file without a piece', fbs(), 'recording.notFbs'],
    ['a file without a picture', fbs(piece(0, Buffer.concat([greeting33, init(6, 3, blueFirst)]))), 'recording.notFbs'],
    ['a made-up length', fbs(u32(0x7fff_ffff), Buffer.alloc(64)), 'recording.notFbs'],
    ['16 bits a pixel', fbs(piece(0, Buffer.concat([greeting33, init(6, 3, Buffer.concat([u8(16, 16, 0, 1), u16(31, 63, 31), u8(11, 5, 0, 0, 0, 0)])), update()]))), 'recording.fbsColours'],
    ['the highest byte first', fbs(piece(0, Buffer.concat([greeting33, init(6, 3, Buffer.concat([u8(32, 24, 1, 1), u16(255, 255, 255), u8(16, 8, 0, 0, 0, 0)]))]))), 'recording.fbsColours'],
    ['no RFB at all', fbs(piece(0, Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'))), 'link.notRfb'],
  ])('is not made out of %s, and no file is left', async (_name, bytes, code) => {
    await expect(imported(bytes)).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual([]);
  });

  test('that was written here comes back pixel for pixel, whatever the sizes', async () => {
    const studio = new Studio();
    const random = seeded(5);
    for (let step = 0; step < 12; step++) {
      if (step % 6 === 0) studio.screen.resize(40 + step, 20);
      studio.noise({ x: step, y: step % 9, width: 20, height: 9 }, 1 + step * 30, random);
      await studio.clock.advance(250);
    }
    await studio.recorder.end();
    const original = await open(studio.file.bytes);
    const parts: Uint8Array[] = [];
    for await (const part of toFbs(original)) parts.push(part);
    const { recording } = await imported(Buffer.concat(parts));
    for (let step = 0; step < 12; step++) {
      const [one, other] = [await original.seek(step * 250), await recording.seek(step * 250)];
      expect(other.picture?.width).toBe(one.picture?.width);
      expect(Buffer.compare(other.picture?.pixels ?? Buffer.alloc(0), one.picture?.pixels ?? Buffer.alloc(1)), String(step)).toBe(0);
    }
    await recording.close();
  });

  test('has its padding and its times where rfbproxy puts them', async () => {
    const pieces: unknown[] = [];
    for await (const { data, atMs, endsAt } of fbsPieces(sourceOf(fbs(piece(7, Buffer.from('abcde')), piece(0x0102_0304, Buffer.from('f')))))) pieces.push([Buffer.from(data).toString(), atMs, endsAt]);
    expect(pieces).toEqual([
      ['abcde', 7, 28],
      ['f', 0x0102_0304, 40],
    ]);
  });
});
