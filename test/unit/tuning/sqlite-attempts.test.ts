import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TimelineMessage } from '../../../core/timeline/events.ts';
import { openDatabase } from '../../../core/tuning/node/sqlite.ts';
import { openSqliteAttempts } from '../../../core/tuning/node/sqlite-attempts.ts';
import { heldLap } from './laps.ts';

const writer = fileURLToPath(new URL('writer.ts', import.meta.url));
let folder: string;
let path: string;
const told: TimelineMessage[] = [];
const open = () => openSqliteAttempts(path, (message) => void told.push(message));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-attempts-'));
  path = join(folder, 'deep', 'attempts.sqlite');
  told.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('laps are there again after the file was closed, the newest ones where there are too many', () => {
  const first = open();
  for (let lap = 1; lap <= 5; lap++) first.add(heldLap({ lap, startedAt: `2026-11-01T00:00:0${lap}.000Z` }));
  first.add(heldLap({ catchId: 'other', server: 'main/2', provider: 'conoha' }));
  first.close();
  const again = open();
  expect(again.count()).toBe(6);
  expect(again.laps({ server: 'main/1', limit: 3 }).map(({ lap }) => lap)).toEqual([3, 4, 5]);
  expect(again.laps({ provider: 'conoha', limit: 9 })).toEqual([heldLap({ catchId: 'other', server: 'main/2', provider: 'conoha' })]);
  expect(again.laps({ limit: 9 })).toHaveLength(6);
  again.close();
});

test('each server’s laps are counted, and its outcomes by day', () => {
  const attempts = open();
  const at = (lap: number, day: string, changes: object = {}) => attempts.add(heldLap({ lap, startedAt: `${day}T00:00:0${lap}.000Z`, ...changes }));
  at(1, '2026-11-01');
  at(2, '2026-11-02', { outcome: 'missed' });
  at(3, '2026-11-02');
  at(4, '2026-11-03', { outcome: 'abandoned' });
  at(1, '2026-11-09', { catchId: 'other', server: 'main/2', provider: 'conoha' });
  expect(attempts.summaries()).toEqual([
    { server: 'main/2', provider: 'conoha', laps: 1, held: 1, missed: 0, lastAt: '2026-11-09T00:00:01.000Z' },
    { server: 'main/1', provider: 'openstack', laps: 4, held: 2, missed: 1, lastAt: '2026-11-03T00:00:04.000Z' },
  ]);
  expect(attempts.days('main/1', 2)).toEqual([
    { day: '2026-11-02', held: 1, missed: 1, abandoned: 0 },
    { day: '2026-11-03', held: 0, missed: 0, abandoned: 1 },
  ]);
  attempts.close();
});

test('a lap that is kept twice is kept once, as it was told last', () => {
  const attempts = open();
  attempts.add(heldLap({ outcome: 'abandoned' }));
  attempts.add(heldLap());
  expect(attempts.laps({ limit: 9 }).map(({ outcome }) => outcome)).toEqual(['held']);
  attempts.close();
});

test('two processes at once lose nothing, and Node warns of nothing', async () => {
  const ends = ['one', 'two'].map(async (name) => {
    const child = spawn(process.execPath, [writer, path, name, '25'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (data: Buffer) => (complaints += data.toString()));
    await once(child, 'close');
    return { code: child.exitCode, complaints };
  });
  expect(await Promise.all(ends)).toEqual([
    { code: 0, complaints: '' },
    { code: 0, complaints: '' },
  ]);
  const attempts = open();
  expect(attempts.count()).toBe(50);
  attempts.close();
});

test('a kill in the middle keeps every lap that was told to be kept', async () => {
  const child = spawn(process.execPath, [writer, path, 'killed', '1000000'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let kept = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    kept = Number(line);
    if (kept === 20) child.kill('SIGKILL');
  }
  const attempts = open();
  const laps = attempts.laps({ limit: 1_000_000 });
  expect(kept).toBeGreaterThanOrEqual(20);
  expect(laps.length).toBeGreaterThanOrEqual(kept);
  expect(laps.length).toBeLessThanOrEqual(kept + 1);
  expect(told).toEqual([]);
  attempts.close();
});

test.each([
  ['no database at all', () => Buffer.from('this is no database, but long enough to be looked at as one. '.repeat(20))],
  ['a torn one', () => {
    const attempts = open();
    for (let lap = 1; lap <= 30; lap++) attempts.add(heldLap({ lap }));
    attempts.close();
    const whole = readFileSync(path);
    return Buffer.concat([whole.subarray(0, 4_096), Buffer.alloc(8_192, 0x5a), whole.subarray(12_288)]);
  }],
])('%s is set aside as it is, and a new file begun', (_name, bytes) => {
  open().close();
  const torn = bytes();
  writeFileSync(path, torn);
  const attempts = open();
  expect(told).toEqual([{ key: 'tuning.fileSetAside', values: { path, aside: `${path}.unreadable` } }]);
  expect(readFileSync(`${path}.unreadable`)).toEqual(torn);
  attempts.add(heldLap());
  expect(attempts.count()).toBe(1);
  attempts.close();
});

test('a file of the first version is carried over with its laps', () => {
  const made = open();
  made.add(heldLap());
  made.close();
  const first = openDatabase(path, 1_000);
  first.exec('DROP TABLE estimates; DROP INDEX laps_by_server; CREATE INDEX laps_by_server ON laps (server, started_at); PRAGMA user_version = 1');
  first.close();
  const attempts = open();
  expect(attempts.summaries('main/1')).toEqual(attempts.summaries());
  expect(attempts.summaries('main/9')).toEqual([]);
  expect(attempts.laps({ limit: 9 })).toEqual([heldLap()]);
  attempts.close();
  const second = openDatabase(path, 1_000);
  expect(second.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  second.close();
});

test('the file of a newer version is left alone', () => {
  open().close();
  const newer = openDatabase(path, 1_000);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  expect(open).toThrow(/newer version/);
  expect(told).toEqual([]);
});

test('a folder that cannot be used is named', () => {
  writeFileSync(join(folder, 'deep'), '');
  expect(open).toThrow(/cannot be used/);
});
