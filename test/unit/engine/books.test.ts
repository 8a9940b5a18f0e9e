import { describe, expect, it } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { settingsSchema } from '../../../core/contract/settings.ts';
import type { Keychain } from '../../../core/engine/ports.ts';
import type { ProviderRegistry } from '../../../core/engine/provider-registry.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import type { Provider, ServerSummary, Target } from '../../../core/providers/provider.ts';
import { ProviderError } from '../../../core/providers/error.ts';
import type { OpenAccount, ProviderKind } from '../../../core/providers/kind.ts';
import type { TimelineMessage } from '../../../core/timeline/events.ts';
import { calm, createWorld } from '../providers/world.ts';
import { ManualClock, settle } from '../support/manual-clock.ts';
import { PaintedServer } from './painted-server.ts';
import { createWorkbench, noProviders, type WorkbenchOptions } from './workbench.ts';

/** A provider whose servers a test decides, and what it was made with. */
class CloudBench {
  servers: readonly ServerSummary[] = [{ id: 'a1', name: 'web-01', status: 'ACTIVE', addresses: ['192.0.2.1'] }];
  failure: ProviderError | undefined;
  readonly created: Readonly<Record<string, string>>[] = [];
  lists = 0;
  target: Target = new PaintedServer().target();
  readonly #provider: Provider = {
    name: 'bench',
    servers: () => {
      this.lists++;
      return this.failure ? Promise.reject(this.failure) : Promise.resolve(this.servers);
    },
    target: () => Promise.resolve(this.target),
  };
  readonly #kind: ProviderKind = {
    name: 'bench',
    title: 'Bench Cloud',
    fields: [
      { name: 'region', hint: 'provider.field.conoha.region' },
      { name: 'apiPassword', hint: 'provider.field.conoha.password', secret: true },
    ],
    create: () => this.#provider,
  };
  readonly registry: ProviderRegistry = {
    ...noProviders,
    kinds: [this.#kind],
    create: (account, secrets) => {
      this.created.push({ ...account.settings, ...Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()])) });
      return secrets['apiPassword'] ? Promise.resolve(this.#provider) : Promise.reject(new ProviderError('provider.secretMissing', { secret: 'apiPassword', account: account.name, variable: 'X' }));
    },
    clouds: () => Promise.resolve(['lab', 'prod']),
    openCloud: () => Promise.resolve(this.#provider),
  };
}

class MemoryKeychain implements Keychain {
  readonly secrets = new Map<string, string>();
  read = (account: string, field: string) => {
    const value = this.secrets.get(`${account}/${field}`);
    return Promise.resolve(value === undefined ? undefined : new Secret(value));
  };
  write = (account: string, field: string, value: Secret) => Promise.resolve(void this.secrets.set(`${account}/${field}`, value.reveal()));
  remove = (account: string, field: string) => Promise.resolve(void this.secrets.delete(`${account}/${field}`));
}

async function bench(options: WorkbenchOptions = {}) {
  const cloud = new CloudBench();
  const made = createWorkbench({ clock: new ManualClock(), providers: cloud.registry, ...options });
  await made.engine.load();
  const files = () => [...made.world.files.texts.values()].join('\n');
  return { ...made, cloud, files };
}

const account = { name: 'main', provider: 'bench', settings: { region: 'tyo' } };

