import { describe, expect, test } from 'vitest';
import { beginRun } from '../../../core/catch/begin-run.ts';
import { Console } from '../../../core/catch/console.ts';
import type { CatchPorts } from '../../../core/catch/options.ts';
import { BootcatchError } from '../../../core/base/error.ts';
import type { Account } from '../../../core/providers/accounts.ts';
import { guardHiveNode } from '../../../core/providers/hive-guard.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { listedProvider } from '../../../core/providers/listed.ts';
import type { Provider, ServerSummary } from '../../../core/providers/provider.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { Screen } from '../../../core/screen/screen.ts';
import type { TimelineMessage } from '../../../core/timeline/events.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { calm, createWorld, errorOf } from './world.ts';

const file = '/home/person/site/.hive/production/ssh_config';
const sshConfig = `# written by hive
Host hive0.site
    HostName 192.0.2.10
    User hive
Host "hive1.site"
    Hostname=192.0.2.11
Host hive2.site
    HostName 192.0.2.12
Host *
    StrictHostKeyChecking yes
Host -oProxyCommand=evil
`;

/** A hive whose hosts answer SSH, save for those in `down`. */
async function openHive(down: readonly string[], asked: string[][] = []) {
  const world = createWorld({
    files: { [file]: sshConfig },
    run: (program, args) => {
      asked.push([program, ...args]);
      return { exitCode: down.includes(args.at(-2) ?? '') ? 255 : 0, stdout: '', stderr: '' };
    },
  });
  return { world, provider: await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/home/person/site/' } }, {}, world) };
}

const own = new BootcatchError('catch.stop.fsck', { target: 'vm' });

/** A provider that runs servers: it has consoles and reboots, a reason of its own against one, and an advice of its own. */
function runs(servers: readonly ServerSummary[], rebooted: string[] = []): Provider {
  return listedProvider({
    name: 'conoha',
    service: 'ConoHa',
    list: () => Promise.resolve(servers),
    target: ({ id }) => ({
      consoleAtReboot: 'drops',
      firmware: 'bios',
      endpoint: () => Promise.resolve({ kind: 'tcp', host: '127.0.0.1', port: 5900 }),
      reboot: () => Promise.resolve(void rebooted.push(id)),
      beforeReset: () => Promise.resolve(own),
      otherWaysIn: ['provider.way.panelRescue'],
    }),
  });
}

const vm = (id: string, name: string, ...addresses: string[]): ServerSummary => ({ id, name, status: 'ACTIVE', addresses });

/** The hive on top of a provider's account called `main`. */
async function openThrough(beneath: Provider, down: readonly string[] = []): Promise<Provider> {
  const { world } = await openHive(down);
  const settings = { folder: '/home/person/site', through: 'main' };
  return createProvider({ name: 'site', provider: 'hive', settings }, {}, world, (name) => (name === 'main' ? Promise.resolve(beneath) : Promise.reject(new Error(name))));
}

describe('a hive through a provider’s account', () => {
  test('a host is the server with its address, whatever it is called there', async () => {
    const rebooted: string[] = [];
    const site = await openThrough(runs([vm('a', 'hive1.site', '10.0.0.1', '192.0.2.10'), vm('b', 'other', '192.0.2.11')], rebooted));
    expect((await site.servers(calm)).map(({ name, status }) => [name, status])).toEqual([
      ['hive0.site', 'ACTIVE'],
      ['hive1.site', 'ACTIVE'],
      ['hive2.site', ''],
    ]);
    const target = await site.target('hive0.site', calm);
    await target.reboot?.('hard', calm);
    expect(rebooted).toEqual(['a']);
    expect(target).toMatchObject({ label: 'hive0.site', provider: 'conoha', consoleAtReboot: 'drops', firmware: 'bios', canRenew: true });
    expect(await target.endpoint(calm)).toMatchObject({ port: 5900 });
    expect(target.otherWaysIn).toEqual(['provider.way.hive.previousKernel', 'provider.way.panelRescue']);
  });

  test('its own look at the peers comes first, then what the provider itself says', async () => {
    const beneath = runs([vm('a', 'x', '192.0.2.10')]);
    const target = async (down: readonly string[]) => (await openThrough(beneath, down)).target('hive0.site', calm);
    expect(await (await target(['hive1.site'])).beforeReset?.(calm)).toMatchObject({ code: 'provider.hive.peersSilent', values: { peers: 'hive1.site' } });
    expect(await (await target([])).beforeReset?.(calm)).toBe(own);
  });

  test('a name decides only where the account tells no address', async () => {
    expect(await (await openThrough(runs([vm('a', 'hive0.site')]))).target('hive0.site', calm)).toMatchObject({ label: 'hive0.site' });
  });

  test.each([
    ['none fits', [], 0],
    ['only the name fits, and the address is another', [vm('a', 'hive0.site', '192.0.2.99')], 0],
    ['two have the address', [vm('a', 'x', '192.0.2.10'), vm('b', 'y', '192.0.2.10')], 2],
  ])('no server is guessed: %s', async (_, servers, count) => {
    const wrong = errorOf((await openThrough(runs(servers))).target('hive0.site', calm));
    expect(await wrong).toMatchObject({ code: 'provider.hive.notOneServer', values: { account: 'main', count, server: 'hive0.site', address: '192.0.2.10' } });
  });

  test('it stands on no hive, so on itself neither', async () => {
    const { provider } = await openHive([]);
    expect(await errorOf((await openThrough(provider)).target('hive0.site', calm))).toMatchObject({ code: 'provider.settingWrong', values: { setting: 'through', observed: 'main' } });
  });
});

describe('a node of a hive that is caught through its provider’s own account', () => {
  const site = { name: 'site', provider: 'hive', settings: { folder: '/home/person/site' } };
  const main = { name: 'main', provider: 'conoha', settings: {} };
  const told: TimelineMessage[] = [];

  /** The server `wanted` of the account `main`, guarded by the hives among the accounts. */
  async function open(servers: readonly ServerSummary[], wanted: string, { down = [], accounts = [main, site] }: { readonly down?: readonly string[]; readonly accounts?: readonly Account[] } = {}) {
    const asked: string[][] = [];
    const { world } = await openHive(down, asked);
    told.length = 0;
    const target = await guardHiveNode({ target: await runs(servers).target(wanted, calm), account: 'main' }, accounts, world, (message) => void told.push(message));
    return { target, asked };
  }

  test('is said to be one, and its peers are asked before what the provider itself says', async () => {
    const { target, asked } = await open([vm('a', 'vm-1', '10.0.0.1', '192.0.2.10')], 'vm-1');
    expect(told).toEqual([{ key: 'provider.hive.isNode', values: { server: 'vm-1', host: 'hive0.site', site: 'site' } }]);
    expect(target.otherWaysIn).toEqual(['provider.way.hive.previousKernel', 'provider.way.panelRescue']);
    expect(await target.beforeReset?.(calm)).toBe(own);
    expect(asked.map((call) => call.at(-2))).toEqual(['hive1.site', 'hive2.site']);
    const second = await open([vm('a', 'vm-1', '192.0.2.10')], 'vm-1', { down: ['hive2.site'] });
    expect(await second.target.beforeReset?.(calm)).toMatchObject({ code: 'provider.hive.peersSilent', values: { server: 'hive0.site', peers: 'hive2.site' } });
  });

  test('is known by its name where the account tells no address, and where the hive stands on this account', async () => {
    await open([vm('a', 'hive0.site')], 'hive0.site', { accounts: [{ ...site, settings: { ...site.settings, through: 'main' } }] });
    expect(told).toMatchObject([{ values: { host: 'hive0.site' } }]);
  });

  test('is known by the name that the person gave it where its console’s address was pasted, and newer addresses still reach it', async () => {
    const asked: string[][] = [];
    const { world } = await openHive([], asked);
    told.length = 0;
    const pasted = new PastedTarget('wss://gateway.example/?token=one');
    const tell = (message: TimelineMessage): void => void told.push(message);
    expect(await guardHiveNode({ target: pasted }, [site], world, tell)).toBe(pasted);
    const target = await guardHiveNode({ target: pasted, name: 'hive0.site' }, [{ ...site, settings: { ...site.settings, through: 'other' } }], world, tell);
    expect(told).toMatchObject([{ key: 'provider.hive.isNode', values: { server: 'hive0.site', host: 'hive0.site' } }]);
    expect(await target.beforeReset?.(calm)).toBeUndefined();
    expect(asked.map((call) => call.at(-2))).toEqual(['hive1.site', 'hive2.site']);
    let replaced = 0;
    target.onNewEndpoint?.(() => replaced++);
    pasted.replaceAddress('wss://gateway.example/?token=two');
    expect(replaced).toBe(1);
    expect(await target.endpoint(calm)).toBe(await pasted.endpoint());
  });

  test.each<readonly [string, readonly ServerSummary[], readonly Account[]]>([
    ['in no inventory', [vm('a', 'hive0.site', '192.0.2.99')], [main, site]],
    ['of a hive on another account', [vm('a', 'x', '192.0.2.10')], [main, { ...site, settings: { ...site.settings, through: 'other' } }]],
    ['opened through the hive', [vm('a', 'x', '192.0.2.10')], [{ ...site, name: 'main' }]],
  ])('a server %s stays as it is', async (_, servers, accounts) => {
    const { target, asked } = await open(servers, 'a', { accounts });
    expect([told, asked, target.otherWaysIn]).toEqual([[], [], ['provider.way.panelRescue']]);
  });

  test('an inventory that cannot be read is told, and the others are still searched', async () => {
    const gone = { name: 'gone', provider: 'hive', settings: { folder: '/elsewhere', stage: 'staging' } };
    await open([vm('a', 'x', '192.0.2.10')], 'a', { accounts: [gone, site] });
    expect(told).toMatchObject([{ key: 'provider.fileWrong', values: { path: '/elsewhere/.hive/staging/ssh_config' } }, { key: 'provider.hive.isNode' }]);
  });
});

describe('hive-builder', () => {
  test('its hosts are those of the stage’s ssh_config, patterns and options left out', async () => {
    const { provider } = await openHive([]);
    expect((await provider.servers(calm)).map(({ name, addresses }) => [name, addresses[0]])).toEqual([
      ['hive0.site', '192.0.2.10'],
      ['hive1.site', '192.0.2.11'],
      ['hive2.site', '192.0.2.12'],
    ]);
  });

  test('a folder that is no hive is named', async () => {
    const provider = await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/elsewhere' } }, {}, createWorld());
    expect(await errorOf(provider.servers(calm))).toMatchObject({ code: 'provider.fileWrong', values: { path: '/elsewhere/.hive/production/ssh_config' } });
  });

  test('nothing speaks against a reset while the other two answer', async () => {
    const asked: string[][] = [];
    const target = await (await openHive([], asked)).provider.target('hive0.site', calm);
    expect(await target.beforeReset?.(calm)).toBeUndefined();
    expect(asked).toEqual(['hive1.site', 'hive2.site'].map((name) => ['ssh', '-F', file, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', '--', name, 'true']));
  });

  test('where ssh is missing, nothing is known of the others, and that speaks against it', async () => {
    const world = createWorld({ files: { [file]: sshConfig } });
    const provider = await createProvider({ name: 'site', provider: 'hive', settings: { folder: '/home/person/site' } }, {}, world);
    expect(await (await provider.target('hive0.site', calm)).beforeReset?.(calm)).toMatchObject({ code: 'provider.hive.peersSilent' });
  });

  test.each([[false], [true]])('a second node that is down stops the catch of a pasted console before its reboot, unless the person says yes (%s)', async (yes) => {
    const { world, provider } = await openHive(['hive2.site']);
    let reboots = 0;
    const server = { ...(await provider.target('hive0.site', calm)), reboot: () => Promise.resolve(void reboots++) };
    const target = new PastedTarget('ws://127.0.0.1:1/', { server });
    const screen = new Screen();
    const timeline = new Timeline(world.clock);
    const ports: CatchPorts = {
      target,
      timeline,
      clock: world.clock,
      console: new Console(screen, new ScreenReader(screen), world.clock),
      openConsole: () => Promise.reject(new Error('never opened')),
      confirmReset: () => Promise.resolve(yes),
    };
    const run = beginRun({ reboot: 'hard', force: false }, ports, calm);
    if (yes) expect(await run).toBe('gone');
    else expect(await errorOf(run)).toMatchObject({ code: 'provider.hive.peersSilent', values: { server: 'hive0.site', peers: 'hive2.site' } });
    expect(reboots).toBe(yes ? 1 : 0);
    expect(timeline.events.map(({ event }) => event)).toContain('stopNeeded');
  });
});
