import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseState, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import electronPackage from '../../../node_modules/electron/package.json' with { type: 'json' };
import { fuses } from '../../../build/packaging/fuses.ts';
import { appMissing, isStandIn, launchApp, word } from '../electron/launch.ts';
import { zip } from './zip.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
let folder: string;
let packaged: string;

/** Electron's program as far as packaging looks into it: the mark behind which the fuses lie, each as Electron delivers it. */
const program = Buffer.concat([Buffer.from('\x7fELF stands in for Electron '), Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.from('101100011')]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcatch-packaging-'));
  const zips = join(folder, 'zips');
  await mkdir(zips);
  const text = Buffer.from('x');
  const content = zip([
    { name: 'electron', content: program, executable: true },
    { name: 'version', content: Buffer.from(electronPackage.version) },
    { name: 'LICENSE', content: text },
    { name: 'resources/default_app.asar', content: text },
  ]);
  await writeFile(join(zips, `electron-v${electronPackage.version}-linux-x64.zip`), content);
  const env = { ...process.env, ELECTRON_FORGE_OUT_DIR: join(folder, 'out'), BOOTCATCH_ELECTRON_ZIPS: zips, CI: '1' };
  await run(process.execPath, [join(root, 'node_modules', '@electron-forge', 'cli', 'dist', 'electron-forge.js'), 'package', '--platform', 'linux', '--arch', 'x64'], { cwd: root, env });
  packaged = join(folder, 'out', 'bootcatch-linux-x64');
});

afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test('the package holds the built app, noVNC’s inner files, the licences, and nothing else', async () => {
  expect((await readdir(packaged)).sort()).toEqual(['LICENSE', 'bootcatch', 'resources', 'version']);
  expect((await readdir(join(packaged, 'resources'))).sort()).toEqual(['LICENSE', 'THIRD-PARTY-NOTICES.md', 'app.asar']);
  const files = listPackage(join(packaged, 'resources', 'app.asar'), { isPack: false }).map((path) => path.replaceAll('\\', '/'));
  const tops = new Set(files.map((path) => path.split('/').slice(1, 3).join('/')));
  expect([...tops].sort()).toEqual(['dist', 'dist/electron', 'dist/renderer', 'node_modules', 'node_modules/@novnc', 'package.json']);
  expect(files).toEqual(expect.arrayContaining(['/dist/electron/main.js', '/dist/electron/engine.js', '/dist/electron/preload.cjs', '/dist/renderer/index.html', '/dist/electron/licences.md', '/dist/renderer/licences.md', '/node_modules/@novnc/novnc/core/decoders/tight.js']));
  expect(files.filter((path) => /\.(ts|tsx|map)$/.test(path))).toEqual([]);
});

test('the package says no more of the project than starting it needs', async () => {
  extractAll(join(packaged, 'resources', 'app.asar'), join(folder, 'app'));
  const manifest = JSON.parse(await readFile(join(folder, 'app', 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(Object.keys(manifest).sort()).toEqual(['dependencies', 'description', 'desktopName', 'license', 'main', 'name', 'type', 'version']);
  expect(existsSync(join(folder, 'app', String(manifest['main'])))).toBe(true);
});

test('every fuse is set as said', async () => {
  const wire = await getCurrentFuseWire(join(packaged, 'bootcatch'));
  // A fuse's key is its place in the wire.
  const wanted = Object.entries(fuses).filter(([key]) => /^\d+$/.test(key));
  expect(wanted).toHaveLength(9);
  expect(wire).toMatchObject(Object.fromEntries(wanted.map(([key, on]) => [key, on === true ? FuseState.ENABLE : FuseState.DISABLE])));
});

test('what was packaged starts and shows the practice server', async (context) => {
  context.skip(!isStandIn || appMissing !== '', 'the packaged Electron is a fake; what is packaged starts in the stand-in');
  await using running = await launchApp({}, { folder: join(folder, 'app') });
  await running.page.getByRole('button', { name: word('app.catch.start'), exact: true }).waitFor();
  await running.page.getByText('Kernel panic').first().waitFor();
});
