import { describe, expect, it } from 'vitest';
import { addressOf, routeFrom } from '../../../renderer/app/route.ts';
import { layOutLanes, momentsOf } from '../../../renderer/recordings/lanes.ts';
import { changesOfBoth, lapClocks, pairToCompare } from '../../../renderer/recordings/lap-clock.ts';
import { playKey } from '../../../renderer/recordings/player-keys.ts';
import { advance, stepFrom } from '../../../renderer/recordings/playing.ts';
import { begun, held, lapUntilPressing, missed, timeline } from './events.ts';

describe('playing', () => {
  const pace = { speed: 1, skipStill: false, changes: [0, 100, 5_000, 5_100], durationMs: 9_000 };

  it('goes on at its speed, up to the end', () => {
    expect(advance(1_000, 50, pace)).toBe(1_050);
    expect(advance(1_000, 50, { ...pace, speed: 16 })).toBe(1_800);
    expect(advance(8_990, 50, pace)).toBe(9_000);
  });

  it('leaves out the rest of what stands still, after it could be seen', () => {
    const skipping = { ...pace, skipStill: true };
    expect(advance(200, 50, skipping)).toBe(250);
    expect(advance(780, 50, skipping)).toBe(4_700);
    expect(advance(4_700, 50, skipping)).toBe(4_750);
    expect(advance(5_790, 50, skipping)).toBe(9_000);
  });

  it('steps from change to change, and stops at the ends', () => {
    expect(stepFrom(100, 1, pace)).toBe(5_000);
    expect(stepFrom(100, -1, pace)).toBe(0);
    expect(stepFrom(5_100, 1, pace)).toBe(9_000);
    expect(stepFrom(0, -1, pace)).toBe(0);
  });

  it('has its keys', () => {
    const done: string[] = [];
    const keys = { toggle: () => void done.push('toggle'), move: (byMs: number) => void done.push(`move ${byMs}`), step: (way: number) => void done.push(`step ${way}`), seek: (to: number) => void done.push(`seek ${to}`) };
    const press = (key: string, shiftKey = false): boolean => playKey({ key, shiftKey }, keys);
    expect([press(' '), press('ArrowLeft'), press('ArrowRight', true), press('.'), press('Home'), press('x')]).toEqual([true, true, true, true, true, false]);
    expect(done).toEqual(['toggle', 'move -1000', 'move 10000', 'step 1', 'seek 0']);
  });
});

describe('the lanes', () => {
  it('show laps with their outcome, when the console was away, and keys', () => {
    const events = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(8_000), ...lapUntilPressing(2, 10_000), ...held(10_000));
    const durationMs = 60_000;
    const { laps, away, keys } = layOutLanes(events, durationMs);
    expect(laps.map(({ lap, outcome }) => [lap, outcome])).toEqual([[1, 'missed'], [2, 'held']]);
    expect(away).toHaveLength(2);
    for (const { fromMs, toMs } of [...laps, ...away]) expect(toMs).toBeGreaterThan(fromMs);
    expect(keys.length).toBeGreaterThan(0);
    expect(momentsOf({ events, marks: [{ atMs: 9_000, label: 'here' }] }).find((moment) => 'label' in moment)).toEqual({ atMs: 9_000, label: 'here' });
  });

  it('keep what is open to the end', () => {
    const events = timeline(...begun, ...lapUntilPressing(1, 100)).filter(({ event }) => event !== 'connected');
    const { laps, away } = layOutLanes(events, 60_000);
    expect(laps).toMatchObject([{ toMs: 60_000, outcome: 'open' }]);
    expect(away).toMatchObject([{ toMs: 60_000 }]);
  });
});

describe('two laps side by side', () => {
  const events = timeline(...begun, ...lapUntilPressing(1, 100), ...missed(100), ...lapUntilPressing(2, 10_000), ...missed(10_000), ...lapUntilPressing(3, 20_000), ...held(20_000));
  const laps = lapClocks(events, 60_000);

  it('begin their clocks where each reboot was asked for', () => {
    expect(laps.map(({ lap, outcome, zeroMs, lengthMs }) => [lap, outcome, zeroMs, lengthMs])).toEqual([[1, 'missed', 110, 2_590], [2, 'missed', 10_010, 2_590], [3, 'held', 20_010, 4_100]]);
    expect(laps.map(({ events: own }) => own.find(({ event }) => event === 'drop')?.atMs)).toEqual([300, 300, 300]);
    expect(layOutLanes(laps[1]?.events ?? [], 2_590).laps).toEqual([{ lap: 2, outcome: 'missed', fromMs: 0, toMs: 2_590 }]);
    expect(changesOfBoth(laps.slice(1), [9_000, 10_510, 20_510, 20_610, 50_000])).toEqual([500, 600]);
  });

  it('are the missed one beside the held one, else the last two', () => {
    expect(pairToCompare(laps)?.map(({ lap }) => lap)).toEqual([2, 3]);
    expect(pairToCompare(laps.slice(0, 2))?.map(({ lap }) => lap)).toEqual([1, 2]);
    expect(pairToCompare(laps.slice(0, 1))).toBeUndefined();
    const address = { page: 'laps', id: '2026-01-01T000000Z-web 01' } as const;
    expect(routeFrom(addressOf(address))).toEqual(address);
  });
});

it('a moment of a recording has an address', () => {
  const route = { page: 'recording', id: '2026-01-01T000000Z-web 01', atMs: 5_800.5 } as const;
  expect(routeFrom(addressOf(route))).toEqual(route);
  expect(routeFrom('#/recording/a/b')).toEqual({ page: 'recording', id: 'a' });
});
