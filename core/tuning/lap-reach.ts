import { unknownProviderProfile, type ReachProfile } from '../providers/provider.ts';
import type { LapRecord } from './lap-record.ts';

/** The provider's own numbers as a lap had them, where the provider itself cannot be asked; what the person set for that lap is in it, too. */
export function reachOfLap({ settings }: LapRecord): ReachProfile {
  return { ...unknownProviderProfile, ...settings, firstDelayMs: 0 };
}
