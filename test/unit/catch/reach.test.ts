import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { Secret } from '../../../core/base/secret.ts';
import { Emitter } from '../../../core/base/events.ts';
import { reach, type OpenOptions, type Reached, type ReachRequest } from '../../../core/catch/reach.ts';
import type { Endpoint } from '../../../core/link/endpoint.ts';
import type { Target } from '../../../core/providers/provider.ts';
import { ProviderError } from '../../../core/providers/error.ts';
import type { RfbSession } from '../../../core/rfb/session.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { endpointAt, StubServer } from '../support/stub-server.ts';
import { StubSession } from '../support/stub-session.ts';

interface Dial {
  readonly path: string;
  readonly password: string | undefined;
  readonly atMs: number;
  readonly options: OpenOptions;
  succeed(): StubSession;
  fail(error: Error): void;
}

const pathOf = (endpoint: Endpoint): string => (endpoint.kind === 'websocket' ? new URL(endpoint.url.reveal()).pathname.slice(1) : endpoint.host);

/** A race whose dials the test ends by hand. */
function race(changes: Partial<ReachRequest> = {}, target: Partial<Target> = {}) {
  const clock = new ManualClock();
  const timeline = new Timeline(clock);
  const dials: Dial[] = [];
  const controller = new AbortController();
  const openConsole = (endpoint: Endpoint, options: OpenOptions): Promise<RfbSession> =>
    new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
      dials.push({
        path: pathOf(endpoint),
        password: endpoint.password?.reveal(),
        atMs: clock.now(),
        options,
        succeed: () => {
          const session = new StubSession(() => clock.now());
          resolve(session);
          return session;
        },
        fail: reject,
      });
    });
  const full = new StubServer().target(target);
  const request: ReachRequest = { target: full, lastEndpoint: endpointAt('old'), profile: full.reach, firstKeys: [], limitMs: 120_000, signal: controller.signal, ...changes };
  const reached: Promise<Reached> = reach(request, { clock, timeline, openConsole });
  reached.catch(() => undefined);
  const messages = (): string[] => timeline.events.flatMap((event) => ('message' in event ? [event.message.key] : []));
  return { clock, timeline, dials, controller, reached, messages, open: () => dials.filter(({ options }) => !options.signal.aborted) };
}

const refused = () => new BootcatchError('link.refused', { endpoint: 'test' });
const cut = () => new BootcatchError('link.closedBeforeRfb', { reason: 'test' });

