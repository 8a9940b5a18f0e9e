import type { Event } from '../base/events.ts';
import type { TimelinePart } from '../contract/consoles.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { Bell } from './follow.ts';

/** A timeline with the name under which windows know it. */
export interface Story {
  readonly id: string;
  readonly timeline: Timeline;
}

/** Events in one part: checking and sending them takes a few milliseconds. */
const partLimit = 500;

/**
 * A console's story as a stream: everything so far, then each new event; another story from its beginning. It reads the timeline's own list
 * by index, so a slow reader costs nothing and misses nothing.
 */
export async function* tell(current: () => Story, changed: Event<void>, signal: AbortSignal): AsyncGenerator<TimelinePart, void> {
  const bell = new Bell(changed, signal);
  let told: Story | undefined;
  let next = 0;
  try {
    while (!signal.aborted) {
      const story = current();
      const isNew = story !== told;
      if (isNew) {
        told = story;
        next = 0;
      }
      const events = story.timeline.events.slice(next, next + partLimit);
      if (events.length === 0 && !isNew) {
        await bell.rung();
        continue;
      }
      const from = next;
      next += events.length;
      yield { timelineId: story.id, from, events };
    }
  } finally {
    bell.dispose();
  }
}
