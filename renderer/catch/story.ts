import type { CatchState, Message, Outcome, TimelineEvent } from '../../core/contract/index.ts';

/** A stretch of a lap as the strip draws it. */
export type SegmentKind = 'rebooting' | 'gone' | 'reaching' | 'pressing' | 'menu' | 'held';

export interface Segment {
  readonly kind: SegmentKind;
  /** Milliseconds since the timeline began. */
  readonly fromMs: number;
  /** Null while it goes on. */
  readonly toMs: number | null;
}

/** One reboot and its outcome. Times are milliseconds since the timeline began; null where it has not happened. */
export interface Lap {
  readonly number: number;
  readonly key: string;
  readonly reason: Message;
  readonly startMs: number;
  readonly askedMs: number | null;
  readonly refusal: Message | null;
  /** The console ended, or the screen showed that the server began anew. */
  readonly goneMs: number | null;
  /** The server began anew without ending the console. */
  readonly consoleStayed: boolean;
  readonly reachingMs: number | null;
  readonly tries: number;
  /** Why the last try failed. */
  readonly lastFailure: Message | null;
  readonly backMs: number | null;
  readonly keys: { readonly name: string; readonly count: number } | null;
  readonly menuMs: number | null;
  readonly entries: number;
  readonly secondsLeft: number | null;
  readonly stoppedMs: number | null;
  readonly heldMs: number | null;
  readonly missed: { readonly atMs: number; readonly message: Message } | null;
  readonly endMs: number | null;
  readonly segments: readonly Segment[];
}

/** A timeline in the shape in which it is shown. */
export interface Story {
  readonly reboot: 'hard' | 'soft' | 'manual' | null;
  readonly lapLimit: number;
  readonly state: CatchState | null;
  readonly laps: readonly Lap[];
  /** What the catch found worth saying in the lap that runs. */
  readonly notices: readonly { readonly atMs: number; readonly message: Message }[];
  /** The held menu's console is lost and not yet back. */
  readonly heldLost: boolean;
  /** What became of a held menu that was left or lost. */
  readonly afterHeld: { readonly kind: 'chosen'; readonly entry: string } | { readonly kind: 'gone'; readonly message: Message } | null;
  readonly result: { readonly outcome: Outcome; readonly message: Message; readonly laps: number; readonly elapsedMs: number } | null;
  /** The last event's time on both clocks: from it follows which time of the story it is now. */
  readonly last: { readonly atMs: number; readonly wallMs: number } | null;
}

const nothingYet: Story = { reboot: null, lapLimit: 0, state: null, laps: [], notices: [], heldLost: false, afterHeld: null, result: null, last: null };

const segmentOf: Partial<Record<CatchState, SegmentKind>> = { rebooting: 'rebooting', down: 'gone', reaching: 'reaching', pressing: 'pressing', held: 'held' };

/** Reads a story out of its events. */
export function readStory(events: readonly TimelineEvent[]): Story {
  let story = nothingYet;
  for (const event of events) story = tell(story, event);
  const last = events.at(-1);
  return { ...story, last: last ? { atMs: last.atMs, wallMs: Date.parse(last.wallTime) } : null };
}

/** Milliseconds since the story began, now. @param wallMs `Date.now()`; the engine runs on the same machine */
export function nowIn(story: Story, wallMs: number): number {
  return story.last ? Math.max(story.last.atMs, story.last.atMs + wallMs - story.last.wallMs) : 0;
}

