import { expect, test } from 'vitest';
import { addressOf, routeFrom } from '../../../renderer/app/route.ts';
import { bandPath, downBars, linePath, nearestPoint } from '../../../renderer/tuning/curve.ts';
import { layOutLaps } from '../../../renderer/tuning/laps-chart.ts';
import { aTunedLap } from './tuned.ts';

const spans = (parts: readonly { kind: string; from: number; to: number }[]) => parts.map(({ kind, from, to }) => `${kind} ${from}–${to}`);

test('a lap is drawn from the reboot to the end that the menu would have had', () => {
  const { scaleMs, ticksMs, bars } = layOutLaps([aTunedLap()]);
  expect(scaleMs).toBe(10_000);
  expect(ticksMs).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000]);
  expect(spans(bars[0]?.parts ?? [])).toEqual(['rebooting 0–0.02', 'gone 0.02–0.17', 'reaching 0.17–0.23', 'pressing 0.23–0.3', 'menu 0.3–0.5', 'rest 0.5–0.8']);
  expect(bars[0]?.marks).toEqual([{ kind: 'failed', at: 0.17 }, { kind: 'failed', at: 0.195 }, { kind: 'accepted', at: 0.22 }]);
});

test('a lap without a menu, one that stayed open and one that was stopped at once draw what they have', () => {
  const missed = aTunedLap({ outcome: 'missed', menuSeenMs: null, heldMs: null, menuEndMs: null, endMs: 5_000 });
  expect(spans(layOutLaps([missed]).bars[0]?.parts ?? []).at(-1)).toBe('pressing 0.2875–0.625');
  const stayed = aTunedLap({ goneMs: null, firstFailedMs: null, lastFailedMs: null, acceptedMs: null, connectedMs: null });
  expect(layOutLaps([stayed]).bars[0]?.parts.map(({ kind }) => kind)).toEqual(['rebooting', 'menu', 'rest']);
  const nothing = { goneMs: null, firstFailedMs: null, lastFailedMs: null, acceptedMs: null, connectedMs: null, menuSeenMs: null, heldMs: null, menuEndMs: null, endMs: 0 };
  expect(layOutLaps([aTunedLap(nothing)]).bars[0]).toMatchObject({ parts: [], marks: [], isCut: false });
});

test('all laps share one clock, the newest stand first, and one that takes far longer is cut', () => {
  const laps = [1, 2, 3, 4].map((id) => aTunedLap({ id: String(id) }));
  const { bars, scaleMs } = layOutLaps([aTunedLap({ id: 'long', endMs: 300_000, menuSeenMs: null, heldMs: null, menuEndMs: null }), ...laps]);
  expect(bars.map(({ lap }) => lap.id)).toEqual(['4', '3', '2', '1', 'long']);
  expect(scaleMs).toBe(30_000);
  expect(bars.map(({ isCut }) => isCut)).toEqual([false, false, false, false, true]);
  expect(bars[4]?.parts.at(-1)?.to).toBe(1);
});

test('the curve runs over the whole width, and a handle finds its point', () => {
  const curve = [0, 500, 1_000].map((delayMs, index) => ({ delayMs, chance: 1 - index / 2, range: [0.5 - index / 4, 1] as [number, number], probes: 1 }));
  expect(bandPath(curve)).toBe('M0.0 0.00L500.0 0.00L1000.0 0.00L1000.0 100.00L500.0 75.00L0.0 50.00Z');
  expect(linePath(curve)).toBe('M0.0 0.00L500.0 50.00L1000.0 100.00');
  expect([0, 240, 260, 9_000].map((delayMs) => nearestPoint(curve, delayMs))).toEqual([0, 0, 1, 2]);
});

test('measured times lie under the curve at its scale; an open end reaches its edge', () => {
  expect(downBars([{ afterMs: 1_000, byMs: 1_200, share: 0.5 }, { afterMs: 1_500, byMs: null, share: 0.25 }, { afterMs: 9_000, byMs: null, share: 0.25 }], 2_000)).toEqual([
    { from: 0.5, to: 0.6, height: 1, isOpen: false },
    { from: 0.75, to: 1, height: 0.5, isOpen: true },
  ]);
});

test('the page’s address names its server', () => {
  const route = { page: 'tuning', server: 'openstack:my cloud/web/1' } as const;
  expect(routeFrom(addressOf(route))).toEqual(route);
  expect(routeFrom('#/tuning')).toEqual({ page: 'tuning' });
});
