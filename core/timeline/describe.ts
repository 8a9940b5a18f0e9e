import { messages, say, type Locale, type MessageKey } from '../messages/index.ts';
import type { TimelineEvent, TimelineMessage } from './events.ts';

/** A stretch of time as people read it: `0.41 s`, `12.3 秒`. */
export function formatSeconds(milliseconds: number, locale: Locale): string {
  return say(locale, 'time.seconds', { seconds: (milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 1) });
}

/** What a phase is called among other phases; a dash where none was recognised. */
export function phaseName(phase: string, locale: Locale): string {
  return phase === 'unknown' ? '–' : sayPhase(phase, locale);
}

/** Timelines are read back from files, where a phase may come from another version: it is shown as it stands. */
function sayPhase(phase: string, locale: Locale): string {
  const key = `app.phase.${phase}`;
  return key in messages ? say(locale, key as MessageKey) : phase;
}

/** The message of an event in the person's language. */
export function sayMessage(locale: Locale, message: TimelineMessage): string {
  const { phase } = message.values;
  const values = typeof phase === 'string' ? { ...message.values, phase: sayPhase(phase, locale) } : message.values;
  return say(locale, message.key as MessageKey, values);
}

/** The names by which people know the keys. */
const keyNames: Readonly<Record<string, string>> = { f4: 'F4', esc: 'ESC', shift: 'Shift', arrows: '←', sequence: '…' };

/**
 * What an event says to a person, as one sentence; undefined for events that only machines care about.
 * The window, the command line and the report all use it, so that the same event has the same words everywhere.
 */
export function describeEvent(event: TimelineEvent, locale: Locale): string | undefined {
  switch (event.event) {
    case 'lapStarted':
      return say(locale, 'timeline.lapStarted', { lap: event.lap, key: keyNames[event.key] ?? event.key, reason: sayMessage(locale, event.reason) });
    case 'rebootAsked':
      return say(locale, `timeline.rebootAsked.${event.kind}`);
    case 'rebootAnswered':
      return say(locale, 'timeline.rebootAnswered', { took: formatSeconds(event.tookMs, locale) });
    case 'rebootRefused':
      return say(locale, 'timeline.rebootRefused', { message: sayMessage(locale, event.message) });
    case 'endpointRefused':
      return say(locale, 'timeline.endpointRefused', { message: sayMessage(locale, event.message) });
    case 'probeFailed':
      return say(locale, 'timeline.probeFailed', { probe: event.probe, message: sayMessage(locale, event.message) });
    case 'drop':
    case 'reset':
    case 'countdownGone':
    case 'held':
    case 'heldLost':
      return say(locale, `timeline.${event.event}`);
    case 'connected':
      return say(locale, 'timeline.connected', { away: formatSeconds(event.awayMs, locale), probe: event.probe, handshake: event.handshake });
    case 'firstFrame':
      return say(locale, 'timeline.firstFrame', { width: event.width, height: event.height });
    case 'menuSeen':
      return event.secondsLeft === null
        ? say(locale, 'timeline.menuSeen', { entries: event.menu.entries.length })
        : say(locale, 'timeline.menuSeenCounting', { entries: event.menu.entries.length, seconds: event.secondsLeft });
    case 'countdownRead':
      return say(locale, 'timeline.countdownRead', { seconds: event.secondsLeft });
    case 'keySent':
      return say(locale, 'timeline.keySent', { key: event.key, count: event.count });
    case 'panicRead':
      return say(locale, 'timeline.panicRead', { reason: event.reason });
    case 'planStep':
      return say(locale, 'timeline.planStep', { step: event.step });
    case 'entryChosen':
      return say(locale, 'timeline.entryChosen', { entry: event.entry });
    case 'missed':
    case 'stopNeeded':
    case 'notice':
    case 'result':
      return sayMessage(locale, event.message);
    case 'catchStarted':
    case 'state':
    case 'endpointAsked':
    case 'endpointAnswered':
    case 'probeStarted':
    case 'screenSize':
    case 'phase':
      return undefined;
  }
}
