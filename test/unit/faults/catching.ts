import { expect } from 'vitest';
import type { Clock } from '../../../core/base/clock.ts';
import { Catcher, type CatchOptions, type CatchResult } from '../../../core/catch/catcher.ts';
import { Console } from '../../../core/catch/console.ts';
import { createDialer } from '../../../core/link/dial.ts';
import { messages, say } from '../../../core/messages/index.ts';
import type { Target } from '../../../core/providers/provider.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import type { TimelineEvent, TimelineMessage } from '../../../core/timeline/events.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';
import { fastClock } from '../support/fast-clock.ts';

/** What a catch on real sockets came to. */
export interface Caught {
  readonly result: CatchResult;
  readonly catcher: Catcher;
  readonly console: Console;
  readonly timeline: Timeline;
  readonly events: readonly TimelineEvent[];
  /** Every message of the timeline by its key, in order. */
  readonly said: readonly string[];
}

/** Fast enough for limits of seconds, slow enough that a busy machine still answers within them. */
export const quick = fastClock(10);
/** For what ends by a limit of minutes anyway. */
export const veryQuick = fastClock(100);

export interface CatchSetup {
  readonly options?: Partial<CatchOptions>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Catches with the product's own parts over real sockets. Whatever happens, every message that was said must exist in both languages, be
 * complete in both, and hold no secret.
 */
export async function catchOn(target: Target, { options = {}, clock = quick, signal = new AbortController().signal }: CatchSetup = {}): Promise<Caught> {
  const timeline = new Timeline(clock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  const catcher = new Catcher(
    { keys: 'auto', lapLimit: 1, reboot: 'hard', force: false, ...options },
    { target, console, clock, timeline, openConsole: createConsoleOpener(createDialer(clock), clock) },
  );
  const result = await catcher.run(signal);
  const said = messagesOf(timeline.events);
  for (const message of said) expectUnderstood(message);
  expect(JSON.stringify(timeline.events)).not.toContain('secret-token');
  return { result, catcher, console, timeline, events: timeline.events, said: said.map(({ key }) => key) };
}

/** All messages that a timeline carries. */
export function messagesOf(events: readonly TimelineEvent[]): TimelineMessage[] {
  return events.flatMap((event) => ('message' in event ? [event.message] : 'reason' in event && typeof event.reason === 'object' ? [event.reason] : []));
}

/** A person can read it in both languages. */
export function expectUnderstood({ key, values }: TimelineMessage): void {
  expect(Object.keys(messages), key).toContain(key);
  const [en, ja] = (['en', 'ja'] as const).map((locale) => say(locale, key as keyof typeof messages, values));
  expect(en).not.toMatch(/\{\{|undefined|\[object/);
  expect(ja).not.toMatch(/\{\{|undefined|\[object/);
  expect(ja).not.toBe(en);
}

/** The events of one kind. */
export function eventsOf<K extends TimelineEvent['event']>({ events }: Pick<Caught, 'events'>, kind: K): Extract<TimelineEvent, { event: K }>[] {
  return events.filter((event): event is Extract<TimelineEvent, { event: K }> => event.event === kind);
}

/** The timeline in short, for a failing test. */
export function story({ events }: Pick<Caught, 'events'>): string {
  return events
    .filter(({ event }) => event !== 'keySent')
    .slice(-60)
    .map(({ atMs, wallTime: _wallTime, ...rest }) => `${atMs.toFixed(0).padStart(7)} ${JSON.stringify(rest)}`)
    .join('\n');
}