describe('accounts', () => {
  it('list their servers after those of practice, with an id that every host has in common', async () => {
    const { engine, cloud } = await bench();
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await settle();
    expect(engine.list.servers.map(({ id, name, status, account: owner }) => [id, name, status, owner])).toEqual([
      ['practice', 'Practice', null, null],
      ['main/a1', 'web-01', 'ACTIVE', 'main'],
    ]);
    expect(engine.list.accounts).toEqual([{ name: 'main', provider: 'bench', title: 'Bench Cloud', source: 'own', missingSecrets: [], loading: false, problem: null }]);
    expect(cloud.created).toEqual([{ region: 'tyo', apiPassword: 'hush' }]);
  });

  it('keep their secrets out of every file, even one that came among the settings', async () => {
    const { engine, files } = await bench();
    await engine.accounts.add({ ...account, settings: { region: 'tyo', apiPassword: 'hush' } }, { apiPassword: 'hush' }, true);
    await settle();
    expect(files()).toContain('tyo');
    expect(files()).not.toContain('hush');
  });

  it('say in another host which secrets they lack, and work once these are given', async () => {
    const world = createWorld();
    const first = await bench({ world });
    await first.engine.accounts.add(account, { apiPassword: 'hush' }, true);
    const { engine } = await bench({ world });
    await engine.accounts.refresh();
    expect(engine.list.accounts[0]).toMatchObject({ missingSecrets: [{ field: 'apiPassword', variable: 'BOOTCATCH_MAIN_API_PASSWORD' }], problem: { key: 'provider.secretMissing' } });
    await engine.accounts.giveSecret('main', 'apiPassword', 'hush', true);
    await settle();
    expect(engine.list.accounts[0]).toMatchObject({ missingSecrets: [], problem: null });
    expect(engine.list.servers).toHaveLength(2);
  });

  it('are listed again where a secret comes while the last listing is under way', async () => {
    const { engine, cloud } = await bench();
    await engine.accounts.add(account, {}, true);
    const listing = engine.accounts.refresh();
    await engine.accounts.giveSecret('main', 'apiPassword', 'hush', true);
    await listing;
    await settle();
    expect(engine.list.accounts[0]).toMatchObject({ problem: null, loading: false });
    expect(cloud.created.at(-1)).toMatchObject({ apiPassword: 'hush' });
  });

  it('may stand on another one: its servers are theirs, and its credentials are too', async () => {
    const cloud = new CloudBench();
    const onAnother = (other: string, openAccount: OpenAccount): Provider => ({
      name: 'bench',
      servers: async (signal) => (await openAccount(other)).servers(signal),
      target: async (wanted, signal) => (await openAccount(other)).target(wanted, signal),
    });
    const create: ProviderRegistry['create'] = async (made, secrets, openAccount) => {
      const { through } = made.settings;
      return through === undefined ? cloud.registry.create(made, secrets, openAccount) : onAnother(through, openAccount);
    };
    const { engine } = await bench({ providers: { ...cloud.registry, create } });
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await engine.accounts.add({ ...account, name: 'site', settings: { through: 'main' } }, {}, true);
    await engine.accounts.add({ ...account, name: 'lost', settings: { through: 'nobody' } }, {}, true);
    await settle();
    expect(engine.list.servers.map(({ id }) => id)).toEqual(['practice', 'main/a1', 'site/a1']);
    expect(engine.list.accounts.find(({ name }) => name === 'lost')?.problem).toEqual({ key: 'provider.accountUnknown', values: { account: 'nobody', names: 'lost, main, site' } });
    const replaced: string[] = [];
    engine.accounts.onReplaced((name) => void replaced.push(name));
    await engine.accounts.giveSecret('main', 'apiPassword', 'new', true);
    expect(replaced).toEqual(['main', 'site']);
  });

  it('are tried anew at the next use where they could not be opened, without a restart or a look at the list', async () => {
    const cloud = new CloudBench();
    let networkIsDown = true;
    const create: ProviderRegistry['create'] = (...given) => (networkIsDown ? Promise.reject(new ProviderError('provider.unreachable', { host: 'api.example', service: 'Bench Cloud', observed: 'ENOTFOUND' })) : cloud.registry.create(...given));
    const { engine } = await bench({ providers: { ...cloud.registry, create } });
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await settle();
    await expect(engine.accounts.provider('main')).rejects.toMatchObject({ code: 'provider.unreachable' });
    networkIsDown = false;
    expect((await engine.accounts.provider('main')).name).toBe('bench');
    expect(await engine.accounts.provider('main')).toBe(await engine.accounts.provider('main'));
    expect(cloud.created).toHaveLength(1);
  });

  it('guard a server that is a node of a hive among them, and say so', async () => {
    const world = createWorld({ files: { '/site/.hive/production/ssh_config': 'Host hive0\n HostName 192.0.2.1\nHost hive1\n HostName 192.0.2.2\n' } });
    const cloud = new CloudBench();
    const { engine } = await bench({ world, providers: { ...cloud.registry, kinds: [...cloud.registry.kinds, { name: 'hive', title: 'hive-builder', fields: [], create: () => Promise.reject(new Error('not needed')) }] } });
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await engine.accounts.add({ name: 'site', provider: 'hive', settings: { folder: '/site' } }, {}, true);
    await settle();
    cloud.target = { ...new PaintedServer().target(), label: 'web-01', addresses: ['192.0.2.1'] };
    const told: TimelineMessage[] = [];
    const target = await engine.servers.target('main/a1', (message) => void told.push(message), new AbortController().signal);
    expect(told).toEqual([{ key: 'provider.hive.isNode', values: { server: 'web-01', host: 'hive0', site: 'site' } }]);
    expect(await target.beforeReset?.(new AbortController().signal)).toMatchObject({ code: 'provider.hive.peersSilent', values: { peers: 'hive1' } });
    const id = await engine.servers.addPasted({ address: 'wss://gateway.example/?token=one', name: 'hive1' });
    const pasted = await engine.servers.target(id, (message) => void told.push(message), new AbortController().signal);
    expect(told.at(-1)).toEqual({ key: 'provider.hive.isNode', values: { server: 'hive1', host: 'hive1', site: 'site' } });
    expect(await pasted.beforeReset?.(new AbortController().signal)).toMatchObject({ code: 'provider.hive.peersSilent', values: { peers: 'hive0' } });
  });

  it('take a secret from the environment', async () => {
    const world = createWorld({ environment: { BOOTCATCH_MAIN_API_PASSWORD: 'from-environment' }, files: { '/data/accounts/main.json': JSON.stringify(account) } });
    const { engine, cloud } = await bench({ world });
    await engine.accounts.refresh();
    expect(cloud.created.at(-1)).toMatchObject({ apiPassword: 'from-environment' });
    expect(engine.list.accounts[0]?.missingSecrets).toEqual([]);
  });

  it('put typed secrets into the keychain where the person wants it, and take them out at the end', async () => {
    const keychain = new MemoryKeychain();
    const { engine } = await bench({ keychain });
    await engine.accounts.add(account, { apiPassword: 'hush' }, false);
    expect(keychain.secrets.size).toBe(0);
    await engine.accounts.giveSecret('main', 'apiPassword', 'hush', true);
    expect([...keychain.secrets]).toEqual([['main/apiPassword', 'hush']]);
    await engine.accounts.remove('main');
    expect(keychain.secrets.size).toBe(0);
    expect(engine.list.accounts).toEqual([]);
  });

  it('show what was last known while the provider fails, and why', async () => {
    const { engine, cloud } = await bench();
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await settle();
    cloud.failure = new ProviderError('provider.unreachable', { service: 'Bench Cloud', host: 'api.example', observed: 'ECONNREFUSED' });
    await engine.accounts.refresh();
    expect(engine.list.servers).toHaveLength(2);
    expect(engine.list.accounts[0]?.problem).toMatchObject({ key: 'provider.unreachable' });
    cloud.failure = undefined;
    await engine.accounts.refresh();
    expect(engine.list.accounts[0]?.problem).toBeNull();
  });

  it('are asked from time to time while somebody looks, and no longer', async () => {
    const { engine, cloud, clock } = await bench();
    await engine.accounts.add(account, { apiPassword: 'hush' }, true);
    await settle();
    const { lists } = cloud;
    const [one, other] = [engine.watchList(), engine.watchList()];
    await settle();
    expect(cloud.lists).toBe(lists + 1);
    one.dispose();
    await (clock as ManualClock).advance(20_000);
    expect(cloud.lists).toBe(lists + 2);
    other.dispose();
    await (clock as ManualClock).advance(100_000);
    expect(cloud.lists).toBe(lists + 2);
  });

  it('may be clouds of clouds.yaml', async () => {
    const world = createWorld();
    const { engine } = await bench({ world });
    expect(await engine.accounts.clouds()).toEqual(['lab', 'prod']);
    await engine.accounts.addCloud('lab');
    await settle();
    const again = await bench({ world });
    await again.engine.accounts.refresh();
    expect(again.engine.list.accounts).toMatchObject([{ name: 'openstack:lab', source: 'cloudsFile', problem: null }]);
    expect(again.engine.list.servers.map(({ id }) => id)).toContain('openstack:lab/a1');
    await again.engine.accounts.remove('openstack:lab');
    expect(again.engine.list.accounts).toEqual([]);
  });
});

