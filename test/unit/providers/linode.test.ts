import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { describeEndpoint, secretsOf } from '../../../core/link/endpoint.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { createProvider } from '../../../core/providers/index.ts';
import { isRetryable } from '../../../core/providers/retry.ts';
import { calm, createWorld, errorOf, startPeer, type HttpPeer, type Reply } from './world.ts';

const json = (body: unknown, status = 200): Reply => ({ status, json: body });
const refused = (reason: string, status = 400): Reply => json({ errors: [{ reason }] }, status);
const page = (...data: object[]): Reply => json({ data, page: 1, pages: 1, results: data.length });

const lish = { glish_url: 'wss://us-east.webconsole.example:8080/0a1b2c3d4e5f60718293', weblish_url: 'wss://us-east.webconsole.example:8181/0a1b2c3d4e5f60718293/weblish', monitor_url: 'wss://us-east.webconsole.example:8080/0a1b2c3d4e5f60718293/monitor', ws_protocols: [] };
const instance = { id: 7, label: 'web-01', status: 'running', type: 'g6-nanode-1', ipv4: ['192.0.2.7'], ipv6: '2001:db8::7/128' };

/** Linode with one instance; what is given differs. */
const startLinode = (answers: Readonly<Record<string, Reply>> = {}): Promise<HttpPeer> =>
  startPeer(({ method, path }) => {
    const all: Readonly<Record<string, Reply>> = {
      'GET /linode/instances': page(instance),
      'GET /linode/instances/7': json(instance),
      'GET /linode/instances/7/configs': page({ id: 1, kernel: 'linode/direct-disk' }),
      'GET /linode/instances/7/disks': page({ id: 11, filesystem: 'ext4' }, { id: 12, filesystem: 'swap' }),
      'POST /linode/instances/7/lish': json(lish),
      ...answers,
    };
    return all[`${method} ${path.split('?')[0]}`] ?? (method === 'POST' ? json({}) : refused('Not found', 404));
  });

const open = async (peer: HttpPeer, settings: Record<string, string> = {}) => {
  const provider = await createProvider({ name: 'main', provider: 'linode', settings: { url: peer.url, ...settings } }, { token: new Secret('the-api-token') }, createWorld());
  return { provider, target: await provider.target('web-01', calm) };
};
const last = (peer: HttpPeer): string => `${peer.seen.at(-1)?.method} ${peer.seen.at(-1)?.path} ${peer.seen.at(-1)?.text}`;

describe('which console', () => {
  const grub = 'linode/grub2';
  test.each<readonly [what: string, kernels: readonly string[], settings: Record<string, string>, text: boolean]>([
    ['the picture, where the disk boots itself', ['linode/direct-disk'], {}, false],
    ['the line, where Linode’s GRUB boots', [grub], {}, true],
    ['the line, where one of its profiles is GRUB', ['linode/latest-64bit', grub], {}, true],
    ['the picture, if the person wants it', [grub], { console: 'glish' }, false],
    ['the line, if the person wants it', ['linode/direct-disk'], { console: 'weblish' }, true],
    ['the picture, where there is no profile', [], {}, false],
  ])('%s', async (_what, kernels, settings, text) => {
    await using peer = await startLinode({ 'GET /linode/instances/7/configs': page(...kernels.map((kernel, id) => ({ id, kernel }))) });
    const { target } = await open(peer, settings);
    const endpoint = await target.endpoint(calm);
    expect(endpoint.text).toEqual(text ? { textMessages: true } : undefined);
    expect(endpoint.kind === 'websocket' && endpoint.url.reveal()).toBe(text ? lish.weblish_url : lish.glish_url);
    // The other one is the first thing to try where this one showed nothing.
    expect(target.otherWaysIn?.[0]).toBe(text ? 'provider.way.linode.glish' : 'provider.way.linode.weblish');
  });

  test('the picture, where the token may not read profiles', async () => {
    await using peer = await startLinode({ 'GET /linode/instances/7/configs': refused('Unauthorized', 403) });
    expect((await (await open(peer)).target.endpoint(calm)).text).toBeUndefined();
  });

  test('the line of bare metal, and of whatever has no picture', async () => {
    await using metal = await startLinode({ 'GET /linode/instances': page({ ...instance, type: 'g1-metal-c2' }) });
    const { target } = await open(metal, { console: 'glish' });
    expect((await target.endpoint(calm)).text).toBeDefined();
    await target.actions?.rescue?.(calm);
    expect(last(metal)).toBe('POST /linode/instances/7/rescue ');
    await using blind = await startLinode({ 'POST /linode/instances/7/lish': json({ ...lish, glish_url: null }) });
    expect((await (await open(blind)).target.endpoint(calm)).text).toBeDefined();
  });

  test('another word is refused', async () => {
    await using peer = await startLinode();
    expect(await errorOf(open(peer, { console: 'vnc' }))).toMatchObject({ code: 'provider.settingWrong', values: { setting: 'console' } });
  });
});

