import type { LapRecord } from './lap-record.ts';

/** Which laps are asked for; nothing given: all. */
export interface LapQuery {
  readonly server?: string;
  readonly provider?: string;
  /** At most so many, the newest. */
  readonly limit: number;
}

/** The laps that were run on this machine. Implementations keep them for good. */
export interface Attempts {
  /** Keeps a lap; one that is kept already (same catch, same number) is replaced. */
  add(lap: LapRecord): void;
  /** Oldest first. */
  laps(query: LapQuery): LapRecord[];
  count(): number;
  close(): void;
}
