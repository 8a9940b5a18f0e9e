import { Transcript, type TranscriptLine } from '../../reading/transcript.ts';
import type { Recording } from '../recording.ts';

/** Everything that stood on the screen, line by line, each with the time at which it was first seen. */
export async function transcriptOf(recording: Recording): Promise<TranscriptLine[]> {
  const transcript = new Transcript();
  for await (const { text, atMs } of recording.texts()) transcript.add(text, atMs);
  return transcript.lines();
}

/** The transcript as a text file: the time in seconds, then the line. */
export async function transcriptText(recording: Recording): Promise<string> {
  const lines = await transcriptOf(recording);
  return lines.map(({ text, atMs }) => `[${(atMs / 1_000).toFixed(3).padStart(10)}] ${text}\n`).join('');
}

/** A screen that stood for a while, as text. */
export interface StandingScreen {
  readonly atMs: number;
  readonly lines: readonly string[];
}

/** A screen that changed sooner than this was only passing. */
const STANDS_MS = 400;

/** Each screen that stood still long enough to be read, and the last one. */
export async function* standingScreens(recording: Recording): AsyncGenerator<StandingScreen, void> {
  let current: StandingScreen | undefined;
  let shown = '';
  for await (const { atMs, text } of recording.texts()) {
    if (current && atMs - current.atMs >= STANDS_MS && current.lines.join('\n') !== shown) {
      shown = current.lines.join('\n');
      yield current;
    }
    current = { atMs, lines: text.lines };
  }
  if (current && current.lines.join('\n') !== shown) yield current;
}

/** The timeline, one JSON event a line, as `bootcatch catch --json` writes it. */
export function timelineText({ events }: Recording): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
