import type { Evidence } from '../providers/provider.ts';
import type { LapEvidence } from './evidence.ts';

/** What is known of a provider before its first lap here. */
export interface BuiltInProfile {
  readonly evidence: Evidence;
  /** Laps as they were measured, of which the time until the console's return is known. */
  readonly laps: readonly LapEvidence[];
}

const unknownEnd = { afterMs: 0, byMs: Infinity } as const;
const away = (afterMs: number, byMs: number): LapEvidence => ({ down: { afterMs, byMs }, end: unknownEnd });

/** Hard reboots of nova 26.2.2 with libvirt: the console's port opened 1.7 to 2.5 s after the console had ended, 2.05 s in the middle (11 laps). */
const nova = [away(1_650, 1_900), away(1_950, 2_150), away(2_150, 2_500)];

/** The providers of which something was measured, or of which it is inferred because they run the same software. Of all others nothing is known. */
export const builtInProfiles: Readonly<Record<string, BuiltInProfile>> = {
  openstack: { evidence: 'measured', laps: nova },
  conoha: { evidence: 'inferred', laps: nova.slice(1, 2) },
};
