import { describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../core/base/clock.ts';
import type { CatchOptions } from '../../../core/catch/catcher.ts';
import { createNodePorts } from '../../../core/providers/node/ports.ts';
import { openOpenStack } from '../../../core/providers/openstack/openstack.ts';
import { startCloud, type Cloud } from '../../lab/cloud/cloud.ts';
import type { TokenMode } from '../../lab/cloud/console-tokens.ts';
import { nonsense, type CallKind, type Fault } from '../../fakes/http.ts';
import { seededRandom } from '../../lab/cloud/random.ts';
import { promptTimings } from '../../lab/cloud/timings.ts';
import { catchOn, eventsOf, quick, story, veryQuick, type Caught } from './catching.ts';
import { ServedMachine } from './served-machine.ts';

const never = new AbortController().signal;

interface CloudCatch {
  readonly tokenMode?: TokenMode;
  /** What goes wrong from the reboot's request on. */
  readonly faults?: readonly Fault[];
  readonly beforeReboot?: (cloud: Cloud) => void;
  readonly options?: Partial<CatchOptions>;
  readonly clock?: Clock;
  /** The provider's clock, where it is another. */
  readonly apiClock?: Clock;
}

interface CloudCaught extends Caught {
  readonly calls: (kind: CallKind) => number;
  readonly starts: number;
}

/** Catches a server of the lab's cloud, whose API fails from the first reboot on. */
async function catchOnCloud({ tokenMode = 'diesAtReboot', faults = [], beforeReboot, options, clock = quick, apiClock = clock }: CloudCatch): Promise<CloudCaught> {
  const machine = new ServedMachine();
  await machine.start();
  const cloud = await startCloud({ clock: systemClock, random: seededRandom(5), timings: promptTimings, tokenMode, servers: [{ name: 'web-1', hypervisor: machine }] });
  try {
    const provider = await openOpenStack('env', { ...createNodePorts(cloud.environment(), () => undefined), clock: apiClock });
    const target = await provider.target('web-1', never);
    let rebooted = false;
    const failing = {
      ...target,
      reboot: async (kind: 'hard' | 'soft', signal: AbortSignal) => {
        if (!rebooted) {
          beforeReboot?.(cloud);
          for (const fault of faults) cloud.inject(fault);
        }
        rebooted = true;
        await target.reboot?.(kind, signal);
      },
    };
    const caught = await catchOn(failing, { clock, ...(options && { options }) });
    caught.console.dispose();
    return { ...caught, calls: (kind) => cloud.calls.filter((call) => call.kind === kind).length, starts: machine.starts - 1 };
  } finally {
    cloud.dispose();
    await machine.stop();
  }
}

function expectHeld(caught: CloudCaught): void {
  expect({ outcome: caught.result.outcome, laps: caught.result.laps, starts: caught.starts }, story(caught)).toEqual({ outcome: 'held', laps: 1, starts: 1 });
}

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Fault['answer'] => ({ status: code, headers, body: { fault: { message: 'because of a test' } } });

describe('a console call that fails in the middle of a catch is made again', () => {
  test.for<readonly [name: string, fault: Omit<Fault, 'call'>, key: string]>([
    ['404', { answer: status(404), times: 3 }, 'provider.notFound'],
    ['409', { answer: status(409), times: 3 }, 'provider.busy'],
    ['500', { answer: status(500), times: 3 }, 'provider.failing'],
    ['503', { answer: status(503), times: 3 }, 'provider.failing'],
    ['nonsense', { answer: nonsense, times: 3 }, 'provider.answerNotUnderstood'],
    ['a cut connection', { answer: 'cut', times: 3 }, 'provider.unreachable'],
  ])('%s', async ([, fault, key]) => {
    const caught = await catchOnCloud({ faults: [{ ...fault, call: 'console' }] });
    expectHeld(caught);
    expect(eventsOf(caught, 'endpointRefused').map(({ message }) => message.key)).toEqual([key, key, key]);
  });

  test.for<readonly [name: string, headers: Readonly<Record<string, string>>, pauseMs: number]>([
    ['with Retry-After', { 'Retry-After': '2' }, 2_000],
    ['without Retry-After', {}, 5_000],
  ])('429 %s, after the pause that it asks for', async ([, headers, pauseMs]) => {
    const caught = await catchOnCloud({ faults: [{ call: 'console', answer: status(429, headers), times: 1 }] });
    expectHeld(caught);
    const [refused] = eventsOf(caught, 'endpointRefused');
    expect(refused?.message.key).toBe('provider.tooManyRequests');
    const later = eventsOf(caught, 'endpointAsked').find(({ atMs }) => atMs > (refused?.atMs ?? 0));
    expect((later?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(pauseMs);
  });

  test('silence, by a call beside it', async () => {
    const caught = await catchOnCloud({ faults: [{ call: 'console', answer: 'silence', times: 1 }] });
    expectHeld(caught);
    expect(caught.calls('console')).toBeGreaterThanOrEqual(3);
  });

  test('silence, although the address of before lives on and needs none', async () => {
    expectHeld(await catchOnCloud({ tokenMode: 'survives', faults: [{ call: 'console', answer: 'silence' }] }));
  });
});

describe('a refused sign-in', () => {
  test('in the middle of a catch is mended by one new sign-in', async () => {
    const caught = await catchOnCloud({ beforeReboot: (cloud) => cloud.revokeApiTokens() });
    expectHeld(caught);
    expect(caught.calls('signIn')).toBe(2);
    expect(eventsOf(caught, 'rebootRefused')).toEqual([]);
  });

  test('that is refused again ends the catch, and nothing was reset', async () => {
    const caught = await catchOnCloud({ beforeReboot: (cloud) => cloud.revokeApiTokens(), faults: [{ call: 'signIn', answer: status(401) }] });
    expect(caught.result, story(caught)).toMatchObject({ outcome: 'failed', message: { key: 'provider.signInRefused' } });
    expect(caught.starts).toBe(0);
    expect(caught.calls('signIn')).toBe(2);
  });

  test('for console calls alone is said, and the address of before is tried on', async () => {
    const caught = await catchOnCloud({ tokenMode: 'survives', faults: [{ call: 'console', answer: status(401) }] });
    expectHeld(caught);
    expect(caught.calls('signIn')).toBe(2);
  });

  test('after a wall clock that jumped is asked for anew, or not needed', async () => {
    for (const jumpMs of [365 * 86_400_000, -365 * 86_400_000]) {
      let wallOffsetMs = 0;
      const apiClock: Clock = { ...quick, wallNow: () => Date.now() + wallOffsetMs };
      const caught = await catchOnCloud({ apiClock, beforeReboot: (cloud) => ((wallOffsetMs = jumpMs), jumpMs < 0 && cloud.revokeApiTokens()) });
      expectHeld(caught);
      expect(caught.calls('signIn')).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('a right that is missing', () => {
  test('to reset the server ends the catch at once', async () => {
    const caught = await catchOnCloud({ faults: [{ call: 'power', answer: status(403) }] });
    expect(caught.result, story(caught)).toMatchObject({ outcome: 'failed', message: { key: 'provider.forbidden' } });
    expect(caught.calls('power')).toBe(1);
  });

  test('to open its console is said; the address of before is tried on, and no further call is made', async () => {
    const caught = await catchOnCloud({ faults: [{ call: 'console', answer: status(403) }], options: { timeoutMs: 15_000 } });
    expect(caught.result, story(caught)).toMatchObject({ outcome: 'gaveUp', message: { key: 'catch.timeOver' } });
    expect(new Set(eventsOf(caught, 'endpointRefused').map(({ message }) => message.key))).toEqual(new Set(['provider.forbidden']));
    const refusedAtMs = eventsOf(caught, 'endpointRefused')[0]?.atMs ?? 0;
    expect(eventsOf(caught, 'probeStarted').filter(({ atMs }) => atMs > refusedAtMs + 2_000).length).toBeGreaterThan(3);
    expect(eventsOf(caught, 'endpointAsked').filter(({ atMs }) => atMs > refusedAtMs)).toEqual([]);
  });
});

describe('a reboot that is refused', () => {
  test.for<readonly [name: string, fault: Omit<Fault, 'call'>, key: string]>([
    ['404', { answer: status(404), times: 2 }, 'provider.notFound'],
    ['409', { answer: status(409), times: 2 }, 'provider.busy'],
    ['500', { answer: status(500), times: 2 }, 'provider.failing'],
    ['a cut connection', { answer: 'cut', times: 2 }, 'provider.unreachable'],
    ['silence', { answer: 'silence', times: 1 }, 'provider.tooSlow'],
  ])('with %s is asked for again', async ([, fault, key]) => {
    const caught = await catchOnCloud({ faults: [{ ...fault, call: 'power' }], apiClock: veryQuick });
    expectHeld(caught);
    expect(new Set(eventsOf(caught, 'rebootRefused').map(({ message }) => message.key))).toEqual(new Set([key]));
  });

  test('with 429 is asked for again after the pause that it asks for', async () => {
    const caught = await catchOnCloud({ faults: [{ call: 'power', answer: status(429, { 'Retry-After': '3' }), times: 1 }] });
    expectHeld(caught);
    const [first, second] = eventsOf(caught, 'rebootAsked');
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(3_000);
  });

  test('again and again ends the catch with the last refusal', async () => {
    const caught = await catchOnCloud({ faults: [{ call: 'power', answer: status(404) }] });
    expect(caught.result, story(caught)).toMatchObject({ outcome: 'failed', message: { key: 'provider.notFound' } });
    expect(caught.calls('power')).toBe(6);
    expect(caught.starts).toBe(0);
  });
});