describe('pasted servers', () => {
  const address = 'https://panel.example/vnc.html?path=%3Ftoken%3Dhush';

  it('leave no token in a file; the next host asks for the address', async () => {
    const world = createWorld();
    const { engine, files } = await bench({ world });
    const id = await engine.servers.addPasted({ address, name: 'my vps', password: 'hush2' });
    expect(engine.list.servers.at(-1)).toMatchObject({ id, name: 'my vps', kind: 'pasted', needsAddress: false });
    expect(files()).not.toMatch(/hush/);
    const again = await bench({ world });
    expect(again.engine.list.servers.at(-1)).toMatchObject({ id, name: 'my vps', needsAddress: true });
    await expect(again.engine.openConsole(id)).rejects.toMatchObject({ code: 'engine.addressNeeded' });
    await again.engine.pasteAddress(id, address);
    expect(again.engine.list.servers.at(-1)).toMatchObject({ needsAddress: false });
    expect(files()).not.toMatch(/hush/);
  });

  it('are known again by host and port, which are no secret', async () => {
    const world = createWorld();
    const { engine, files } = await bench({ world });
    await engine.servers.addPasted({ address: 'vnc://:hush@[2001:db8::1]:5901' });
    expect(files()).not.toMatch(/hush/);
    const again = await bench({ world });
    expect(again.engine.list.servers.at(-1)).toMatchObject({ name: '2001:db8::1:5901', needsAddress: false });
  });

  it('keep the name to sign in with and what is pinned, and no password', async () => {
    const world = createWorld();
    const { engine, files } = await bench({ world });
    const [tlsPinSha256, serverKeySha256] = ['ab'.repeat(32), 'cd'.repeat(32)];
    const id = await engine.servers.addPasted({ address: 'vnc://192.0.2.5:5901', username: 'me', password: 'hush', tlsPinSha256, serverKeySha256 });
    const endpointOf = async (of: typeof engine): Promise<Endpoint> => (await of.servers.target(id, () => undefined, calm)).endpoint(calm);
    const expected = { host: '192.0.2.5', username: 'me', serverKeySha256, tls: { pinSha256: tlsPinSha256 } };
    expect(await endpointOf(engine)).toMatchObject(expected);
    expect(files()).not.toMatch(/hush/);
    await engine.pasteAddress(id, 'vnc://you:hush@192.0.2.6:5901');
    expect(files()).not.toMatch(/hush/);
    expect(await endpointOf((await bench({ world })).engine)).toMatchObject({ ...expected, host: '192.0.2.6', username: 'you' });
  });

  it('are forgotten with their timing', async () => {
    const { engine, world } = await bench();
    const id = await engine.servers.addPasted({ address });
    await engine.settings.setTiming(id, { firstDelayMs: 500 });
    await engine.removeServer(id);
    expect(engine.list.servers).toHaveLength(1);
    expect(engine.settings.current.timing).toEqual({});
    expect([...world.files.texts.keys()].filter((path) => path.includes('/servers/'))).toEqual([]);
    await expect(engine.removeServer('practice')).rejects.toMatchObject({ code: 'engine.serverUnknown' });
  });

  it('are refused where the text is no address', async () => {
    const { engine } = await bench();
    await expect(engine.servers.addPasted({ address: 'hello there' })).rejects.toMatchObject({ code: 'link.addressUnknown' });
    await expect(engine.pasteAddress('practice', address)).rejects.toMatchObject({ code: 'engine.addressNotTaken' });
    expect(engine.list.servers).toHaveLength(1);
  });
});