function tell(story: Story, event: TimelineEvent): Story {
  switch (event.event) {
    case 'catchStarted':
      return { ...nothingYet, reboot: event.reboot, lapLimit: event.lapLimit, state: 'preparing' };
    case 'lapStarted':
      return { ...story, notices: [], laps: [...story.laps, newLap(event.lap, event.key, event.reason, event.atMs)] };
    case 'notice':
    case 'stopNeeded':
      // The mark in the page's head says it, without the file's name.
      if (event.message.key === 'recording.started') return story;
      return { ...story, notices: [...story.notices, { atMs: event.atMs, message: event.message }] };
    case 'heldLost':
      return { ...story, heldLost: true };
    case 'held':
      return inLap({ ...story, heldLost: false }, (lap) => ({ ...withSegment(lap, 'held', event.atMs), heldMs: lap.heldMs ?? event.atMs, endMs: lap.endMs ?? event.atMs }));
    case 'result': {
      const { outcome, message, laps, elapsedMs, atMs } = event;
      return inLap({ ...story, state: outcome, result: { outcome, message, laps, elapsedMs } }, (lap) => ended(lap, atMs));
    }
    case 'state':
      return inLap({ ...story, state: event.to }, (lap) => {
        const kind = segmentOf[event.to];
        return kind === undefined ? ended(lap, event.atMs) : withSegment(lap, kind, event.atMs);
      });
    case 'entryChosen':
      return { ...story, heldLost: false, afterHeld: { kind: 'chosen', entry: event.entry } };
    default:
      if (story.result && event.event === 'missed') return { ...story, heldLost: false, afterHeld: { kind: 'gone', message: event.message } };
      // After its end a lap stands as it was, although the console goes on.
      return story.result ? story : inLap(story, (lap) => tellLap(lap, event));
  }
}

function tellLap(lap: Lap, event: TimelineEvent): Lap {
  const { atMs } = event;
  switch (event.event) {
    case 'rebootAsked':
      return { ...withSegment(lap, 'rebooting', atMs), startMs: atMs, askedMs: atMs };
    case 'rebootRefused':
      return { ...lap, refusal: event.message };
    case 'drop':
      return { ...lap, goneMs: lap.goneMs ?? atMs };
    case 'reset':
      return { ...lap, goneMs: lap.goneMs ?? atMs, consoleStayed: true };
    case 'probeStarted':
      return { ...lap, reachingMs: lap.reachingMs ?? atMs, tries: Math.max(lap.tries, event.probe) };
    case 'probeFailed':
      return { ...lap, lastFailure: event.message };
    case 'connected':
      return { ...lap, backMs: atMs };
    case 'keySent':
      return event.why === 'person' ? lap : { ...lap, keys: { name: event.key, count: event.count } };
    case 'menuSeen':
      return { ...withSegment(lap, 'menu', atMs), menuMs: lap.menuMs ?? atMs, entries: event.menu.entries.length, secondsLeft: event.secondsLeft };
    case 'countdownRead':
      return { ...lap, secondsLeft: event.secondsLeft };
    case 'countdownGone':
      return { ...lap, secondsLeft: null, stoppedMs: atMs };
    case 'missed':
      return { ...ended(lap, atMs), missed: { atMs, message: event.message } };
    default:
      return lap;
  }
}

function newLap(number: number, key: string, reason: Message, startMs: number): Lap {
  return {
    number,
    key,
    reason,
    startMs,
    askedMs: null,
    refusal: null,
    goneMs: null,
    consoleStayed: false,
    reachingMs: null,
    tries: 0,
    lastFailure: null,
    backMs: null,
    keys: null,
    menuMs: null,
    entries: 0,
    secondsLeft: null,
    stoppedMs: null,
    heldMs: null,
    missed: null,
    endMs: null,
    segments: [],
  };
}

function inLap(story: Story, change: (lap: Lap) => Lap): Story {
  const lap = story.laps.at(-1);
  return lap ? { ...story, laps: [...story.laps.slice(0, -1), change(lap)] } : story;
}

function withSegment(lap: Lap, kind: SegmentKind, atMs: number): Lap {
  if (lap.endMs !== null || lap.segments.at(-1)?.kind === kind) return lap;
  return { ...lap, segments: [...closed(lap.segments, atMs), { kind, fromMs: atMs, toMs: null }] };
}

function ended(lap: Lap, atMs: number): Lap {
  return lap.endMs === null ? { ...lap, endMs: atMs, segments: closed(lap.segments, atMs) } : lap;
}

function closed(segments: readonly Segment[], atMs: number): Segment[] {
  return segments.map((segment) => (segment.toMs === null ? { ...segment, toMs: atMs } : segment));
}
