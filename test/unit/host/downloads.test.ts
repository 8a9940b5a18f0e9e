import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../support/manual-clock.ts';
import { get, startTestHost, type TestHost } from './web-host.ts';

const clock = new ManualClock();
let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ clock });
});
afterAll(() => host[Symbol.asyncDispose]());

async function offered(name: string): Promise<{ readonly file: string; readonly address: string }> {
  const file = await host.downloads.choose(name);
  await writeFile(file, 'all of it');
  return { file, address: host.downloads.hand(file, name) };
}
const fetched = (address: string, headers = { Host: host.host }) => get(host.server.port, address, { headers });

describe('a file for the window', () => {
  it('is fetched once under its name, and is gone then', async () => {
    const { file, address } = await offered('東京 (1).txt');
    const answer = await fetched(address);
    expect(answer).toMatchObject({ status: 200, text: 'all of it' });
    expect(answer.headers['content-disposition']).toBe("attachment; filename*=UTF-8''%E6%9D%B1%E4%BA%AC%20%281%29.txt");
    expect(answer.headers['cache-control']).toBe('no-store');
    expect((await fetched(address)).text).not.toContain('all of it');
    await expect.poll(() => existsSync(dirname(file))).toBe(false);
  });

  it('is behind the same door as everything else', async () => {
    const { address } = await offered('web-01.txt');
    expect((await fetched(address, { Host: 'evil.example' })).status).toBe(403);
    expect((await fetched('/download/')).text).not.toContain('all of it');
    expect((await fetched(address)).text).toBe('all of it');
  });

  it('is thrown away where nobody fetches it in time, or the host ends', async () => {
    const late = await offered('late.txt');
    await clock.advance(60_000);
    expect((await fetched(late.address)).text).not.toContain('all of it');
    const left = await offered('left.txt');
    await host.downloads.close();
    expect(existsSync(dirname(left.file))).toBe(false);
  });

  it('has no folder in its name', async () => {
    expect(await host.downloads.choose('../../etc/passwd')).toMatch(/bootcatch-export-[^/]+\/passwd$/);
  });
});
