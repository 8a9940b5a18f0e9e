import type { TimelineEvent } from '../../../core/contract/index.ts';
import type { TimelinePayload } from '../../../core/timeline/events.ts';

const startsAt = Date.UTC(2026, 10, 23, 3, 0, 0);

/** Events with their times; the wall clock runs with them. */
export function timeline(...events: readonly (readonly [atMs: number, payload: TimelinePayload])[]): TimelineEvent[] {
  return events.map(([atMs, payload]) => ({ ...payload, atMs, wallTime: new Date(startsAt + atMs).toISOString() }));
}

export const wallAt = (atMs: number): number => startsAt + atMs;

const menu = { kind: 'grub2', title: 'GNU GRUB  version 2.06', entries: ['Linux', 'Linux, rescue'], selected: 0 };
const refused = { key: 'link.downstreamRefused', values: { reason: 'x' } };

type Timed = readonly [number, TimelinePayload];

/** The beginning of a catch. */
export const begun: readonly Timed[] = [
  [0, { event: 'catchStarted', target: 'web-01', provider: 'conoha', reboot: 'hard', lapLimit: 5, keys: 'auto' }],
  [10, { event: 'panicRead', reason: 'VFS: Unable to mount root fs' }],
];

/** A lap up to the moment when its keys flow, from `at` on; the reboot is asked for 10 ms later. */
export function lapUntilPressing(lap: number, at: number, key = 'f4'): readonly Timed[] {
  return [
    [at, { event: 'state', from: lap === 1 ? 'preparing' : 'missed', to: 'rebooting' }],
    [at, { event: 'lapStarted', lap, key, reason: { key: 'catch.reason.f4', values: {} } }],
    [at + 10, { event: 'rebootAsked', kind: 'hard' }],
    [at + 60, { event: 'rebootAnswered', tookMs: 50 }],
    [at + 310, { event: 'drop', kind: 'closed', code: 1000 }],
    [at + 310, { event: 'state', from: 'rebooting', to: 'down' }],
    [at + 410, { event: 'state', from: 'down', to: 'reaching' }],
    [at + 410, { event: 'probeStarted', probe: 1, endpoint: 'old', handshake: 'whole' }],
    [at + 415, { event: 'probeFailed', probe: 1, failure: 'downstreamRefused', message: refused, tookMs: 5 }],
    [at + 660, { event: 'probeStarted', probe: 2, endpoint: 'fresh', handshake: 'whole' }],
    [at + 2_010, { event: 'connected', probe: 2, handshake: 'whole', tookMs: 4, awayMs: 1_700 }],
    [at + 2_010, { event: 'state', from: 'reaching', to: 'pressing' }],
    [at + 2_020, { event: 'keySent', key: 'F4', count: 1, why: 'nothingSeen' }],
  ];
}

/** The rest of a lap that ends held. */
export function held(at: number): readonly Timed[] {
  return [
    [at + 2_410, { event: 'menuSeen', menu, secondsLeft: 5 }],
    [at + 2_510, { event: 'countdownRead', secondsLeft: 4 }],
    [at + 2_520, { event: 'keySent', key: 'F4', count: 2, why: 'menuSeen' }],
    [at + 2_610, { event: 'countdownGone' }],
    [at + 4_110, { event: 'held', menu, proof: 'standsWithoutCountdown', key: 'F4' }],
    [at + 4_110, { event: 'state', from: 'pressing', to: 'held' }],
    [at + 4_111, { event: 'result', outcome: 'held', laps: 1, key: 'F4', proof: 'standsWithoutCountdown', menu, message: { key: 'catch.held', values: {} }, elapsedMs: at + 4_111 }],
  ];
}

/** The rest of a lap that comes too late. */
export function missed(at: number): readonly Timed[] {
  return [
    [at + 2_600, { event: 'missed', message: { key: 'catch.missed.tooLate', values: { phase: 'kernel' } } }],
    [at + 2_600, { event: 'state', from: 'pressing', to: 'missed' }],
  ];
}
