import type { EarlyProbeCost } from '../providers/provider.ts';
import type { LapRecord, ProbeRecord } from './lap-record.ts';

/** What a lap's probes say about the time in which the console was away. */
export interface Absence {
  /** When the last probe began that surely shows that the console was not there yet, in time since its end. */
  readonly notYetMs: number;
  /** Failed probes before the first one that was punished: the fewest with which all others are explained. */
  readonly unpunished: number;
  /** False where a probe got in at a time at which, with this cost, none could have. */
  readonly fits: boolean;
}

/** A machine that is going away may still take a probe, which is then not punished: so many at most, within so long after the console's end. */
const MOST_UNPUNISHED = 3;
const GOING_AWAY_MS = 1_000;

/**
 * By so much may one probe's way to the gateway take longer than another's. What the line takes for each of them is no matter: a punishment
 * counts from arrival to arrival.
 */
const UNEVEN_MS = 90;

/** One way in which the gateway may have taken the probes so far. */
interface Story {
  /** The punishment that was the last to begin ends between these two. */
  readonly endsAfterMs: number;
  readonly endsByMs: number;
  readonly notYetMs: number;
  readonly unpunished: number;
}

const untouched: Story = { endsAfterMs: -Infinity, endsByMs: -Infinity, notYetMs: 0, unpunished: 0 };

/**
 * What the probes say where early ones cost so much. When a probe reached the gateway is only known to lie within a while of its start, and
 * the punishment may have begun with a later one than the first. So all stories are followed that fit, and nothing is said that does not hold in each.
 */
export function absenceOf({ probes }: LapRecord, goneMs: number, cost: EarlyProbeCost): Absence {
  const accepted = probes.find(({ result }) => result === 'accepted');
  const before = probes.filter((probe) => probe.startedMs >= goneMs && !(accepted && probe.startedMs >= accepted.startedMs));
  const since = before.map((probe) => ({ ...probe, startedMs: probe.startedMs - goneMs, arrivedByMs: arrivedBy(probe) - goneMs }));
  const stories = since.reduce<readonly Story[]>((known, probe) => distinct(known.flatMap((story) => continued(story, probe, cost))), [untouched]);
  const inByMs = accepted ? arrivedBy(accepted) - goneMs : Infinity;
  const fitting = stories.filter(({ endsAfterMs }) => endsAfterMs <= inByMs);
  const possible = fitting.length > 0 ? fitting : stories;
  return {
    notYetMs: Math.min(...possible.map(({ notYetMs }) => notYetMs)),
    unpunished: Math.min(...possible.map(({ unpunished }) => unpunished)),
    fits: fitting.length > 0,
  };
}

function arrivedBy({ startedMs, endedMs }: ProbeRecord): number {
  return Math.min(endedMs ?? startedMs, startedMs + UNEVEN_MS);
}

/** How a story may go on with a probe. */
function continued(story: Story, { startedMs, arrivedByMs, result }: ProbeRecord & { readonly arrivedByMs: number }, { blindMs, restarts }: EarlyProbeCost): Story[] {
  if (result === 'authentication' || result === 'accepted' || result === 'open') return [story];
  // One that was given up says nothing of the console, but may have been punished.
  const notYetMs = result === 'superseded' ? story.notYetMs : startedMs;
  if (blindMs === 0) return [{ ...story, notYetMs }];
  const ends = { endsAfterMs: startedMs + blindMs, endsByMs: arrivedByMs + blindMs };
  const ways: Story[] = [];
  if (arrivedByMs >= story.endsAfterMs) {
    ways.push({ ...story, ...ends, notYetMs });
    const mayMeetOld = story.endsByMs === -Infinity && startedMs < GOING_AWAY_MS && story.unpunished < MOST_UNPUNISHED;
    if (result === 'superseded') ways.push(story);
    else if (mayMeetOld) ways.push({ ...story, notYetMs, unpunished: story.unpunished + 1 });
  }
  // Within the punishment, which then was not over yet.
  if (startedMs < story.endsByMs) ways.push(restarts ? { ...story, ...ends } : { ...story, endsAfterMs: Math.max(story.endsAfterMs, startedMs) });
  return ways;
}

/** One story a punishment: of those that differ in nothing else, what claims least. */
function distinct(stories: readonly Story[]): Story[] {
  const known = new Map<number, Story>();
  for (const story of stories) {
    const other = known.get(story.endsByMs) ?? story;
    known.set(story.endsByMs, {
      endsByMs: story.endsByMs,
      endsAfterMs: Math.min(story.endsAfterMs, other.endsAfterMs),
      notYetMs: Math.min(story.notYetMs, other.notYetMs),
      unpunished: Math.min(story.unpunished, other.unpunished),
    });
  }
  return [...known.values()];
}
