import type { Recording } from './recording.ts';

/** When the rest of a panic's text has come: it is read from its first line. */
const PANIC_SHOWN_MS = 2_000;

/** The moment that tells most: the last panic or held menu, else the end. */
export function decisiveMs({ events, durationMs }: Pick<Recording, 'events' | 'durationMs'>): number {
  const decisive = events.findLastIndex(({ event }) => event === 'held' || event === 'panicRead');
  const found = events[decisive];
  if (found?.event !== 'panicRead') return found?.atMs ?? durationMs;
  const next = events.slice(decisive + 1).find(({ event }) => event === 'drop' || event === 'reset' || event === 'phase');
  return Math.min(found.atMs + PANIC_SHOWN_MS, next ? next.atMs - 1 : durationMs);
}
