import { z } from 'zod';
import { BootcatchError } from '../base/error.ts';
import { evidenceOf, freeProbes, type LapEvidence } from './evidence.ts';
import type { LapRecord } from './lap-record.ts';

const bound = z.number().nonnegative().max(3_600_000);
/** In milliseconds since the console's end: not there yet at, there at, menu not over at, menu over at; null: not known. */
const lapSchema = z.tuple([bound, bound.nullable(), bound, bound.nullable()]);

/** What one provider's laps told, without a name, an address or a date. */
const profileSchema = z.object({
  provider: z.string().regex(/^[a-z0-9-]{1,40}$/i),
  /** How many laps there were; the newest of them are in `laps`. */
  lapCount: z.number().int().positive().max(1_000_000),
  laps: z.array(lapSchema).min(1).max(20),
});
export type SharedProfile = z.infer<typeof profileSchema>;

/** The file in which profiles are shared; docs/tuning.md describes it. */
export const profileFileSchema = z.object({ bootcatchProfiles: z.literal(1), profiles: z.array(profileSchema).max(200) });

/** A file of a form that is not known here yet. */
const newerSchema = z.object({ bootcatchProfiles: z.number().int().min(2) });

const MOST_LAPS = 20;
/** Finer would tell of a single machine and help nobody. */
const ROUNDING_MS = 10;

/** Whether the laps of one server tell of the provider's others: practice machines are set up differently from each other, and pasted addresses are of anybody. */
export function tellsOfOthers(provider: string): boolean {
  return provider !== 'practice' && provider !== 'qemu' && provider !== 'url';
}

/** The laps as they may be shared: one profile a provider. */
export function profilesOf(laps: readonly LapRecord[]): SharedProfile[] {
  const byProvider = new Map<string, LapEvidence[]>();
  for (const lap of laps) {
    const told = tellsOfOthers(lap.provider) ? evidenceOf(lap, freeProbes) : undefined;
    if (told) byProvider.set(lap.provider, [...(byProvider.get(lap.provider) ?? []), told]);
  }
  const rounded = (ms: number): number => Math.round(ms / ROUNDING_MS) * ROUNDING_MS;
  const open = (ms: number): number | null => (ms === Infinity ? null : rounded(ms));
  return [...byProvider].map(([provider, told]) => ({
    provider,
    lapCount: told.length,
    laps: told.slice(-MOST_LAPS).map(({ down, end }) => [rounded(down.afterMs), open(down.byMs), rounded(end.afterMs), open(end.byMs)]),
  }));
}

/** A shared profile's laps as evidence. */
export function evidenceOfProfile({ laps }: SharedProfile): LapEvidence[] {
  return laps.map(([downAfter, downBy, endAfter, endBy]) => ({
    down: { afterMs: downAfter, byMs: downBy ?? Infinity },
    end: { afterMs: endAfter, byMs: endBy ?? Infinity },
  }));
}

/** Takes over profiles: of two for the same provider the one with more laps stays, of equals the new one. */
export function mergeProfiles(known: readonly SharedProfile[], taken: readonly SharedProfile[]): SharedProfile[] {
  const merged = new Map(known.map((profile) => [profile.provider, profile]));
  for (const profile of taken) if (profile.lapCount >= (merged.get(profile.provider)?.lapCount ?? 0)) merged.set(profile.provider, profile);
  return [...merged.values()].sort((one, other) => (one.provider < other.provider ? -1 : 1));
}

/** Reads a profile file. @throws BootcatchError `tuning.profileWrong`, `tuning.profileNewer` */
export function parseProfiles(text: string, file: string): SharedProfile[] {
  try {
    const found: unknown = JSON.parse(text);
    if (newerSchema.safeParse(found).success) throw new BootcatchError('tuning.profileNewer', { file });
    return profileFileSchema.parse(found).profiles;
  } catch (error) {
    if (error instanceof BootcatchError) throw error;
    throw new BootcatchError('tuning.profileWrong', { file }, { cause: error });
  }
}

/** The text of a profile file. */
export function writeProfiles(profiles: readonly SharedProfile[]): string {
  return `${JSON.stringify({ bootcatchProfiles: 1, profiles }, undefined, 1)}\n`;
}