describe('reaching', () => {
  test('the old and a fresh endpoint race; the first session wins and the others are closed', async () => {
    const { clock, dials, reached } = race();
    await clock.advance(0);
    expect(dials.map(({ path }) => path)).toEqual(['old', 'console']);
    const session = dials[1]?.succeed();
    await clock.advance(0);
    expect((await reached).session).toBe(session);
    expect(dials[0]?.options.signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('a session that finishes after the winner is disposed', async () => {
    const { clock, dials, reached } = race();
    await clock.advance(0);
    const winner = dials[0]?.succeed();
    const late = dials[1]?.succeed();
    await clock.advance(0);
    expect((await reached).session).toBe(winner);
    expect(late?.disposed).toBe(true);
  });

  test('a probe that hangs holds up nothing, and never more than the limit are under way', async () => {
    const { clock, dials, open } = race({}, { canRenew: false, endpoint: () => Promise.resolve(endpointAt('old')) });
    await clock.advance(950);
    expect(dials).toHaveLength(4);
    await clock.advance(2_000);
    expect(dials.length).toBeGreaterThan(6);
    expect(open().length).toBeLessThanOrEqual(4);
  });

  test('a console that takes longer to open than a probe is waited for is reached all the same, known to be slow or not', async () => {
    for (const openTookMs of [2_400, undefined]) {
      const { clock, dials, reached } = race({ openTookMs, profile: { ...new StubServer().target().reach, intervalMs: 250, probeTimeoutMs: 5_000 } }, { canRenew: false, endpoint: () => Promise.resolve(endpointAt('old')) });
      let isReached = false;
      void reached.then(() => (isReached = true));
      let spentMs = 0;
      for (; !isReached && spentMs < 30_000; spentMs += 50) {
        await clock.advance(50);
        dials.find(({ atMs, options }) => !options.signal.aborted && clock.now() - atMs >= 2_400)?.succeed();
      }
      expect(isReached).toBe(true);
      // The first probe wins where the time was known.
      if (openTookMs !== undefined) expect(spentMs).toBeLessThanOrEqual(2_500);
    }
  });

  test('after a minute it tries once a second', async () => {
    const { clock, dials } = race({}, { canRenew: false, endpoint: () => Promise.resolve(endpointAt('old')) });
    const run = async (forMs: number): Promise<number> => {
      const before = dials.length;
      for (let spent = 0; spent < forMs; spent += 100) {
        await clock.advance(100);
        for (const dial of dials.slice(-2)) dial.fail(refused());
      }
      return dials.length - before;
    };
    expect(await run(10_000)).toBeGreaterThan(90);
    await run(50_500);
    expect(await run(10_000)).toBeLessThanOrEqual(11);
  });

  test('console calls overlap where the provider is slow, up to their limit', async () => {
    const asked: number[] = [];
    const { clock } = race({}, { endpoint: () => new Promise(() => asked.push(1)) });
    await clock.advance(5_000);
    expect(asked).toHaveLength(3);
  });

  test('a refused console call is told and asked again; the old endpoint stays in the race', async () => {
    let calls = 0;
    const { clock, dials, messages, reached } = race({}, {
      endpoint: () => (++calls < 3 ? Promise.reject(new ProviderError('provider.notFound', { message: 'gone' }, { status: 404 })) : Promise.resolve(endpointAt('fresh'))),
    });
    await clock.advance(1_050);
    expect(messages().filter((key) => key === 'provider.notFound')).toHaveLength(2);
    dials.find(({ path }) => path === 'fresh')?.succeed();
    await clock.advance(0);
    expect(pathOf((await reached).endpoint)).toBe('fresh');
  });

  test('a console whose address stays is tried with each new password', async () => {
    let calls = 0;
    const lastEndpoint: Endpoint = { kind: 'tcp', host: 'same', port: 5900, password: new Secret('old') };
    const { clock, dials } = race({ lastEndpoint, openTookMs: 100 }, { endpoint: () => Promise.resolve({ ...lastEndpoint, password: new Secret(`new-${Math.ceil(++calls / 2)}`) }) });
    await clock.advance(3_000);
    // The calls bring each password twice; each is taken up once.
    expect(new Set(dials.map(({ password }) => password))).toEqual(new Set(['old', ...Array.from({ length: Math.ceil(calls / 2) }, (_, index) => `new-${index + 1}`)]));
  });

  test('an error that no retry can mend ends the race only where no endpoint is left', async () => {
    const hopeless = () => Promise.reject(new BootcatchError('link.passwordRefused', { reason: 'test' }));
    const withOld = race({}, { endpoint: hopeless });
    await withOld.clock.advance(1_000);
    withOld.open()[0]?.succeed();
    await withOld.clock.advance(0);
    expect(pathOf((await withOld.reached).endpoint)).toBe('old');

    const without = race({ lastEndpoint: undefined }, { endpoint: hopeless });
    await without.clock.advance(0);
    await expect(without.reached).rejects.toMatchObject({ code: 'link.passwordRefused' });
  });

  test('"too many requests" stops the calls for as long as the provider says', async () => {
    const asked: number[] = [];
    const { clock } = race({}, {
      endpoint: () => {
        asked.push(1);
        return Promise.reject(new ProviderError('provider.notFound', { message: 'slow down' }, { status: 429, retryAfterMs: 7_000 }));
      },
    });
    await clock.advance(6_900);
    expect(asked).toHaveLength(1);
    await clock.advance(1_000);
    expect(asked.length).toBeGreaterThan(1);
  });

  describe('where the provider announces the console', () => {
    const absent = () => new ProviderError('provider.notFound', { message: 'gone' }, { status: 404 });
    const whenAnnounced = { intervalMs: 50, forMs: 2_000 };
    const profile = { ...new StubServer().target({}).reach, intervalMs: 250, renewIntervalMs: 300, maxInFlight: 40, whenAnnounced };
    /** A race with a provider that finds the server from `thereMs` on. */
    const raceWith = (thereMs: number) => {
      const asked: number[] = [];
      let now = (): number => 0;
      const test = race({ profile }, { endpoint: () => (asked.push(now()), now() < thereMs ? Promise.reject(absent()) : Promise.resolve(endpointAt('fresh'))) });
      now = () => test.clock.now();
      return { ...test, asked };
    };
    const during = (dials: readonly { readonly atMs: number }[], fromMs: number, toMs: number): number => dials.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;

    test('it probes densely from the first "no such server" on, asks densely for an endpoint, and says so once', async () => {
      const { clock, dials, asked, messages } = raceWith(1_400);
      await clock.advance(2_000);
      expect(during(dials, 0, 1_000)).toBe(20);
      expect(asked.filter((atMs) => atMs < 1_000)).toHaveLength(10);
      expect(messages().filter((key) => key === 'catch.consoleAnnounced')).toHaveLength(1);
    });

    test('the first endpoint that was asked for afterwards announces it anew; then the manners hold again, whatever the provider says', async () => {
      const { clock, dials } = raceWith(1_400);
      await clock.advance(6_000);
      expect(during(dials, 2_500, 3_300)).toBe(16);
      expect(during(dials, 4_000, 6_000)).toBe(8);
    });

    test('the answer to a call that was under way before tells nothing', async () => {
      let calls = 0;
      const hanging = Promise.withResolvers<Endpoint>();
      const { clock, dials } = race({ profile }, { endpoint: () => (++calls === 1 ? hanging.promise : Promise.reject(absent())) });
      await clock.advance(1_500);
      hanging.resolve(endpointAt('late'));
      await clock.advance(1_500);
      // The first refusal came at 300 ms; its two seconds are over.
      expect(during(dials, 2_400, 3_000)).toBeLessThanOrEqual(3);
    });

    test('addresses from before the announcement lose their turns to the old one', async () => {
      let calls = 0;
      const { clock, dials } = race({ profile }, { endpoint: () => (++calls === 1 ? Promise.resolve(endpointAt('gap')) : Promise.reject(absent())) });
      await clock.advance(2_000);
      const paths = (fromMs: number, toMs: number): Set<string> => new Set(dials.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ path }) => path));
      expect(paths(0, 300)).toEqual(new Set(['old', 'gap']));
      expect(paths(301, 2_000)).toEqual(new Set(['old']));
    });

    test('meanwhile more probes may be under way, where the profile says so', async () => {
      const { clock, open } = race({ openTookMs: 900, profile: { ...profile, maxInFlight: 4, probeTimeoutMs: 30_000, whenAnnounced: { ...whenAnnounced, maxInFlight: 12 } } }, { endpoint: () => Promise.reject(absent()) });
      await clock.advance(1_000);
      expect(open()).toHaveLength(12);
    });

    test('a server that stays away is not pestered: two seconds, and no more', async () => {
      const { clock, dials } = race({ profile }, { endpoint: () => Promise.reject(absent()) });
      await clock.advance(10_000);
      expect(during(dials, 0, 2_000)).toBe(40);
      expect(during(dials, 3_000, 10_000)).toBe(28);
    });

    test('whoever asks for restraint is not pressed', async () => {
      let calls = 0;
      const { clock, dials } = race({ profile }, { endpoint: () => Promise.reject(++calls === 3 ? new ProviderError('provider.notFound', { message: 'slow down' }, { status: 429, retryAfterMs: 1_000 }) : absent()) });
      await clock.advance(1_300);
      expect(during(dials, 500, 1_300)).toBeLessThanOrEqual(4);
    });

    test('not where it was not measured, and not where a probe that comes early costs others their chance', async () => {
      for (const changes of [{ whenAnnounced: undefined }, { earlyProbe: { blindMs: 4_000, restarts: true } }]) {
        const { clock, dials, messages } = race({ profile: { ...profile, ...changes } }, { endpoint: () => Promise.reject(absent()) });
        await clock.advance(2_000);
        expect(dials.length).toBeLessThanOrEqual(9);
        expect(messages()).not.toContain('catch.consoleAnnounced');
      }
    });
  });

  test('an address that was asked for earlier and came later does not take the place of newer ones', async () => {
    const answers: PromiseWithResolvers<Endpoint>[] = [];
    const { clock, dials } = race({ lastEndpoint: undefined }, { endpoint: () => (answers.push(Promise.withResolvers()), answers.at(-1)?.promise ?? Promise.reject(new Error())) });
    await clock.advance(1_000);
    expect(answers).toHaveLength(3);
    answers[1]?.resolve(endpointAt('second'));
    answers[2]?.resolve(endpointAt('third'));
    await clock.advance(0);
    answers[0]?.resolve(endpointAt('first'));
    await clock.advance(1_000);
    expect(new Set(dials.map(({ path }) => path))).toEqual(new Set(['second', 'third']));
  });

  test('with only a pasted address it says after 10 s that it may be dead, and takes a new one in the middle', async () => {
    const newAddress = new Emitter<void>();
    let pasted = 'old';
    const { clock, messages, open, reached } = race({}, { canRenew: false, onNewEndpoint: newAddress.event, endpoint: () => Promise.resolve(endpointAt(pasted)) });
    await clock.advance(9_900);
    expect(messages()).not.toContain('catch.addressMayBeDead');
    await clock.advance(200);
    expect(messages()).toContain('catch.addressMayBeDead');
    pasted = 'pasted';
    newAddress.fire();
    await clock.advance(1_100);
    open().find(({ path }) => path === 'pasted')?.succeed();
    await clock.advance(0);
    expect(pathOf((await reached).endpoint)).toBe('pasted');
  });

  test('at trouble after the connection opened it also tries the politer handshake', async () => {
    const { clock, dials } = race({}, { canRenew: false, endpoint: () => Promise.resolve(endpointAt('old')) });
    for (let probe = 0; probe < 8; probe++) {
      dials.at(-1)?.fail(cut());
      await clock.advance(100);
    }
    expect(new Set(dials.slice(0, 2).map(({ options }) => options.handshake))).toEqual(new Set(['split']));
    expect(new Set(dials.slice(2).map(({ options }) => options.handshake))).toEqual(new Set(['split', 'polite']));
  });

  test('a shape in which the console has opened before is not doubted while it is away, unless the server answers it with nonsense', async () => {
    const shapesAfter = async (error: Error): Promise<Set<string>> => {
      const { clock, dials } = race({ provenHandshakes: new Set(['split'] as const) }, { canRenew: false, endpoint: () => Promise.resolve(endpointAt('old')) });
      for (let probe = 0; probe < 8; probe++) {
        dials.at(-1)?.fail(error);
        await clock.advance(100);
      }
      return new Set(dials.map(({ options }) => options.handshake));
    };
    expect(await shapesAfter(cut())).toEqual(new Set(['split']));
    expect(await shapesAfter(new BootcatchError('link.notRfb', { seen: 'test' }))).toEqual(new Set(['split', 'polite']));
  });

  test('right after the end it probes densely where the profile says so, then at its interval', async () => {
    const profile = { ...new StubServer().target().reach, intervalMs: 250, maxInFlight: 40, atOnce: { intervalMs: 100, forMs: 600 } };
    const { clock, dials } = race({ profile });
    await clock.advance(1_900);
    const [old, fresh] = ['old', 'console'].map((path) => dials.filter((dial) => dial.path === path).map(({ atMs }) => atMs));
    // A fresh address has its probe when it comes, and takes turns later.
    expect(old).toEqual([0, 100, 200, 300, 400, 500, 600, 1_100, 1_600]);
    expect(fresh).toEqual([0, 850, 1_350, 1_850]);
  });

  test('ends at its limit with a message, and at the signal with its reason', async () => {
    const limited = race({ limitMs: 3_000 });
    await limited.clock.advance(3_100);
    await expect(limited.reached).rejects.toMatchObject({ code: 'catch.notReached', values: { seconds: 3 } });
    expect(limited.open()).toHaveLength(0);

    const stopped = race();
    await stopped.clock.advance(500);
    stopped.controller.abort(new Error('stop'));
    await expect(stopped.reached).rejects.toThrow('stop');
    expect(stopped.clock.pending).toBe(0);
  });
});
