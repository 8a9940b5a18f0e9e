import type { TunedDetail, TunedLap } from '../../../core/contract/index.ts';

/** A lap as the page gets it: gone at 200 ms, back at 2.3 s, its menu held at 5 s. */
export function aTunedLap(changes: Partial<TunedLap> = {}): TunedLap {
  return {
    id: 'catch-1/1',
    startedAt: '2026-11-01T00:00:00.000Z',
    outcome: 'held',
    reason: null,
    goneMs: 200,
    firstFailedMs: 1_700,
    lastFailedMs: 1_950,
    acceptedMs: 2_200,
    connectedMs: 2_300,
    menuSeenMs: 3_000,
    heldMs: 5_000,
    menuEndMs: 8_000,
    endMs: 8_000,
    probes: 9,
    key: 'f4',
    firstDelayMs: 0,
    ...changes,
  };
}

/** A server of which four laps told that early tries cost nothing. */
export function aDetail(changes: Partial<TunedDetail> = {}): TunedDetail {
  const builtIn = { kind: 'builtIn', laps: null, evidence: 'inferred' } as const;
  return {
    server: { key: 'main/web-01', serverId: 'main/1', name: 'web-01', scenario: null, provider: 'conoha', laps: 4, held: 3, missed: 1, lastAt: '2026-11-01T00:00:00.000Z' },
    laps: [aTunedLap({ id: '1', outcome: 'missed' }), aTunedLap({ id: '2' })],
    advice: {
      sentence: { key: 'tuning.free.own', values: { from: '1.8', to: '2.1', laps: 4 } },
      ownLaps: 4,
      otherLaps: 0,
      earlyProbe: { blindMs: 0, source: 'assumed' },
      firstDelayMs: 0,
      intervalMs: 250,
      dense: { fromMs: 1_700, toMs: 2_200, intervalMs: 50 },
      chance: 0.97,
      chanceRange: [0.9, 0.99],
      downMs: [1_750, 1_900, 2_100],
      windowMs: [4_000, 5_000, 6_000],
      backByFirst: 0,
      changedSince: null,
    },
    settings: [
      { name: 'firstDelayMs', value: 0, origin: { kind: 'server', laps: 4, evidence: null } },
      { name: 'intervalMs', value: 250, origin: builtIn },
      { name: 'maxInFlight', value: 4, origin: builtIn },
      { name: 'probeTimeoutMs', value: 5_000, origin: builtIn },
    ],
    curve: Array.from({ length: 11 }, (_, index) => ({ delayMs: index * 100, chance: 1 - index / 20, range: [0.9 - index / 20, 1 - index / 50], probes: 10 - index })),
    inUse: { delayMs: 0, chance: 1, range: [0.9, 1], probes: 10 },
    downSteps: [{ afterMs: 1_750, byMs: 2_100, share: 1 }],
    days: [{ day: '2026-11-01', held: 3, missed: 1, abandoned: 0 }],
    canExport: true,
    calibration: { canReboot: true, harmless: false, lapMs: 10_000 },
    ...changes,
  };
}
