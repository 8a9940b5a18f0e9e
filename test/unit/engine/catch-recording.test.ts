import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { SettingsChange } from '../../../core/contract/settings.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import type { RecordingFiles } from '../../../core/recording/files.ts';
import { nodeRecordingFiles } from '../../../core/recording/node-files.ts';
import { Recording } from '../../../core/recording/recording.ts';
import { keepingInMemory, MemoryFile, open } from '../recording/studio.ts';
import { noSmallDisk, smallDisk } from '../support/small-disk.ts';
import { PaintedServer } from './painted-server.ts';
import { createWorkbench } from './workbench.ts';

const serverId = 'practice';
const menu = ['Debian GNU/Linux', 'Advanced options', 'Rescue'];

let engine: Engine;
afterEach(() => engine.close());

/** The machine's own files, all in one folder. How much is free there nobody knows, so that the disk itself has to say that it is full. */
function filesIn(folder: string): Partial<RecordingFiles> {
  return { create: (path) => nodeRecordingFiles.create(join(folder, basename(path))), freeBytes: () => Promise.resolve(undefined) };
}

/** A catch of a painted server up to the held menu, its files in memory. */
async function caught(changes: Partial<RecordingFiles> = {}, choices: SettingsChange['recording'] = {}) {
  const { files, recordings } = keepingInMemory(changes);
  const server = new PaintedServer();
  const target = server.target({});
  const practice = { scenarios: [], defaultScenario: '', start: () => Promise.resolve({ target, close: () => Promise.resolve() }) };
  ({ engine } = createWorkbench({ clock: server.clock, openConsole: server.openConsole, practice, recordings }));
  server.rebootsIntoMenu(menu);
  await engine.settings.update({ recording: choices });
  // What stands on the screen before the first event is part of the story.
  await engine.openConsole(serverId);
  await server.clock.advance(100);
  await engine.catches.start({ serverId, reboot: 'hard', keys: 'auto', lapLimit: 3, agreedResets: 3 });
  await server.clock.advance(20_000);
  const story = engine.place(serverId).story.timeline;
  expect(story.events.findLast(({ event }) => event === 'result')).toMatchObject({ outcome: 'held' });
  return { server, files, story };
}

describe('a catch in the engine', () => {
  it('is recorded from its first event, and its story says where', async () => {
    const { files, story } = await caught();
    await engine.close();
    const [[path, file] = ['', new MemoryFile()]] = [...files];
    expect(path).toMatch(/^\/data\/recordings\/2026-01-01T000000Z-.*\.bootcatch$/);
    expect(story.events).toContainEqual(expect.objectContaining({ event: 'notice', message: { key: 'recording.started', values: { file: path } } }));
    const recording = await open(file.bytes);
    expect(recording.complete).toBe(true);
    expect(recording.events[0]).toMatchObject({ event: 'catchStarted' });
    expect(recording.events.map(({ event }) => event)).toContain('held');
    expect((await recording.seek(0)).text.lines[0]).toBe('Kernel panic - not syncing: VFS: Unable to mount root fs');
    expect((await recording.seek(Infinity)).picture).toMatchObject({ width: 640, height: 400 });
  });

  it('goes on being recorded for ten minutes, for what follows belongs to it; a window is told for how long, and of the end', async () => {
    const { server, files, story } = await caught();
    expect(engine.snapshot(serverId).recordingForMs).toBe(story.elapsedMs);
    engine.acting.bootHighlighted(serverId, { index: 0, text: menu[0] ?? '' });
    await server.clock.advance(500_000);
    expect([...files.values()].map(({ closed }) => closed)).toEqual([false]);
    let told = engine.snapshot(serverId).recordingForMs;
    expect(told).toBe(story.elapsedMs);
    engine.place(serverId).onChanged(() => (told = engine.snapshot(serverId).recordingForMs));
    await server.clock.advance(200_000);
    await expect.poll(() => [...files.values()].map(({ closed }) => closed)).toEqual([true]);
    await expect.poll(() => told).toBeNull();
  });

  it('ends with its console, and the next one has a file of its own', async () => {
    const { server, files } = await caught();
    engine.closeConsole(serverId);
    await expect.poll(() => [...files.values()].map(({ closed }) => closed)).toEqual([true]);
    await engine.catches.start({ serverId, reboot: 'hard', keys: 'auto', lapLimit: 3, agreedResets: 3 });
    await server.clock.advance(1_000);
    expect(files.size).toBe(2);
  });

  it('holds its menu although nothing can be recorded, and says so', async () => {
    const { story } = await caught({ create: () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' })) });
    expect(story.events).toContainEqual(expect.objectContaining({ event: 'notice', message: { key: 'recording.cannotWrite', values: { reason: 'EROFS' } } }));
    expect(engine.snapshot(serverId).recordingForMs).toBeNull();
  });

  it.skipIf(noSmallDisk !== undefined)('holds its menu on a disk that is full, says so, and what fitted on it can be read', async () => {
    // A page for the lock, and one for the recording.
    const disk = smallDisk(8 << 10);
    try {
      const { server, story } = await caught(filesIn(disk.folder));
      const told = async () => {
        // What is painted goes on its way to the disk, which takes real time.
        server.showMenu([...menu, String(server.clock.now())], 0);
        await server.clock.advance(500);
        return story.events;
      };
      await expect.poll(told, { timeout: 15_000 }).toContainEqual(expect.objectContaining({ event: 'notice', message: { key: 'recording.diskFull', values: {} } }));
      await expect.poll(() => engine.snapshot(serverId).recordingForMs).toBeNull();
      const [file] = await nodeRecordingFiles.list(disk.folder);
      const source = await nodeRecordingFiles.open(file?.path ?? '');
      const recording = await Recording.open(source);
      expect(recording).toMatchObject({ complete: false, about: { provider: 'painted' } });
      expect((await recording.seek(Infinity)).text.lines.join('\n')).toMatch(/^$|Kernel panic|GNU GRUB/);
      await source.close();
      expect(file?.inUse).toBe(false);
    } finally {
      disk.remove();
    }
  });

  it.skipIf(noSmallDisk !== undefined)('holds its menu where the folder is on a disk that is read-only, and says so', async () => {
    const disk = smallDisk(64 << 10);
    disk.lock();
    try {
      const { story } = await caught(filesIn(disk.folder));
      await expect.poll(() => story.events).toContainEqual(expect.objectContaining({ event: 'notice', message: { key: 'recording.cannotWrite', values: { reason: 'EROFS' } } }));
      expect(engine.snapshot(serverId).recordingForMs).toBeNull();
    } finally {
      disk.remove();
    }
  });

  it.each([true, false])('has the person’s keys: %s, as the settings say', async (keys) => {
    const { files } = await caught({}, { keys });
    engine.place(serverId).personPressed({ keysym: 0x61, down: true });
    await engine.close();
    const recorded: unknown[] = [];
    for await (const { record } of (await open([...files.values()][0]?.bytes ?? Buffer.alloc(0))).play()) if (record.kind === 'key') recorded.push(record);
    expect(recorded).toMatchObject(keys ? [{ keysym: 0x61, down: true }] : []);
  });

  it('lets go of what the settings no longer cover', async () => {
    const day = 86_400_000;
    const old = (days: number) => ({ path: `${days}`, bytes: 1, changedAtMs: Date.parse('2026-01-01T00:00:00Z') - days * day, inUse: false });
    const removed: string[] = [];
    await caught({ list: () => Promise.resolve([old(8), old(6)]), remove: (path) => Promise.resolve(void removed.push(path)) }, { keepDays: 7 });
    expect(removed).toEqual(['8']);
  });
});
