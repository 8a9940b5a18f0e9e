import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { AccountStore } from '../../../core/providers/accounts.ts';
import { createProvider, providerKind, providerKinds, splitSecrets } from '../../../core/providers/index.ts';
import { secretVariable } from '../../../core/providers/kind.ts';
import { nodeFiles } from '../../../core/providers/node/files.ts';
import { messages } from '../../../core/messages/index.ts';
import { createWorld, errorOf } from './world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcatch-accounts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const account = (name: string, region = 'c3j1') => ({ name, provider: 'conoha', settings: { region } });

describe('accounts', () => {
  test('are kept, changed, listed and forgotten', async () => {
    const store = new AccountStore(join(folder, 'one', 'accounts'), nodeFiles);
    expect(await store.list()).toEqual([]);
    await store.save(account('main'));
    await store.save(account('仕事用'));
    await store.save(account('main', 'c3j2'));
    expect(await store.list()).toEqual([account('main', 'c3j2'), account('仕事用')]);
    expect(await store.get('仕事用')).toEqual(account('仕事用'));
    await store.remove('仕事用');
    await store.remove('仕事用');
    expect(await errorOf(store.get('仕事用'))).toMatchObject({ code: 'provider.accountUnknown', values: { names: 'main' } });
  });

  test('only their owner may read them, and no draft is left behind', async () => {
    const path = join(folder, 'two');
    const store = new AccountStore(path, nodeFiles);
    await store.save(account('main'));
    expect(await readdir(path)).toEqual(['main.json']);
    if (process.platform !== 'win32') expect((await stat(join(path, 'main.json'))).mode & 0o077).toBe(0);
  });

  test('two writers at once lose nothing and leave whole files', async () => {
    const path = join(folder, 'three');
    const stores = [new AccountStore(path, nodeFiles), new AccountStore(path, nodeFiles)];
    await Promise.all(stores.flatMap((store, index) => Array.from({ length: 20 }, (_, turn) => [store.save(account('shared', `r${turn}`)), store.save(account(`own-${index}-${turn}`))]).flat()));
    const accounts = await stores[0]?.list();
    expect(accounts).toHaveLength(41);
    expect((await readdir(path)).every((name) => name.endsWith('.json'))).toBe(true);
  });

  test.each(['', '../up', 'a/b', '.hidden', 'a'.repeat(65), 'with space', 'openstack:x'])('%j is no name', async (name) => {
    const store = new AccountStore(folder, nodeFiles);
    expect(await errorOf(store.save({ ...account('x'), name }))).toMatchObject({ code: 'provider.accountNameWrong' });
    expect(await errorOf(store.get(name))).toMatchObject({ code: 'provider.accountNameWrong' });
  });

  test.each(['{', '[]', '{"name":"broken"}'])('a broken file is named: %s', async (text) => {
    const path = join(folder, `broken-${text.length}`);
    const store = new AccountStore(path, nodeFiles);
    await store.save(account('broken'));
    await writeFile(join(path, 'broken.json'), text);
    expect(await errorOf(store.list())).toMatchObject({ code: 'provider.fileWrong' });
  });
});

describe('the registry', () => {
  test('keeps secrets out of what a file holds', async () => {
    const { settings, secrets } = splitSecrets(providerKind('conoha'), { user: 'gncu1', tenant: 't', password: 'api-password', computeUrl: '', unknown: 'x' });
    expect(settings).toEqual({ region: 'c3j1', user: 'gncu1', tenant: 't' });
    expect(secrets).toEqual({ password: 'api-password' });
    const path = join(folder, 'four');
    await new AccountStore(path, nodeFiles).save({ name: 'main', provider: 'conoha', settings });
    expect(await readFile(join(path, 'main.json'), 'utf8')).not.toContain('api-password');
  });

  test('says what is missing, and where to put it', async () => {
    const world = createWorld();
    const complete = { user: 'gncu1', tenant: 't' };
    expect(await errorOf(createProvider({ name: 'my-main', provider: 'conoha', settings: complete }, {}, world))).toMatchObject({
      code: 'provider.secretMissing',
      values: { secret: 'password', variable: 'BOOTCATCH_MY_MAIN_PASSWORD' },
    });
    expect(await errorOf(createProvider({ name: 'main', provider: 'conoha', settings: { user: 'u' } }, { password: new Secret('p') }, world))).toMatchObject({
      code: 'provider.settingMissing',
      values: { setting: 'tenant' },
    });
    expect(await errorOf(createProvider({ name: 'main', provider: 'nobody', settings: {} }, {}, world))).toMatchObject({ code: 'provider.unknownProvider' });
  });

  test('asks for everything in words that exist, once', () => {
    for (const kind of providerKinds) {
      const names = kind.fields.map(({ name }) => name);
      expect(new Set(names).size, kind.name).toBe(names.length);
      for (const { hint } of kind.fields) expect(messages[hint], `${kind.name} ${hint}`).toBeDefined();
    }
    expect(new Set(providerKinds.map(({ name }) => name)).size).toBe(providerKinds.length);
  });

  test('variables for secrets are plain names', () => {
    expect(secretVariable('my main', 'apiToken')).toBe('BOOTCATCH_MY_MAIN_API_TOKEN');
  });
});