describe('settings', () => {
  it('have defaults, change one by one, and outlive the program', async () => {
    const world = createWorld();
    const { engine } = await bench({ world });
    await Promise.all([engine.settings.update({ language: 'ja' }), engine.settings.update({ catching: { lapLimit: 9 } }), engine.settings.update({ recording: { keepDays: 7 } }), engine.settings.setTiming('main/a1', { intervalMs: 40 })]);
    const again = await bench({ world });
    expect(again.engine.settings.current).toEqual({ ...settingsSchema.parse({}), language: 'ja', catching: { keys: 'auto', reboot: 'hard', lapLimit: 9 }, recording: { keepDays: 7, keepGiB: 5, keys: false }, timing: { 'main/a1': { intervalMs: 40 } } });
  });

  it('keep what another host changed meanwhile', async () => {
    const world = createWorld();
    const [one, other] = [await bench({ world }), await bench({ world })];
    await one.engine.settings.update({ appearance: 'dark' });
    await other.engine.settings.update({ language: 'en' });
    expect(other.engine.settings.current).toMatchObject({ appearance: 'dark', language: 'en' });
  });

  it('that cannot be read are named, not thrown away', async () => {
    const world = createWorld({ files: { '/data/settings.json': '{"language": "klingon"}' } });
    await expect(bench({ world })).rejects.toMatchObject({ code: 'engine.fileWrong', values: { path: '/data/settings.json' } });
    expect(world.files.texts.get('/data/settings.json')).toContain('klingon');
  });
});
