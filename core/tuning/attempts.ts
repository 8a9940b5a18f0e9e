import type { KeptEstimate } from './kept-estimate.ts';
import type { LapRecord } from './lap-record.ts';

/** Which laps are asked for; nothing given: all. */
export interface LapQuery {
  readonly server?: string;
  readonly provider?: string;
  /** At most so many, the newest. */
  readonly limit: number;
}

/** All laps of one server, counted. */
export interface KeptServer {
  readonly server: string;
  readonly provider: string;
  readonly laps: number;
  readonly held: number;
  readonly missed: number;
  /** When its newest lap began, ISO 8601. */
  readonly lastAt: string;
}

/** One day's outcomes of a server. */
export interface DayOutcomes {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly held: number;
  readonly missed: number;
  readonly abandoned: number;
}

/** The laps that were run on this machine. Implementations keep them for good. */
export interface Attempts {
  /** Keeps a lap; one that is kept already (same catch, same number) is replaced. */
  add(lap: LapRecord): void;
  /** Oldest first. */
  laps(query: LapQuery): LapRecord[];
  count(): number;
  /** One a server that has laps, the most recently used first. @param server this one alone */
  summaries(server?: string): KeptServer[];
  /** The newest days on which a server was caught, oldest first. */
  days(server: string, limit: number): DayOutcomes[];
  /** The estimate that was kept for a server, if it was made from the same inputs. */
  estimate(server: string, inputs: string): KeptEstimate | undefined;
  /** Keeps a server's estimate in place of the one before. */
  keepEstimate(server: string, inputs: string, estimate: KeptEstimate): void;
  close(): void;
}
