import { describe, expect, it } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { parseConsoleAddress } from '../../../core/link/console-url.ts';

/** The endpoint with its secrets laid open, for comparison. */
function parsed(text: string): Record<string, unknown> {
  const endpoint = parseConsoleAddress(text);
  if (endpoint.kind === 'tcp') return { ...endpoint, ...(endpoint.password && { password: endpoint.password.reveal() }) };
  const { url, headers, password, ...rest } = endpoint;
  return {
    ...rest,
    url: url.reveal(),
    ...(headers && { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()])) }),
    ...(password && { password: password.reveal() }),
  };
}

describe('a console behind a web page', () => {
  const split = { handshake: 'split' };
  it.each([
    ['https://h:6080/vnc_auto.html?path=%3Ftoken%3DT', { url: 'wss://h:6080/?token=T', ...split }],
    ['https://h/vnc_lite.html?path=%3Ftoken%3DT', { url: 'wss://h/?token=T', ...split }],
    ['http://h/vnc_lite.html?path=%3Ftoken%3DT', { url: 'ws://h/?token=T', ...split }],
    ['https://h/novnc/vnc_lite.html?path=novnc%3Ftoken%3DT', { url: 'wss://h/novnc?token=T' }],
    ['https://h/vnc_auto.html?token=T', { url: 'wss://h/websockify?token=T', headers: { Cookie: 'token=T' } }],
    ['https://h/vnc_auto.html?token=a%2Fb', { url: 'wss://h/websockify?token=a%2Fb', headers: { Cookie: 'token=a%2Fb' } }],
    ['http://h:6080/vnc.html', { url: 'ws://h:6080/websockify' }],
    ['http://h:6080/vnc.html?host=vps&port=5701&path=/one', { url: 'ws://vps:5701/one' }],
    ['https://h/vnc.html?host=vps&encrypt=0', { url: 'ws://vps/websockify' }],
    ['http://h/vnc.html?host=vps&encrypt=1&port=7000', { url: 'wss://vps:7000/websockify' }],
    ['http://h/vnc.html?host=%3A%3A1&port=7000', { url: 'ws://[::1]:7000/websockify' }],
    ['http://h/vnc.html#password=pa%23ss&path=x', { url: 'ws://h/x', password: 'pa#ss' }],
    ['https://u:p@h/vnc.html?path=x', { url: 'wss://u:p@h/x' }],
    ['https://console.example/instance/7?token=T', { url: 'wss://console.example/websockify?token=T', headers: { Cookie: 'token=T' } }],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toEqual({ kind: 'websocket', ...expected });
  });
});

describe('a WebSocket or VNC address', () => {
  it.each([
    ['wss://h/?token=T', { kind: 'websocket', url: 'wss://h/?token=T' }],
    ['ws://127.0.0.1:5700/', { kind: 'websocket', url: 'ws://127.0.0.1:5700/' }],
    ['vnc://h', { kind: 'tcp', host: 'h', port: 5900 }],
    ['vnc://h:5901', { kind: 'tcp', host: 'h', port: 5901 }],
    ['vnc://h:1', { kind: 'tcp', host: 'h', port: 5901 }],
    ['vnc://h::99', { kind: 'tcp', host: 'h', port: 99 }],
    ['vnc://[2001:db8::7]:5901/', { kind: 'tcp', host: '2001:db8::7', port: 5901 }],
    ['vnc://me:se%40cret@h:5901', { kind: 'tcp', host: 'h', port: 5901, username: 'me', password: 'se@cret' }],
    ['vnc://:p%zz@h', { kind: 'tcp', host: 'h', port: 5900, password: 'p%zz' }],
    ['vnc://m%C3%A9@h', { kind: 'tcp', host: 'h', port: 5900, username: 'mé' }],
    ['vnc://h:5902?VncPassword=abc', { kind: 'tcp', host: 'h', port: 5902, password: 'abc' }],
    ['203.0.113.5:5901', { kind: 'tcp', host: '203.0.113.5', port: 5901 }],
    ['[::1]:5900', { kind: 'tcp', host: '::1', port: 5900 }],
    ['localhost:0', { kind: 'tcp', host: 'localhost', port: 5900 }],
    ['サーバー.example:5901', { kind: 'tcp', host: 'サーバー.example', port: 5901 }],
  ])('%s', (text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });
});

describe('what was copied along', () => {
  const socket = { kind: 'websocket', url: 'wss://h/?token=T' };
  it.each([
    '  wss://h/?token=T\n',
    '"wss://h/?token=T"',
    '<wss://h/?token=T>',
    '(see wss://h/?token=T).',
    '| url   | wss://h/?token=T |',
    '"url": "wss://h/?token=T",',
    'コンソール「wss://h/?token=T」。',
  ])('%s', (text) => {
    expect(parsed(text)).toEqual(socket);
  });

  it('keeps a bracket that belongs to the address', () => {
    expect(parsed('wss://h/?token=(T)')).toMatchObject({ url: 'wss://h/?token=(T)' });
  });

  it('cleans host:port too', () => {
    expect(parsed(' `vps.example:5901`, ')).toMatchObject({ host: 'vps.example', port: 5901 });
  });
});

describe('what is no console', () => {
  it.each([
    ['', 'link.addressEmpty'],
    ['   \n', 'link.addressEmpty'],
    ['hello there', 'link.addressUnknown'],
    ['vps.example', 'link.addressUnknown'],
    ['https://panel.example/project/instances/42/?tab=instance_details__console', 'link.addressPage'],
    ['https://panel.example:8006/?console=kvm&novnc=1&vmid=100', 'link.addressPage'],
    ['https://h/spice_auto.html?token=T', 'link.addressSpice'],
    ['spice://h:5900', 'link.addressSpice'],
    ['rdp://h:3389', 'link.addressScheme'],
    ['ssh://h', 'link.addressScheme'],
    ['vnc://h:70000', 'link.addressPort'],
    ['h:99999', 'link.addressPort'],
    ['https://h/vnc.html?port=0', 'link.addressPort'],
    ['vnc://', 'link.addressUnknown'],
    ['vnc://host:1x', 'link.addressUnknown'],
    ['wss://:99', 'link.addressUnknown'],
  ])('%j', (text, code) => {
    expect(() => parseConsoleAddress(text)).toThrow(expect.objectContaining({ code }));
  });

  it('never shows a secret of the address in the error', () => {
    const text = 'https://user:hunter2@panel.example/page?session=hunter3#hunter4';
    const error = (() => {
      try {
        parseConsoleAddress(text);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(BootcatchError);
    expect(String((error as Error).message)).not.toMatch(/hunter/);
  });
});
