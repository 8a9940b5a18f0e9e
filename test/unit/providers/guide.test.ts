import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import type { ProviderKind } from '../../../core/providers/kind.ts';
import { calm, createWorld, startPeer } from './world.ts';

const root = new URL('../../../', import.meta.url);
const folder = new URL(`.cache/guide-${process.pid}/`, root);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the example of the guide is a provider', async () => {
  const guide = await readFile(new URL('docs/providers/writing-one.md', root), 'utf8');
  const [, code = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  const file = new URL('example.ts', folder);
  await mkdir(folder, { recursive: true });
  await writeFile(file, code.replaceAll("from '../", "from '../../core/").replaceAll("from './", "from '../../core/providers/"));
  const { example } = (await import(fileURLToPath(file))) as { example: ProviderKind };

  await using peer = await startPeer(({ method, path }) => {
    if (path === '/servers') return { status: 200, json: { servers: [{ id: '1', name: 'web-01', status: 'on' }] } };
    return path === '/servers/1/console' ? { status: 200, json: { address: 'wss://console.example/?token=T' } } : { status: method === 'POST' ? 202 : 404 };
  });
  const account = { name: 'main', settings: { url: peer.url }, secrets: { token: new Secret('api-token') } };
  const provider = await example.create(account, createWorld(), () => Promise.reject(new Error('stands alone')));
  const target = await provider.target('web-01', calm);
  expect(await target.endpoint(calm)).toMatchObject({ kind: 'websocket' });
  await target.reboot?.('hard', calm);
  expect(peer.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /servers', 'POST /servers/1/console', 'POST /servers/1/reboot']);
  expect(peer.seen[0]?.headers.authorization).toBe('Bearer api-token');
});

test('every provider has its page', async () => {
  const { providerKinds } = await import('../../../core/providers/index.ts');
  const overview = await readFile(new URL('docs/providers/README.md', root), 'utf8');
  for (const { name } of providerKinds) {
    const row = overview.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    const page = /\]\(([a-z-]+\.md)\)/.exec(row ?? '')?.[1];
    expect(page, name).toBeDefined();
    expect((await readFile(new URL(`docs/providers/${page}`, root), 'utf8')).length, name).toBeGreaterThan(200);
  }
});
