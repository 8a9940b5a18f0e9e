import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { ConsolePorts, ConsoleTokens, noPort, type TokenMode } from './console-tokens.ts';
import type { Hypervisor } from './hypervisor.ts';
import { seededRandom } from './random.ts';
import { CloudServer } from './server.ts';
import type { PowerAction, VmState } from './server-states.ts';
import { measuredTimings, type CloudTimings } from './timings.ts';

/** A machine that is on or off at once. */
class InstantMachine implements Hypervisor {
  readonly vncPort = 5_999;
  running = true;
  fails = false;

  start(): Promise<void> {
    if (this.fails) return Promise.reject(new Error('no more memory'));
    this.running = true;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.running = false;
    return Promise.resolve();
  }

  command(): Promise<unknown> {
    return Promise.resolve({});
  }
}

let clock: ManualClock;
let machine: InstantMachine;
let tokens: ConsoleTokens;

/** Ranges without a width, so that every moment is known. */
const exact: Partial<CloudTimings> = { dropMs: [200, 200], earlyMs: [100, 100], notFoundMs: [400, 400], activeMs: [200, 200], consoleHangMs: [1_500, 1_500], dialHangMs: [1_800, 1_800] };

function makeServers(count: number, options: { mode?: TokenMode; timings?: Partial<CloudTimings>; state?: VmState } = {}): CloudServer[] {
  const { mode = 'survives', timings = {}, state = 'active' } = options;
  const random = seededRandom(7);
  tokens = new ConsoleTokens(mode, 600_000, clock, random);
  const around = { clock, random, timings: { ...measuredTimings, ...exact, ...timings }, tokens, ports: new ConsolePorts(mode), signal: new AbortController().signal };
  return Array.from({ length: count }, (_, index) => new CloudServer(`id-${index}`, `vps-${index}`, machine, state, around));
}

function makeServer(options: Parameters<typeof makeServers>[1] = {}): CloudServer {
  const [server] = makeServers(1, options);
  if (server === undefined) throw new Error('no server');
  return server;
}

function ask(server: CloudServer, action: PowerAction): string {
  const verdict = server.request(action);
  if (verdict.kind === 'begins') void server.carryOut(action);
  return verdict.kind;
}

/** What a client gets that asks for a console and dials it at once. */
function consoleToken(server: CloudServer): string {
  const answer = server.console();
  if (answer.kind !== 'token') throw new Error(`no token but ${answer.kind}`);
  return answer.token;
}

function opens(server: CloudServer, token: string): boolean {
  const target = tokens.use(token);
  return target !== undefined && server.dial(target.port).port !== undefined;
}

beforeEach(() => {
  clock = new ManualClock();
  machine = new InstantMachine();
});

describe('a hard reboot', () => {
  it('drops the guest, stays away for the down time, and is ACTIVE a moment after it runs', async () => {
    const server = makeServer();
    ask(server, 'hardReboot');
    const seen: unknown[] = [];
    for (const byMs of [0, 199, 2, 2_048, 2, 198, 2]) {
      await clock.advance(byMs);
      seen.push([clock.now(), server.status, server.taskState, machine.running]);
    }
    expect(seen).toEqual([
      [0, 'HARD_REBOOT', 'rebooting_hard', true],
      [199, 'HARD_REBOOT', 'rebooting_hard', true],
      [201, 'HARD_REBOOT', 'reboot_started_hard', false],
      [2_249, 'HARD_REBOOT', 'reboot_started_hard', false],
      [2_251, 'HARD_REBOOT', 'reboot_started_hard', true],
      [2_449, 'HARD_REBOOT', 'reboot_started_hard', true],
      [2_451, 'ACTIVE', null, true],
    ]);
    expect(server.history).toEqual([{ atMs: 200, event: 'ended' }, { atMs: 2_250, event: 'started' }]);
    expect(server.vmState).toBe('active');
  });

  it('answers console calls in the gap late, then not at all, then well before the port opens', async () => {
    const server = makeServer();
    ask(server, 'hardReboot');
    const seen: unknown[] = [];
    for (const byMs of [100, 200, 1_400, 100, 340, 20, 350]) {
      await clock.advance(byMs);
      const answer = server.console();
      seen.push([clock.now(), answer.kind, answer.kind === 'token' ? answer.hangMs : undefined]);
    }
    expect(seen).toEqual([
      [100, 'token', 0],
      [300, 'token', 1_500],
      [1_700, 'token', 1_500],
      [1_800, 'notFound', undefined],
      [2_140, 'notFound', undefined],
      [2_160, 'token', 0],
      [2_510, 'token', 0],
    ]);
  });

  it('hands out dead tokens in the gap, as often as told', async () => {
    const shares: number[] = [];
    for (const deadTokenChance of [0, 0.5, 1]) {
      const server = makeServer({ timings: { deadTokenChance } });
      ask(server, 'hardReboot');
      await clock.advance(300);
      const handedOut = Array.from({ length: 200 }, () => consoleToken(server));
      await clock.advance(3_000);
      shares.push(handedOut.filter((token) => !opens(server, token)).length / 200);
    }
    expect(shares[0]).toBe(0);
    expect(shares[1]).toBeGreaterThan(0.35);
    expect(shares[1]).toBeLessThan(0.65);
    expect(shares[2]).toBe(1);
  });

  it('makes dials hang in the first part of the gap and refuses them soon in the rest', async () => {
    const server = makeServer();
    const { port } = tokens.use(consoleToken(server)) ?? { port: noPort };
    ask(server, 'hardReboot');
    const seen: unknown[] = [];
    for (const byMs of [300, 600, 500, 1_000]) {
      await clock.advance(byMs);
      seen.push([clock.now(), server.dial(port)]);
    }
    expect(seen).toEqual([
      [300, { port: undefined, hangMs: 1_800 }],
      [900, { port: undefined, hangMs: 1_800 }],
      [1_400, { port: undefined, hangMs: 0 }],
      [2_400, { port: 5_999, hangMs: 0 }],
    ]);
  });

  it('shortens the hangs in a short gap, and keeps a part of it for them', async () => {
    const server = makeServer({ timings: { downMs: 300 } });
    ask(server, 'hardReboot');
    await clock.advance(201);
    const answer = server.console();
    expect(answer).toMatchObject({ kind: 'token' });
    expect(answer.kind === 'token' && answer.hangMs).toBeCloseTo(1_500 * 300 / 2_050);
    await clock.advance(130);
    expect(server.console()).toEqual({ kind: 'notFound' });
  });

  it('collides with a second one, and refuses a soft one', async () => {
    const server = makeServer();
    expect([ask(server, 'hardReboot'), ask(server, 'hardReboot'), ask(server, 'softReboot')]).toEqual(['begins', 'collides', 'conflict']);
    await clock.advance(3_000);
    expect(ask(server, 'hardReboot')).toBe('begins');
  });

  it('ends in ERROR where the machine does not start, and can be asked for again', async () => {
    const server = makeServer();
    machine.fails = true;
    ask(server, 'hardReboot');
    await clock.advance(3_000);
    expect(server.status).toBe('ERROR');
    expect(server.failure).toMatchObject({ message: 'no more memory' });
    machine.fails = false;
    expect(ask(server, 'hardReboot')).toBe('begins');
    await clock.advance(3_000);
    expect(server.status).toBe('ACTIVE');
  });
});

