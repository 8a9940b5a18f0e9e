import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeIn } from '../../../electron/take-in.ts';
import { Studio } from '../recording/studio.ts';
import { noSmallDisk, smallDisk } from '../support/small-disk.ts';

let home: string;
let folder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bootcatch-take-in-'));
  folder = join(home, 'data', 'recordings');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function recorded(text: string): Promise<Buffer> {
  const studio = new Studio();
  studio.read(text);
  await studio.recorder.end();
  return studio.file.bytes;
}

it('a recording from elsewhere is taken in once, and lies there for its owner alone', async () => {
  const path = join(home, 'night.bootcatch');
  const bytes = await recorded('GNU GRUB');
  await writeFile(path, bytes);
  expect(await takeIn(path, folder)).toBe('night');
  expect(await takeIn(path, folder)).toBe('night');
  expect(await readdir(folder)).toEqual(['night.bootcatch']);
  expect(await readFile(join(folder, 'night.bootcatch'))).toEqual(bytes);
  expect((await stat(join(folder, 'night.bootcatch'))).mode & 0o777).toBe(0o600);
});

it('another one of the same name gets a name of its own', async () => {
  const path = join(home, 'night.bootcatch');
  await writeFile(path, await recorded('GNU GRUB'));
  await takeIn(path, folder);
  await writeFile(path, await recorded('Kernel panic'));
  expect(await takeIn(path, folder)).toBe('night-2');
});

it('one that lies there already is not copied', async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'night.bootcatch'), await recorded('GNU GRUB'));
  expect(await takeIn(join(folder, 'night.bootcatch'), folder)).toBe('night');
  expect(await readdir(folder)).toEqual(['night.bootcatch']);
});

it('what is no recording, or is not there, is refused and leaves nothing', async () => {
  const path = join(home, 'letter.bootcatch');
  await writeFile(path, 'Dear reader');
  await expect(takeIn(path, folder)).rejects.toMatchObject({ code: 'recording.notOne' });
  await expect(takeIn(join(home, 'gone.bootcatch'), folder)).rejects.toMatchObject({ code: 'recording.cannotOpen', values: { reason: 'ENOENT' } });
  await expect(readdir(folder)).rejects.toMatchObject({ code: 'ENOENT' });
});

it.skipIf(noSmallDisk !== undefined)('a full disk is called that, and a folder where nothing can be written too; half a copy is left in neither', async () => {
  const path = join(home, 'night.bootcatch');
  await writeFile(path, Buffer.concat([await recorded('GNU GRUB'), Buffer.alloc(64 << 10)]));
  const disk = smallDisk(16 << 10);
  try {
    await expect(takeIn(path, disk.folder)).rejects.toMatchObject({ code: 'recording.noRoom', values: { file: path, folder: disk.folder } });
    expect(await readdir(disk.folder)).toEqual([]);
    disk.lock();
    await expect(takeIn(path, disk.folder)).rejects.toMatchObject({ code: 'recording.cannotTakeIn', values: { reason: 'EROFS' } });
  } finally {
    disk.remove();
  }
});
