import { systemClock } from '../../../core/base/clock.ts';
import { Catcher, type CatchOptions, type CatchResult } from '../../../core/catch/catcher.ts';
import { Console } from '../../../core/catch/console.ts';
import { standsStill } from '../../../core/catch/key-policy.ts';
import { createDialer } from '../../../core/link/dial.ts';
import type { Target } from '../../../core/providers/provider.ts';
import { ScreenReader } from '../../../core/reading/reader.ts';
import { createConsoleOpener } from '../../../core/rfb/open-console.ts';
import { Screen } from '../../../core/screen/screen.ts';
import { Timeline } from '../../../core/timeline/timeline.ts';

export interface OwnLap {
  readonly result: CatchResult;
  /** From the complete menu picture's last byte to the last key that was still sent; 0 where none was. */
  readonly keysStoppedMs: number | undefined;
}

/** One catch of one lap with the product's own parts. */
export async function catchOnce(target: Target, options: Partial<CatchOptions> = {}, signal = new AbortController().signal): Promise<OwnLap> {
  const timeline = new Timeline(systemClock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), systemClock);
  let completeAtMs: number | undefined;
  let lookedAtMs = 0;
  let lastKeyAtMs = 0;
  console.onReading(({ menu }) => {
    // A menu may stand for a moment before its countdown is drawn: what counts is the stretch that ends the lap.
    if (!menu || !standsStill(menu)) completeAtMs = undefined;
    else if (completeAtMs === undefined) {
      completeAtMs = console.lastFrameAtMs;
      lookedAtMs = performance.now();
    }
  });
  timeline.onAppend(({ event }) => {
    if (event === 'keySent') lastKeyAtMs = performance.now();
  });
  const openConsole = createConsoleOpener(createDialer(systemClock), systemClock);
  const catcher = new Catcher({ keys: 'auto', lapLimit: 1, reboot: 'hard', force: false, ...options }, { target, console, clock: systemClock, timeline, openConsole });
  const result = await catcher.run(signal);
  console.dispose();
  // Until the look at the picture is over no key can be held back.
  return { result, keysStoppedMs: completeAtMs === undefined ? undefined : Math.max(lookedAtMs, lastKeyAtMs) - completeAtMs };
}
