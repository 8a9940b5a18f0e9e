import type { TimelineEvent } from '../timeline/events.ts';

/** What a stretch of a lap was. */
export type SpanKind = 'asked' | 'away' | 'open' | 'menu' | 'held';

export interface Span {
  readonly kind: SpanKind;
  /** Milliseconds since the lap's own start. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One lap as it is drawn. */
export interface Lap {
  readonly number: number;
  /** On the recording's time. */
  readonly startMs: number;
  readonly lengthMs: number;
  readonly key: string;
  readonly spans: readonly Span[];
  readonly outcome: 'held' | 'missed' | 'open';
}

/** How an event moves a lap on: to another stretch, or to its end. */
const begins: Partial<Record<TimelineEvent['event'], SpanKind>> = { rebootAsked: 'asked', drop: 'away', reset: 'open', connected: 'open', menuSeen: 'menu', held: 'held' };

/** The laps of a catch, in their order. */
export function lapsOf(events: readonly TimelineEvent[]): Lap[] {
  const laps: Lap[] = [];
  for (const [index, event] of events.entries()) {
    if (event.event !== 'lapStarted') continue;
    const next = events.findIndex((other, at) => at > index && other.event === 'lapStarted');
    laps.push(lapFrom(event, events.slice(index + 1, next < 0 ? undefined : next)));
  }
  return laps;
}

function lapFrom({ lap, key, atMs: startMs }: Extract<TimelineEvent, { event: 'lapStarted' }>, events: readonly TimelineEvent[]): Lap {
  const end = events.find(({ event }) => event === 'missed' || event === 'result');
  const endMs = (end ?? events.at(-1))?.atMs ?? startMs;
  const spans: Span[] = [];
  let open: { kind: SpanKind; fromMs: number } | undefined;
  const close = (atMs: number): void => {
    if (open && atMs > open.fromMs) spans.push({ ...open, toMs: atMs });
  };
  for (const { event, atMs } of events) {
    const kind = begins[event];
    if (kind === undefined || kind === open?.kind || atMs > endMs) continue;
    close(atMs - startMs);
    open = { kind, fromMs: atMs - startMs };
  }
  close(endMs - startMs);
  const held = events.some(({ event, atMs }) => event === 'held' && atMs <= endMs);
  return { number: lap, startMs, lengthMs: endMs - startMs, key, spans, outcome: held ? 'held' : end?.event === 'missed' ? 'missed' : 'open' };
}
