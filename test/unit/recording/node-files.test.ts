import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootcatch-files-'));
  path = join(folder, 'night.bootcatch');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inUse = async (): Promise<boolean | undefined> => (await nodeRecordingFiles.list(folder))[0]?.inUse;

test('a file is in use while it is written, and no longer', async () => {
  const file = await nodeRecordingFiles.create(path);
  expect(await inUse()).toBe(true);
  await file.close();
  expect(await inUse()).toBe(false);
});

test.each([
  ['of this process, as older versions wrote it', String(process.pid), true],
  ['of a process that is gone', '4194305', false],
  ['from before a power cut, whose number another process has now', `${process.pid} 00000000-0000-0000-0000-000000000000`, false],
  ['that is empty', '', false],
])('a lock %s', async (_, lock, held) => {
  writeFileSync(path, '');
  writeFileSync(`${path}.lock`, lock);
  expect(await inUse()).toBe(held);
});
