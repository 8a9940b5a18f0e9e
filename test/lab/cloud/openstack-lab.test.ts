import { afterEach, describe, expect, it } from 'vitest';
import { labMissing } from '../tools.ts';
import { member } from '../../fakes/http.ts';
import { startOpenStackLab, type OpenStackLab } from './openstack-lab.ts';
import { RawConsole, webSocketUrl } from './raw-console.ts';
import { stubServerInit } from './stub-machine.ts';

const f4 = [4, 1, 0, 0, 0, 0, 0xff, 0xc1, 4, 0, 0, 0, 0, 0, 0xff, 0xc1];

let openStack: OpenStackLab | undefined;
afterEach(() => openStack?.close());

describe.skipIf(labMissing !== '')('a cloud with a real machine', () => {
  it('loses the console at a hard reboot and gives it back in time to hold the menu', { timeout: 60_000 }, async () => {
    openStack = await startOpenStackLab({ image: 'text', seed: 3, roundTripMs: 20, downMs: 1_000 });
    const { cloud, lab } = openStack;
    await lab.truth.waitForMark('menu');
    const headers = { 'Content-Type': 'application/json', 'X-Auth-Token': await signIn(), 'OpenStack-API-Version': 'compute 2.6' };
    const url = `${cloud.computeUrl}/servers/${cloud.servers[0]?.id ?? ''}`;
    const ask = (last: string, body: unknown): Promise<Response> => fetch(`${url}/${last}`, { method: 'POST', headers, body: JSON.stringify(body) });

    const answer: unknown = await (await ask('remote-consoles', { remote_console: { protocol: 'vnc', type: 'novnc' } })).json();
    const address = webSocketUrl(String(member(answer, 'remote_console', 'url')));
    const before = await RawConsole.dial(address);
    before.send('RFB 003.008\n', [1]);
    await before.first(14);
    before.send([1]);
    await before.first(18 + stubServerInit.length);
    const marksBefore = lab.truth.marks.length;
    expect((await ask('action', { reboot: { type: 'HARD' } })).status).toBe(202);
    expect(await before.ended).toEqual({ code: 1000, reason: 'Target closed' });

    const { console, refused } = await comeBack(address);
    expect(refused).toBeGreaterThan(0);
    const { atMs } = await lab.truth.waitForMark('menu', { skip: marksBefore });
    const pressing = setInterval(() => console.send(f4), 100);
    await expect.poll(() => lab.truth.keys.some((key) => key.atMs > atMs)).toBe(true);
    clearInterval(pressing);
    expect(await lab.truth.menuHeld()).toMatchObject({ held: true });
    expect(cloud.servers[0]?.history.map(({ event }) => event)).toEqual(['ended', 'started']);
  });
});

/** Dials until the console is back and the handshake is through. */
async function comeBack(address: string): Promise<{ console: RawConsole; refused: number }> {
  for (let refused = 0; ; refused++) {
    const console = await RawConsole.dial(address);
    console.send('RFB 003.008\n', [1]);
    if ((await console.first(14)).length === 14) {
      console.send([1]);
      return { console, refused };
    }
    expect((await console.ended).code).toBe(1006);
  }
}

async function signIn(): Promise<string> {
  if (openStack === undefined) throw new Error('no cloud');
  const { authUrl, credentials: { applicationCredentialId: id, applicationCredentialSecret: secret } } = openStack.cloud;
  const body = JSON.stringify({ auth: { identity: { methods: ['application_credential'], application_credential: { id, secret } } } });
  const response = await fetch(`${authUrl}/auth/tokens`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  return response.headers.get('x-subject-token') ?? '';
}
