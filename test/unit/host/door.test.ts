import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeWebKey, webProtocols, type WebPage } from '../../../core/contract/web.ts';
import { Keys } from '../../../host/keys.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { get, raw, startTestHost, upgradeStatus, type TestHost } from './web-host.ts';

let folder: string;
let host: TestHost;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootcatch-window-'));
  await mkdir(join(folder, 'window', 'assets'), { recursive: true });
  await writeFile(join(folder, 'window', 'index.html'), '<!doctype html><title>window</title>');
  await writeFile(join(folder, 'window', 'assets', 'app-1a2b.js'), 'void 0;');
  await writeFile(join(folder, 'secret.txt'), 'not for you');
  host = await startTestHost({ windowFolder: join(folder, 'window') });
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const ours = () => ({ Host: host.host, Origin: `http://${host.host}` });
const letIn = () => ({ 'Sec-WebSocket-Protocol': webProtocols(host.key).join(', ') });

describe('the door for WebSockets', () => {
  it('opens for our page with the key', async () => {
    expect(await upgradeStatus(host.server.port, '/rpc', { ...ours(), ...letIn() })).toBe(101);
    expect(await upgradeStatus(host.server.port, '/view/practice?readOnly', { ...ours(), ...letIn() })).toBe(101);
  });

  const refusals: [why: string, path: string, headers: () => Record<string, string>, status: number][] = [
    ['another Host (a name that was pointed here)', '/rpc', () => ({ ...ours(), ...letIn(), Host: `evil.example:${host.server.port}` }), 403],
    ['our address without its port', '/rpc', () => ({ ...ours(), ...letIn(), Host: '127.0.0.1' }), 403],
    ['another Origin', '/rpc', () => ({ ...ours(), ...letIn(), Origin: 'https://evil.example' }), 403],
    ['another server of this machine', '/rpc', () => ({ ...ours(), ...letIn(), Origin: 'http://127.0.0.1:1' }), 403],
    ['no Origin', '/rpc', () => ({ Host: host.host, ...letIn() }), 403],
    ['no key', '/rpc', () => ({ ...ours(), 'Sec-WebSocket-Protocol': 'bootcatch.v1' }), 401],
    ['no subprotocol at all', '/view/practice', ours, 401],
    ['a wrong key', '/view/practice', () => ({ ...ours(), 'Sec-WebSocket-Protocol': webProtocols('A'.repeat(43)).join(', ') }), 401],
    ['a path that is none', '/rpc/more', () => ({ ...ours(), ...letIn() }), 404],
    ['a server that is none', '/view/nobody', () => ({ ...ours(), ...letIn() }), 404],
    ['a broken path', '/view/%E0%A4%A', () => ({ ...ours(), ...letIn() }), 404],
  ];
  it.each(refusals)('is shut: %s', async (_why, path, headers, status) => {
    expect(await upgradeStatus(host.server.port, path, headers())).toBe(status);
  });
});

describe('the door for pages', () => {
  it('serves the window and its files, shut in by a strict policy', async () => {
    const page = await get(host.server.port, '/', { headers: { Host: host.host } });
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining('window') as string });
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-cache' });
    expect(page.headers['set-cookie']).toBeUndefined();
    const script = await get(host.server.port, '/assets/app-1a2b.js', { headers: { Host: host.host } });
    expect(script.headers['cache-control']).toContain('immutable');
  });

  it('is shut for another Host, and leads nowhere but into the window', async () => {
    expect((await get(host.server.port, '/', { headers: { Host: 'evil.example' } })).status).toBe(403);
    expect((await get(host.server.port, '/', { method: 'PUT', headers: { Host: host.host } })).status).toBe(405);
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt']) {
      expect(await raw(host.server.port, `GET ${path} HTTP/1.1\r\nHost: ${host.host}\r\nConnection: close\r\n\r\n`)).not.toContain('not for you');
    }
  });

  it('says so in plain words where the window has not been built', async () => {
    await using bare = await startTestHost();
    expect(await get(bare.server.port, '/', { headers: { Host: bare.host } })).toMatchObject({ status: 503, text: 'not built\n' });
  });

  it('changes a ticket into the key once, for our page alone', async () => {
    const ticket = () => new URL(host.server.addressForOneUse()).hash.slice('#ticket='.length);
    const ask = (body: string, headers: Record<string, string> = ours()) => get(host.server.port, '/key', { method: 'POST', headers, body });
    const first = ticket();
    expect((await ask(first, { Host: host.host, Origin: 'https://evil.example' })).status).toBe(403);
    expect(await ask(first)).toMatchObject({ status: 200, text: host.key, headers: { 'cache-control': 'no-store' } });
    expect((await ask(first)).status).toBe(403);
    expect((await ask('x'.repeat(10_000))).status).toBe(403);
    expect((await ask('')).status).toBe(403);
  });
});

describe('the keys', () => {
  it('let a ticket grow old', async () => {
    const clock = new ManualClock();
    const keys = new Keys(clock);
    const [fresh, old] = [keys.newTicket(), keys.newTicket()];
    await clock.advance(59_000);
    expect(keys.exchange(fresh)).toBe(keys.key);
    await clock.advance(1_000);
    expect(keys.exchange(old)).toBeUndefined();
  });

  it('fit only whole', () => {
    const keys = new Keys(new ManualClock());
    expect([keys.key, keys.key.slice(1), `${keys.key}x`, '', undefined].map((key) => keys.fits(key))).toEqual([true, false, false, false, false]);
  });
});

describe('the page', () => {
  function pageAt(hash: string, stored: string | null = null) {
    const shown: string[] = [];
    const kept = new Map(stored === null ? [] : [['bootcatch.key', stored]]);
    const asked: string[] = [];
    const page: WebPage = {
      location: { hash, pathname: '/', host: '127.0.0.1:1' },
      history: { replaceState: (_data, _unused, url) => void shown.push(url) },
      sessionStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) },
      fetch: (_url, { body }) => {
        asked.push(body);
        return Promise.resolve({ ok: body === 'good', text: () => Promise.resolve('key-of-ticket') });
      },
    };
    return { page, shown, kept, asked };
  }

  it('takes the key out of its address, so that neither history nor a copy of the address has it', async () => {
    const { page, shown, kept } = pageAt('#key=abc');
    expect(await takeWebKey(page)).toBe('abc');
    expect(shown).toEqual(['/']);
    expect(await takeWebKey(pageAt('', kept.get('bootcatch.key')).page)).toBe('abc');
  });

  it('changes a ticket, and has nothing where it is no good', async () => {
    expect(await takeWebKey(pageAt('#ticket=good').page)).toBe('key-of-ticket');
    expect(await takeWebKey(pageAt('#ticket=used').page)).toBeUndefined();
    expect(await takeWebKey(pageAt('').page)).toBeUndefined();
  });
});
