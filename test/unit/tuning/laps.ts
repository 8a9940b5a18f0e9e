import type { LapRecord } from '../../../core/tuning/lap-record.ts';

/** A lap whose console was away from 200 ms after the reboot for two seconds, found by a probe every 250 ms, and whose menu of 5 s was held. */
export function heldLap(changes: Partial<LapRecord> = {}): LapRecord {
  return {
    catchId: 'catch-1',
    lap: 1,
    startedAt: '2026-11-01T00:00:00.000Z',
    provider: 'openstack',
    server: 'main/1',
    region: null,
    rebootKind: 'hard',
    firmware: 'bios',
    loader: 'grub2',
    loaderTitle: 'GNU GRUB  version 2.06',
    answeredMs: 50,
    goneMs: 200,
    stayed: false,
    probes: [
      { startedMs: 1_700, endedMs: 1_705, result: 'refused' },
      { startedMs: 1_950, endedMs: 1_955, result: 'refused' },
      { startedMs: 2_200, endedMs: 2_300, result: 'accepted' },
    ],
    probeCount: 9,
    connectedMs: 2_300,
    handshakeMs: 100,
    firstFrameMs: 2_350,
    menuSeenMs: 3_000,
    countdown: [{ atMs: 3_000, secondsLeft: 5 }],
    heldMs: 5_000,
    pastLoaderMs: null,
    key: 'f4',
    pressed: { f4: 3 },
    outcome: 'held',
    reason: null,
    settings: { firstDelayMs: 0, intervalMs: 250, maxInFlight: 4, probeTimeoutMs: 5_000 },
    ...changes,
  };
}
