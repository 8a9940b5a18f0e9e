import { BootcatchError } from '../../base/error.ts';
import type { ReachProfile, Target } from '../../providers/provider.ts';
import type { PracticeServer } from './practice-server.ts';

/** Nobody is disturbed by dense probes of one's own machine. */
const denseProfile: ReachProfile = {
  firstDelayMs: 0,
  intervalMs: 20,
  maxInFlight: 8,
  probeTimeoutMs: 3_000,
  renewIntervalMs: 100,
  maxRenewalsInFlight: 3,
  handshake: 'whole',
  evidence: 'measured',
};

/** The practice server as something that can be caught. */
export function practiceTarget(server: PracticeServer): Target {
  const { drop, handshake, boot } = server.settings;
  return {
    label: 'practice',
    provider: 'practice',
    reach: { ...denseProfile, handshake: handshake === 'nova' ? 'split' : 'whole' },
    consoleAtReboot: drop === 'stays' ? 'stays' : 'drops',
    firmware: boot.firmware,
    canRenew: true,
    harmless: true,
    endpoint: (signal) => server.endpoint(signal),
    rebootKinds: ['hard'],
    reboot: async (kind, signal) => {
      if (kind === 'soft') throw new BootcatchError('practice.softReboot');
      await server.reboot(signal);
    },
    status: () => Promise.resolve({ up: 'ACTIVE', rebooting: 'HARD_REBOOT', down: 'HARD_REBOOT' }[server.state]),
  };
}