describe('its session', () => {
  test('stands in the address or in the subprotocols, is renewed, and is never shown', async () => {
    await using peer = await startLinode({ 'POST /linode/instances/7/lish': json({ ...lish, ws_protocols: ['PLANTED-session'], monitor_url: 'wss://x.example/PLANTED-0123456789abcdef/monitor' }) });
    const { target } = await open(peer, { origin: 'https://panel.example' });
    const endpoint = await target.endpoint(calm);
    if (endpoint.kind !== 'websocket') throw new Error('Lish is a WebSocket.');
    expect(endpoint.subprotocols?.map(String)).toEqual(['[secret]']);
    expect(endpoint).toMatchObject({ origin: 'https://panel.example', renewal: { message: '{"action":"renew"}', intervalMs: 30_000 } });
    expect(endpoint.renewal?.url.reveal()).toBe('wss://x.example/PLANTED-0123456789abcdef/monitor');
    expect(`${describeEndpoint(endpoint)} ${JSON.stringify(endpoint)}`).not.toContain('PLANTED');
    expect(secretsOf(endpoint)).toEqual(expect.arrayContaining(['PLANTED-session', 'PLANTED-0123456789abcdef', '0a1b2c3d4e5f60718293']));
  });

  test.each([
    ['no address', { ...lish, glish_url: 'nonsense' }, 'provider.consoleNotUnderstood'],
    ['a host and port', { ...lish, monitor_url: '192.0.2.1:5900' }, 'provider.consoleNotUnderstood'],
    ['nothing of it', {}, 'provider.answerNotUnderstood'],
  ])('an answer with %s is told', async (_what, body, code) => {
    await using peer = await startLinode({ 'POST /linode/instances/7/lish': json(body) });
    expect(await errorOf((await open(peer)).target.endpoint(calm))).toMatchObject({ code });
  });
});

describe('power', () => {
  test('its one reboot shuts the guest down first: that is a soft one, with a pasted console too', async () => {
    await using peer = await startLinode();
    const { provider, target } = await open(peer);
    expect(await provider.servers(calm)).toEqual([{ id: '7', name: 'web-01', status: 'running', addresses: ['192.0.2.7', '2001:db8::7'] }]);
    expect(target.rebootKinds).toEqual(['soft']);
    expect(new PastedTarget('wss://console.example/x', { server: target }).rebootKinds).toEqual(['soft']);
    await target.reboot?.('soft', calm);
    expect(last(peer)).toBe('POST /linode/instances/7/reboot {}');
    expect(peer.seen.at(-1)?.headers.authorization).toBe('Bearer the-api-token');
    expect(await errorOf(target.reboot?.('hard', calm) ?? Promise.resolve())).toMatchObject({ code: 'provider.noReboot' });
    expect(await target.status?.(calm)).toBe('running');
  });

  test('“Linode busy.” passes, any other refusal does not', async () => {
    for (const [reason, code, passes] of [['Linode busy.', 'provider.busy', true], ['Linode has no configs', 'provider.refused', false]] as const) {
      await using peer = await startLinode({ 'POST /linode/instances/7/reboot': refused(reason) });
      const error = await errorOf((await open(peer)).target.reboot?.('soft', calm) ?? Promise.resolve());
      expect(error).toMatchObject({ code, values: { said: reason } });
      expect(isRetryable(error)).toBe(passes);
    }
  });

  test('stop, start, rescue with the disks in their order, and back', async () => {
    await using peer = await startLinode();
    const { actions } = (await open(peer)).target;
    const done: string[] = [];
    for (const act of [actions?.stop, actions?.start, actions?.rescue, actions?.unrescue]) {
      expect(await act?.(calm)).toBeUndefined();
      done.push(last(peer));
    }
    expect(done).toEqual([
      'POST /linode/instances/7/shutdown ',
      'POST /linode/instances/7/boot {}',
      'POST /linode/instances/7/rescue {"devices":{"sda":{"disk_id":11},"sdb":{"disk_id":12}}}',
      'POST /linode/instances/7/reboot {}',
    ]);
  });

  test('a snapshot is taken where that destroys no other', async () => {
    await using peer = await startLinode({ 'GET /linode/instances/7/backups': json({ automatic: [], snapshot: { current: null, in_progress: null } }) });
    await (await open(peer)).target.actions?.snapshot?.('before', calm);
    expect(last(peer)).toBe('POST /linode/instances/7/backups {"label":"before"}');
    await using taken = await startLinode({ 'GET /linode/instances/7/backups': json({ automatic: [], snapshot: { current: { id: 1, label: 'mine' }, in_progress: null } }) });
    expect(await errorOf((await open(taken)).target.actions?.snapshot?.('before', calm) ?? Promise.resolve())).toMatchObject({ code: 'provider.linode.snapshotExists', values: { label: 'mine' } });
    expect(taken.seen.some(({ method }) => method === 'POST')).toBe(false);
  });
});

describe('before a reboot', () => {
  test.each<readonly [what: string, kernels: readonly string[] | undefined, stops: boolean]>([
    ['a kernel of Linode’s has no menu before it', ['linode/latest-64bit'], true],
    ['nor has one of a certain version', ['linode/6.2.9-x86_64-linode160', 'linode/latest-32bit'], true],
    ['GRUB has', ['linode/grub2'], false],
    ['old GRUB has', ['linode/grub-legacy'], false],
    ['the disk’s own loader may have', ['linode/direct-disk'], false],
    ['so may one of several profiles', ['linode/latest-64bit', 'linode/grub2'], false],
    ['nobody knows without a profile', [], false],
    ['or without the right to read them', undefined, false],
  ])('%s', async (_what, kernels, stops) => {
    await using peer = await startLinode({ 'GET /linode/instances/7/configs': kernels ? page(...kernels.map((kernel, id) => ({ id, kernel }))) : refused('Unauthorized', 403) });
    const against = await (await open(peer)).target.beforeReset?.(calm);
    expect(against instanceof BootcatchError ? [against.code, against.values['kernel']] : against).toEqual(stops ? ['provider.linode.noBootMenu', kernels?.[0]] : undefined);
  });
});
