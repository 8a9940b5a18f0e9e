import { expect, test } from 'vitest';
import { Emitter } from '../../../core/base/events.ts';
import { Secret } from '../../../core/base/secret.ts';
import type { WebSocketEndpoint } from '../../../core/link/endpoint.ts';
import type { Link, LinkClose } from '../../../core/link/link.ts';
import { keepSession } from '../../../core/link/session-renewal.ts';
import { ManualClock, settle } from '../support/manual-clock.ts';

const renewal = { url: new Secret('wss://gateway.example/monitor'), message: '{"action":"renew"}', intervalMs: 30_000 };
const endpoint: WebSocketEndpoint = { kind: 'websocket', url: new Secret('wss://gateway.example/console'), subprotocols: [new Secret('the-session')], origin: 'https://panel.example', renewal };

class StubLink implements Link {
  readonly sent: string[] = [];
  readonly #data = new Emitter<Uint8Array>();
  readonly #closed = new Emitter<LinkClose>();
  readonly onData = this.#data.event;
  readonly onClose = this.#closed.event;
  ended = false;

  send(bytes: Uint8Array): void {
    this.sent.push(new TextDecoder().decode(bytes));
  }

  end(): void {
    this.ended = true;
    this.#closed.fire({ kind: 'cut' });
  }

  dispose(): void {
    this.end();
  }
}

function setUp(answer: () => Promise<StubLink>) {
  const clock = new ManualClock();
  const link = new StubLink();
  const dialled: WebSocketEndpoint[] = [];
  keepSession(link, endpoint, renewal, (asked) => {
    dialled.push(asked);
    return answer();
  }, clock);
  return { link, dialled, pass: (ms: number): Promise<void> => clock.advance(ms) };
}

test('an open console is renewed every interval, on one second WebSocket that is opened as the console was', async () => {
  const monitor = new StubLink();
  const { dialled, pass } = setUp(() => Promise.resolve(monitor));
  await pass(29_999);
  expect(dialled).toEqual([]);
  await pass(1);
  await pass(30_000);
  expect(monitor.sent).toEqual([renewal.message, renewal.message]);
  expect(dialled).toHaveLength(1);
  expect(dialled[0]).toMatchObject({ url: renewal.url, subprotocols: endpoint.subprotocols, origin: 'https://panel.example', text: { textMessages: true } });
});

test('it ends with the console, and a probe that is over at once opens none', async () => {
  const monitor = new StubLink();
  const first = setUp(() => Promise.resolve(monitor));
  await first.pass(30_000);
  first.link.end();
  await first.pass(300_000);
  expect({ sent: monitor.sent.length, ended: monitor.ended }).toEqual({ sent: 1, ended: true });

  const probe = setUp(() => Promise.resolve(monitor));
  probe.link.end();
  await probe.pass(300_000);
  expect(probe.dialled).toEqual([]);
});

test('a second WebSocket that opens after the console has ended is closed again', async () => {
  const late = Promise.withResolvers<StubLink>();
  const { link, pass } = setUp(() => late.promise);
  await pass(30_000);
  link.end();
  const monitor = new StubLink();
  late.resolve(monitor);
  await settle();
  expect({ sent: monitor.sent, ended: monitor.ended }).toEqual({ sent: [], ended: true });
});

test('where it cannot be opened, or has ended, it is opened anew at the next interval', async () => {
  const monitors = [new StubLink(), new StubLink()];
  let tries = 0;
  const { pass, dialled } = setUp(() => {
    const monitor = tries++ === 0 ? undefined : monitors[tries - 2];
    return monitor ? Promise.resolve(monitor) : Promise.reject(new Error('refused'));
  });
  await pass(30_000);
  await pass(30_000);
  expect(monitors[0]?.sent).toHaveLength(1);
  monitors[0]?.end();
  await pass(30_000);
  expect(monitors[1]?.sent).toEqual([renewal.message]);
  expect(dialled).toHaveLength(3);
});
