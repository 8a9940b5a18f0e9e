import { describe, expect, test } from 'vitest';
import { Secret } from '../../../core/base/secret.ts';
import { PastedTarget } from '../../../core/providers/console-url.ts';
import { parseTarget } from '../../../core/providers/target.ts';
import { errorOf } from './world.ts';

describe('what names a server', () => {
  test.each([
    ['practice', { kind: 'practice' }],
    ['qemu', { kind: 'qemu' }],
    ['qemu:uefi', { kind: 'qemu', image: 'uefi' }],
    ['-', { kind: 'standardInput' }],
    ['https://vnc.example/vnc_lite.html?path=%3Ftoken%3DT', { kind: 'address', address: 'https://vnc.example/vnc_lite.html?path=%3Ftoken%3DT' }],
    ['WSS://vnc.example/?token=T', { kind: 'address', address: 'WSS://vnc.example/?token=T' }],
    ['vnc://192.0.2.1:5901', { kind: 'address', address: 'vnc://192.0.2.1:5901' }],
    ['localhost:5901', { kind: 'address', address: 'localhost:5901' }],
    ['localhost::5901', { kind: 'address', address: 'localhost::5901' }],
    ['[2001:db8::1]:5901', { kind: 'address', address: '[2001:db8::1]:5901' }],
    ['openstack:env/web-01', { kind: 'openstack', cloud: 'env', server: 'web-01' }],
    ['openstack:site/rack/web-01', { kind: 'openstack', cloud: 'site', server: 'rack/web-01' }],
    ['main/web-01', { kind: 'account', account: 'main', server: 'web-01' }],
    [' main/web 01 ', { kind: 'account', account: 'main', server: 'web 01' }],
    ['qemu/web-01', { kind: 'account', account: 'qemu', server: 'web-01' }],
  ])('%s', (text, expected) => {
    expect(parseTarget(text)).toEqual(expected);
  });

  test.each(['', 'web-01', '/web-01', 'main/', 'openstack:env', 'openstack:/x'])('%j names none', async (text) => {
    expect(await errorOf(Promise.resolve().then(() => parseTarget(text)))).toMatchObject({ code: 'provider.targetUnknown' });
  });

  test('what is refused is shown without a token', async () => {
    const error = await errorOf(Promise.resolve().then(() => parseTarget('vnc.example?token=c0ffee')));
    expect(String(error)).not.toContain('c0ffee');
  });
});

describe('a pasted address', () => {
  const newest = async (target: PastedTarget): Promise<string> => {
    const endpoint = await target.endpoint();
    return endpoint.kind === 'websocket' ? endpoint.url.reveal() : `${endpoint.host}:${endpoint.port}`;
  };

  test('is the console until a newer one is pasted', async () => {
    const target = new PastedTarget('https://vnc.example:6080/vnc_lite.html?path=%3Ftoken%3Dfirst');
    let told = 0;
    target.onNewEndpoint(() => told++);
    expect(target).toMatchObject({ label: 'vnc.example:6080', canRenew: false, provider: 'url' });
    expect(await newest(target)).toBe('wss://vnc.example:6080/?token=first');
    target.replaceAddress('the new one: https://vnc.example:6080/vnc_lite.html?path=%3Ftoken%3Dsecond');
    expect(told).toBe(1);
    expect(await newest(target)).toBe('wss://vnc.example:6080/?token=second');
  });

  test('that is none leaves the old one in place', async () => {
    const target = new PastedTarget('localhost:5901');
    let told = 0;
    target.onNewEndpoint(() => told++);
    expect(() => target.replaceAddress('sorry, not yet')).toThrow();
    expect(told).toBe(0);
    expect(await newest(target)).toBe('localhost:5901');
  });

  test('with a token is taken for a gateway that negotiates by itself; anything else is met politely', () => {
    expect(new PastedTarget('wss://vnc.example/?token=T').reach.handshake).toBe('split');
    expect(new PastedTarget('wss://vnc.example/console').reach.handshake).toBe('polite');
    expect(new PastedTarget('localhost:5901').reach.handshake).toBe('polite');
  });

  test('keeps the password and the trust that were given beside it', async () => {
    const tls = { pinSha256: 'ab'.repeat(32) };
    const target = new PastedTarget('wss://vnc.example/x', { password: new Secret('hush'), tls });
    target.replaceAddress('wss://vnc.example/y');
    const endpoint = await target.endpoint();
    expect(endpoint).toMatchObject({ tls });
    expect(endpoint.password?.reveal()).toBe('hush');
  });

  test('a label shows no token', () => {
    expect(new PastedTarget('wss://vnc.example/?token=c0ffee').label).not.toContain('c0ffee');
  });
});
