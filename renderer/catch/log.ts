import { describeEvent, sayMessage, type TimelineEvent } from '../../core/contract/index.ts';
import { say, type Locale } from '../../core/messages/index.ts';

export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

/** Everything that happened, a sentence each. Failed tries in a row become one line: there may be hundreds. Each further press of the same key is left out. */
export function logLines(events: readonly TimelineEvent[], locale: Locale): LogLine[] {
  const lines: LogLine[] = [];
  let failed = 0;
  let pressed = '';
  for (const event of events) {
    const text = describeEvent(event, locale);
    if (text === undefined) continue;
    if (event.event === 'probeFailed') {
      failed += 1;
      if (failed > 1) lines.pop();
      lines.push({ atMs: event.atMs, text: failed === 1 ? text : say(locale, 'app.log.triesHidden', { count: failed, message: sayMessage(locale, event.message) }) });
      continue;
    }
    failed = 0;
    if (event.event === 'keySent') {
      if (event.key === pressed) continue;
      pressed = event.key;
    }
    if (event.event === 'lapStarted') pressed = '';
    lines.push({ atMs: event.atMs, text });
  }
  return lines;
}
