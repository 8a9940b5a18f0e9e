import { every, type Clock } from '../base/clock.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';
import { noteDrop } from './drop.ts';
import { markRun, resetSign, type RunMark } from './phases.ts';
import { firstOf } from './wait.ts';

/** A console that shows nothing new for this long is asked for a full picture, so that a dead connection is noticed. */
const SILENCE_MS = 4_000;

export interface NewRunRequest {
  readonly console: Console;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** True where the reboot was asked through the provider. */
  readonly asked: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until the server starts anew: the console goes (`gone`), or it stays and its picture goes back to the beginning (`reset`).
 * `over` when neither happened within the limit.
 * @throws the signal's reason
 */
export function awaitNewRun({ console, clock, timeline, asked, limitMs, signal }: NewRunRequest): Promise<'gone' | 'reset' | 'over'> {
  if (!console.connected) return Promise.resolve('gone');
  return firstOf(signal, (done, parts) => {
    let before: RunMark | undefined = console.reading && markRun(console.reading, console.screen);
    parts.add(
      console.onGone((close) => {
        noteDrop(timeline, close);
        done('gone');
      }),
    );
    parts.add(
      console.onReading((reading) => {
        const now = markRun(reading, console.screen);
        before ??= now;
        const seen = resetSign(before, now, asked);
        if (!seen) return;
        timeline.append({ event: 'reset', seen });
        done('reset');
      }),
    );
    parts.add(clock.setTimeout(() => done('over'), limitMs));
    const ask = (): void => {
      if (clock.now() - console.lastFrameAtMs >= SILENCE_MS) void console.lookAgain();
    };
    parts.add(every(clock, () => SILENCE_MS, ask));
  });
}
