import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isOurs } from '../../../electron/origin.ts';
import { serveWindowFile } from '../../../electron/window-files.ts';

vi.mock('electron', () => ({ protocol: {} }));

let outer: string;
let folder: string;

beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'bootcatch-window-'));
  folder = join(outer, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(outer, 'renderer-beside'));
  await writeFile(join(folder, 'index.html'), '<p>window</p>');
  await writeFile(join(folder, 'assets', 'a.js'), 'run()');
  await writeFile(join(folder, 'notes.txt'), 'not served');
  await writeFile(join(outer, 'secret.json'), '{}');
  await writeFile(join(outer, 'renderer-beside', 'secret.json'), '{}');
});
afterAll(() => rm(outer, { recursive: true, force: true }));

const get = (url: string, method = 'GET'): Promise<Response> => serveWindowFile(folder, { url, method });

test('the page is served with a policy that allows nothing from elsewhere and nothing inline', async () => {
  const response = await get('bootcatch-app://window/index.html');
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('<p>window</p>');
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('a script is served as one', async () => {
  expect((await get('bootcatch-app://window/assets/a.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  'bootcatch-app://window/../secret.json',
  'bootcatch-app://window/..%2fsecret.json',
  'bootcatch-app://window/%2e%2e/secret.json',
  'bootcatch-app://window/..%5csecret.json',
  'bootcatch-app://window/..%2frenderer-beside%2fsecret.json',
  'bootcatch-app://window/%00index.html',
  'bootcatch-app://window/%',
  'bootcatch-app://window/',
  'bootcatch-app://window/notes.txt',
  'bootcatch-app://window/missing.html',
  'bootcatch-app://other/index.html',
  'https://window/index.html',
  'file:///etc/passwd',
])('%s is not served', async (url) => {
  expect((await get(url)).status).toBe(404);
});

test('only GET is served', async () => {
  expect((await get('bootcatch-app://window/index.html', 'POST')).status).toBe(404);
});

describe('the window’s own addresses', () => {
  test.each(['bootcatch-app://window/index.html', 'bootcatch-app://window/index.html#/settings'])('%s is ours', (url) => expect(isOurs(url)).toBe(true));
  test.each(['bootcatch-app://window.evil/', 'bootcatch-app://evil/index.html', 'bootcatch://window/', 'about:blank', '', 'data:text/html,x', 'https://bootcatch-app/'])('%s is not', (url) => expect(isOurs(url)).toBe(false));
  test('neither is none', () => expect(isOurs(undefined)).toBe(false));
});
