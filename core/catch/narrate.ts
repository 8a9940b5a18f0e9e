import { DisposableStore, type Disposable } from '../base/lifecycle.ts';
import type { Phase, Reading } from '../reading/reading.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { timelineMenu } from './catcher.ts';
import type { Console } from './console.ts';

/** Tells the timeline what is read on the screen: sizes, phases, menus, countdowns, panics; each once, when it changes. */
export function narrate(console: Console, timeline: Timeline): Disposable {
  const parts = new DisposableStore();
  let phase: Phase | undefined;
  let secondsLeft: number | undefined;
  let menuText: string | undefined;
  let panicReason: string | undefined;
  let size = '';

  const tell = (reading: Reading): void => {
    const { width, height } = console.screen;
    if (size !== `${width}x${height}`) {
      timeline.append({ event: size === '' ? 'firstFrame' : 'screenSize', width, height });
      size = `${width}x${height}`;
    }
    if (reading.phase !== phase) timeline.append({ event: 'phase', phase: (phase = reading.phase) });
    tellMenu(reading);
    if (reading.panic && reading.panic.reason !== panicReason) {
      const { reason, rebootInSeconds } = reading.panic;
      timeline.append({ event: 'panicRead', reason, ...(rebootInSeconds !== undefined && { rebootInSeconds }) });
    }
    panicReason = reading.panic?.reason;
  };

  const tellMenu = ({ menu }: Reading): void => {
    // A menu that is still being drawn would be told line by line.
    if (menu && !menu.complete) return;
    const shown = menu?.view === 'menu' ? timelineMenu(menu) : undefined;
    const text = shown && JSON.stringify(shown);
    if (shown && text !== menuText) timeline.append({ event: 'menuSeen', menu: shown, secondsLeft: menu?.secondsLeft ?? null });
    else if (menu?.secondsLeft !== undefined && menu.secondsLeft !== secondsLeft) timeline.append({ event: 'countdownRead', secondsLeft: menu.secondsLeft });
    else if (shown && secondsLeft !== undefined && menu?.secondsLeft === undefined) timeline.append({ event: 'countdownGone' });
    menuText = text;
    secondsLeft = menu?.secondsLeft;
  };

  parts.add(console.onReading(tell));
  parts.add(
    console.onGone(() => {
      phase = menuText = secondsLeft = panicReason = undefined;
      size = '';
    }),
  );
  return parts;
}
