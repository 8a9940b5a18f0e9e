import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeFiles } from '../../../core/providers/node/files.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { makeFolder, requireFolder } from '../../../core/storage/node-folder.ts';
import { openTuner } from '../../../core/tuning/node/open-tuner.ts';

let home = '';
/** A folder in which even root can make nothing: Linux' own view of the processes, elsewhere a file. */
let unmakeable = '';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bootcatch-folder-'));
  await writeFile(join(home, 'file'), '');
  unmakeable = existsSync('/proc/self') ? '/proc/nothing' : join(home, 'file', 'nothing');
});

afterEach(() => rm(home, { recursive: true }));

describe('a folder', () => {
  test('is made with those above it, and only its owner may look in', async () => {
    const path = join(home, 'one', 'two');
    makeFolder(path);
    makeFolder(path);
    expect((await stat(join(home, 'one'))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test('that cannot be made is an error at once', () => {
    expect(() => makeFolder(join(unmakeable, 'deep', 'deeper'))).toThrow(/ENOENT|ENOTDIR/);
    expect(() => makeFolder(join(home, 'file'))).toThrow(/EEXIST/);
    expect(() => requireFolder(unmakeable)).toThrow(expect.objectContaining({ code: 'engine.folderNotMade', values: { folder: unmakeable, reason: expect.stringMatching(/^ENO(ENT|TDIR)$/) as string } }));
  });
});

describe('a data folder that cannot be made', () => {
  test('is told by whoever keeps something in it', async () => {
    await expect(nodeFiles.replace(join(unmakeable, 'settings.json'), '{}')).rejects.toMatchObject({ code: 'engine.fileNotKept', values: { path: join(unmakeable, 'settings.json') } });
    await expect(nodeRecordingFiles.create(join(unmakeable, 'recordings', 'night.bootcatch'))).rejects.toMatchObject({ code: expect.stringMatching(/^ENO(ENT|TDIR)$/) as string });
    expect(() => openTuner(unmakeable, () => undefined)).toThrow(expect.objectContaining({ code: 'tuning.fileUnusable' }));
  });

  test('holds nothing for whoever reads it', async () => {
    expect(await nodeFiles.read(join(unmakeable, 'settings.json'))).toBeUndefined();
    expect(await nodeFiles.list(join(unmakeable, 'accounts'))).toEqual([]);
  });
});

test('what is no file, or no folder, is told when it is read', async () => {
  await expect(nodeFiles.read(home)).rejects.toMatchObject({ code: 'engine.fileNotRead', values: { path: home, reason: 'EISDIR' } });
  await expect(nodeFiles.remove(home)).rejects.toMatchObject({ code: 'engine.fileNotKept', values: { path: home } });
});
