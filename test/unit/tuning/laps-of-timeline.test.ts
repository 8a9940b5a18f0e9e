import { expect, test } from 'vitest';
import type { TimelineEvent, TimelinePayload } from '../../../core/timeline/events.ts';
import { lapRecordSchema, PROBES_KEPT } from '../../../core/tuning/lap-record.ts';
import { lapsOfTimeline } from '../../../core/tuning/laps-of-timeline.ts';

const setting = { catchId: 'c', server: 'main/1', region: null, firmware: 'bios', settings: { firstDelayMs: 0, intervalMs: 250, maxInFlight: 4, probeTimeoutMs: 5_000 } } as const;
const message = { key: 'catch.missed.tooLate', values: {} };
const menu = { kind: 'grub2', title: 'GNU GRUB  version 2.06', entries: ['Debian'], selected: 0 };

function timeline(...events: readonly (readonly [atMs: number, payload: TimelinePayload])[]): TimelineEvent[] {
  return events.map(([atMs, payload]) => ({ ...payload, atMs, wallTime: new Date(1_700_000_000_000 + atMs).toISOString() }));
}

const started = [0, { event: 'catchStarted', target: 'web-01', provider: 'openstack', reboot: 'hard', lapLimit: 5, keys: 'auto' }] as const;
const lap = (number: number, atMs: number) => [atMs, { event: 'lapStarted', lap: number, key: 'f4', reason: message }] as const;

test('a lap tells what was seen, in time since the reboot was asked for', () => {
  const [record, ...others] = lapsOfTimeline(
    timeline(
      started,
      lap(1, 1_000),
      [1_000, { event: 'rebootAsked', kind: 'hard' }],
      [1_050, { event: 'rebootAnswered', tookMs: 50 }],
      [1_200, { event: 'drop', kind: 'closed' }],
      [1_200, { event: 'probeStarted', probe: 1, endpoint: 'old', handshake: 'split' }],
      [1_210, { event: 'probeFailed', probe: 1, failure: 'refused', message, tookMs: 10 }],
      [1_450, { event: 'probeStarted', probe: 2, endpoint: 'old', handshake: 'split' }],
      [1_460, { event: 'probeStarted', probe: 3, endpoint: 'fresh', handshake: 'split' }],
      [1_550, { event: 'connected', probe: 2, handshake: 'split', tookMs: 100, awayMs: 350 }],
      [1_600, { event: 'firstFrame', width: 720, height: 400 }],
      [1_900, { event: 'keySent', key: 'F4', count: 1, why: 'nothingSeen' }],
      [2_000, { event: 'menuSeen', menu, secondsLeft: 5 }],
      [2_500, { event: 'countdownRead', secondsLeft: 4 }],
      [2_600, { event: 'keySent', key: 'F4', count: 2, why: 'menuSeen' }],
      [4_500, { event: 'held', menu, proof: 'fullUpdate', key: 'F4' }],
      [4_500, { event: 'result', outcome: 'held', laps: 1, key: 'F4', proof: 'fullUpdate', menu, message, elapsedMs: 4_500 }],
      [9_000, { event: 'heldLost' }],
      [9_100, { event: 'connected', probe: 1, handshake: 'split', tookMs: 100, awayMs: 100 }],
    ),
    setting,
  );
  expect(others).toEqual([]);
  expect(lapRecordSchema.parse(record)).toMatchObject({
    lap: 1,
    provider: 'openstack',
    rebootKind: 'hard',
    answeredMs: 50,
    goneMs: 200,
    connectedMs: 550,
    handshakeMs: 100,
    firstFrameMs: 600,
    menuSeenMs: 1_000,
    heldMs: 3_500,
    outcome: 'held',
    loader: 'grub2',
    pressed: { F4: 2 },
    countdown: [
      { atMs: 1_000, secondsLeft: 5 },
      { atMs: 1_500, secondsLeft: 4 },
    ],
    probes: [
      { startedMs: 200, endedMs: 210, result: 'refused' },
      { startedMs: 450, endedMs: 550, result: 'accepted' },
      { startedMs: 460, endedMs: null, result: 'open' },
    ],
  });
});

test('a lap ends where the next one starts, and each is told as it ended', () => {
  const events = timeline(
    started,
    lap(1, 0),
    [0, { event: 'rebootAsked', kind: 'hard' }],
    [100, { event: 'drop', kind: 'cut' }],
    [9_000, { event: 'connected', probe: 1, handshake: 'whole', tookMs: 5, awayMs: 8_900 }],
    [9_100, { event: 'phase', phase: 'kernel' }],
    [9_200, { event: 'missed', message }],
    lap(2, 9_200),
    [9_200, { event: 'rebootAsked', kind: 'hard' }],
  );
  expect(lapsOfTimeline(events, setting)).toMatchObject([{ lap: 1, outcome: 'missed', reason: 'catch.missed.tooLate', pastLoaderMs: 9_100 }]);
  const cancelled = timeline([9_900, { event: 'result', outcome: 'cancelled', laps: 2, key: null, proof: null, menu: null, message, elapsedMs: 9_900 }]);
  expect(lapsOfTimeline([...events, ...cancelled], setting).map(({ outcome }) => outcome)).toEqual(['missed', 'abandoned']);
});

test('the picture of the old run says nothing about the new one', () => {
  const [record] = lapsOfTimeline(
    timeline(started, lap(1, 0), [0, { event: 'rebootAsked', kind: 'hard' }], [50, { event: 'phase', phase: 'panic' }], [100, { event: 'drop', kind: 'cut' }], [900, { event: 'missed', message }], lap(2, 901)),
    setting,
  );
  expect(record).toMatchObject({ pastLoaderMs: null, connectedMs: null, outcome: 'missed' });
});

test('however many probes there were, a record stays small and keeps the last ones', () => {
  const probes = Array.from({ length: 1_000 }, (_, index) => [index, { event: 'probeStarted', probe: index + 1, endpoint: 'old', handshake: 'whole' }] as const);
  const [record] = lapsOfTimeline(timeline(started, lap(1, 0), [0, { event: 'rebootAsked', kind: 'hard' }], ...probes, [2_000, { event: 'missed', message }], lap(2, 2_000)), setting);
  expect(record?.probeCount).toBe(1_000);
  expect(record?.probes).toHaveLength(PROBES_KEPT);
  expect(record?.probes.at(-1)?.startedMs).toBe(999);
});

test('a timeline without a lap has none', () => {
  expect(lapsOfTimeline([], setting)).toEqual([]);
  expect(lapsOfTimeline(timeline(started), setting)).toEqual([]);
});