describe('a token from before a hard reboot', () => {
  const cases: readonly (readonly [TokenMode, before: readonly boolean[], after: boolean])[] = [
    ['survives', [true, true], true],
    ['diesAtReboot', [true, true], false],
    ['once', [true, false], false],
    ['portChanges', [true, true], false],
  ];
  it.each(cases)('%s', async (mode, before, after) => {
    const server = makeServer({ mode });
    const token = consoleToken(server);
    expect(before.map(() => opens(server, token))).toEqual(before);
    ask(server, 'hardReboot');
    await clock.advance(3_000);
    expect(opens(server, token)).toBe(after);
    expect(opens(server, consoleToken(server))).toBe(true);
  });

  it('that points to a port that has changed stays dead over more reboots', async () => {
    const server = makeServer({ mode: 'portChanges' });
    const token = consoleToken(server);
    for (let lap = 0; lap < 3; lap++) {
      ask(server, 'hardReboot');
      await clock.advance(3_000);
      expect(opens(server, token)).toBe(false);
    }
  });

  it('expires', async () => {
    const server = makeServer();
    const token = consoleToken(server);
    await clock.advance(599_999);
    expect(opens(server, token)).toBe(true);
    await clock.advance(1);
    expect(opens(server, token)).toBe(false);
  });

  it('leads nowhere when two servers have swapped their ports', async () => {
    const [one, other] = makeServers(2);
    if (one === undefined || other === undefined) throw new Error('no servers');
    const pairs = [one, other].map((server) => [server, consoleToken(server)] as const);
    ask(other, 'stop');
    await clock.advance(61_000);
    // Both are down now, and the second is back first: it takes the lowest port.
    ask(one, 'hardReboot');
    await clock.advance(300);
    ask(other, 'start');
    await clock.advance(5_000);
    expect(pairs.map(([server, token]) => opens(server, token))).toEqual([false, false]);
  });
});

describe('other ways to restart', () => {
  it('a soft reboot of a guest that does not listen restarts it after two minutes, and a hard one meanwhile only waits', async () => {
    const server = makeServer();
    expect(ask(server, 'softReboot')).toBe('begins');
    await clock.advance(60_000);
    expect([server.status, server.taskState, machine.running, server.console().kind]).toEqual(['REBOOT', 'reboot_started', true, 'token']);
    expect(ask(server, 'hardReboot')).toBe('joins');
    await clock.advance(61_190);
    expect(machine.running).toBe(true);
    await clock.advance(20);
    expect(machine.running).toBe(false);
    await clock.advance(3_000);
    expect([server.status, machine.running, server.history.length]).toEqual(['ACTIVE', true, 2]);
  });

  it('stop takes a minute, start a second, and a token for a stopped server never works', async () => {
    const server = makeServer();
    const old = consoleToken(server);
    ask(server, 'stop');
    await clock.advance(60_400);
    expect([server.status, server.taskState, machine.running]).toEqual(['ACTIVE', 'powering-off', true]);
    await clock.advance(200);
    expect([server.status, machine.running]).toEqual(['SHUTOFF', false]);
    const dead = consoleToken(server);
    expect(ask(server, 'start')).toBe('begins');
    await clock.advance(1_300);
    expect([server.status, opens(server, old), opens(server, dead)]).toEqual(['ACTIVE', true, false]);
  });

  it('rescue and back', async () => {
    const server = makeServer();
    ask(server, 'rescue');
    await clock.advance(63_000);
    expect([server.status, ask(server, 'hardReboot')]).toEqual(['RESCUE', 'conflict']);
    expect(ask(server, 'unrescue')).toBe('begins');
    await clock.advance(2_000);
    expect(server.status).toBe('ACTIVE');
  });

  it('a server being built has no console yet', () => {
    expect(makeServer({ state: 'building' }).console()).toEqual({ kind: 'notReady' });
  });
});
