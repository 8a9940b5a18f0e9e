import { beforeEach, describe, expect, test, vi } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import type { Files } from '../../../core/providers/ports.ts';
import { keychainState, SystemKeychain } from '../../../electron/keychain.ts';

const safeStorage = vi.hoisted(() => ({ backend: 'gnome_libsecret', available: true, broken: false, rotated: false }));
vi.mock('electron', () => ({
  safeStorage: {
    getSelectedStorageBackend: () => safeStorage.backend,
    isAsyncEncryptionAvailable: () => Promise.resolve(safeStorage.available),
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from([...Buffer.from(text)].map((byte) => byte ^ 0x5a))),
    decryptStringAsync: (sealed: Buffer) =>
      safeStorage.broken ? Promise.reject(new Error('no key')) : Promise.resolve({ result: Buffer.from([...sealed].map((byte) => byte ^ 0x5a)).toString(), shouldReEncrypt: safeStorage.rotated }),
  },
}));

const path = '/data/keychain.json';
let disk: Map<string, string>;
let keychain: SystemKeychain;
let writes: number;

beforeEach(() => {
  Object.assign(safeStorage, { backend: 'gnome_libsecret', available: true, broken: false, rotated: false });
  disk = new Map();
  writes = 0;
  const files: Files = {
    read: (name) => Promise.resolve(disk.get(name)),
    replace: async (name, text) => {
      await Promise.resolve();
      writes++;
      disk.set(name, text);
    },
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
  };
  keychain = new SystemKeychain(path, files);
});

describe('what the system’s keychain is worth', () => {
  test.each(['basic_text', 'unknown'])('plain text behind %s on Linux is refused', async (backend) => {
    safeStorage.backend = backend;
    expect(await keychainState('linux')).toBe('plain');
  });
  test('a Secret Service is safe', async () => expect(await keychainState('linux')).toBe('safe'));
  test('the backend is Linux’s own matter', async () => {
    safeStorage.backend = 'unknown';
    expect(await keychainState('darwin')).toBe('safe');
  });
  test('a locked one is unavailable', async () => {
    safeStorage.available = false;
    expect(await keychainState('win32')).toBe('unavailable');
  });
});

test('a secret comes back, and is in the file only sealed', async () => {
  await keychain.write('main', 'password', 'hunter2');
  expect(await keychain.read('main', 'password')).toBe('hunter2');
  expect(disk.get(path)).not.toContain('hunter2');
  expect(await keychain.read('main', 'token')).toBeUndefined();
});

test('names that look alike stay apart', async () => {
  await keychain.write('a","b', 'c', 'one');
  expect(await keychain.read('a', 'b","c')).toBeUndefined();
});

test('changes at the same moment are all kept', async () => {
  await Promise.all([keychain.write('a', 'x', '1'), keychain.write('b', 'x', '2'), keychain.remove('c', 'x'), keychain.write('d', 'x', '3')]);
  expect(await Promise.all(['a', 'b', 'd'].map((account) => keychain.read(account, 'x')))).toEqual(['1', '2', '3']);
});

test('what was removed is gone from the file', async () => {
  await keychain.write('a', 'x', '1');
  await keychain.remove('a', 'x');
  expect(JSON.parse(disk.get(path) ?? '')).toEqual({});
});

test('a secret is sealed anew once its key has been rotated', async () => {
  await keychain.write('a', 'x', '1');
  safeStorage.rotated = true;
  expect(await keychain.read('a', 'x')).toBe('1');
  expect(writes).toBe(2);
});

test('what no longer opens is said by its account, never by its content', async () => {
  await keychain.write('main', 'password', 'hunter2');
  safeStorage.broken = true;
  const error: unknown = await keychain.read('main', 'password').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BootcatchError);
  expect((error as BootcatchError).code).toBe('desktop.keychainUnreadable');
  expect((error as BootcatchError).message).toContain('main');
});

test('a file that was tampered with is said, and not overwritten', async () => {
  disk.set(path, '{"x": 1}');
  await expect(keychain.write('a', 'x', '1')).rejects.toMatchObject({ code: 'engine.fileWrong' });
  expect(disk.get(path)).toBe('{"x": 1}');
  disk.delete(path);
  await keychain.write('a', 'x', '1');
  expect(await keychain.read('a', 'x')).toBe('1');
});
