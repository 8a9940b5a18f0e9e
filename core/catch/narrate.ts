import type { Clock } from '../base/clock.ts';
import { DisposableStore, toDisposable, type Disposable } from '../base/lifecycle.ts';
import type { Menu, Phase, Reading } from '../reading/reading.ts';
import type { TimelineMenu } from '../timeline/events.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Console } from './console.ts';

/** A menu is told once it has stood unchanged for this long: loaders draw theirs in steps. */
const MENU_SETTLES_MS = 150;

/** Tells the timeline what is read on the screen: sizes, phases, menus, countdowns, panics; each once, when it changes. */
export function narrate(console: Pick<Console, 'screen' | 'onReading' | 'onGone'>, timeline: Timeline, clock: Clock): Disposable {
  const parts = new DisposableStore();
  let phase: Phase | undefined;
  let secondsLeft: number | undefined;
  let menuText: string | undefined;
  let settling: Disposable | undefined;
  let panicReason: string | undefined;
  let size = '';

  const tell = (reading: Reading): void => {
    const { width, height } = console.screen;
    if (size !== `${width}x${height}`) {
      timeline.append({ event: size === '' ? 'firstFrame' : 'screenSize', width, height });
      size = `${width}x${height}`;
    }
    if (reading.phase !== phase) timeline.append({ event: 'phase', phase: (phase = reading.phase) });
    tellMenu(reading.menu);
    if (reading.panic && reading.panic.reason !== panicReason) {
      const { reason, rebootInSeconds } = reading.panic;
      timeline.append({ event: 'panicRead', reason, ...(rebootInSeconds !== undefined && { rebootInSeconds }) });
    }
    panicReason = reading.panic?.reason;
  };

  const tellMenu = (menu: Menu | undefined): void => {
    if (menu && (!menu.complete || menu.view !== 'menu')) return;
    const text = menu && JSON.stringify(timelineMenu(menu));
    if (text !== menuText) {
      settling?.dispose();
      settling = menu && clock.setTimeout(() => tellSettled(menu), MENU_SETTLES_MS);
    } else if (!settling && menu?.secondsLeft !== secondsLeft) {
      timeline.append(menu?.secondsLeft === undefined ? { event: 'countdownGone' } : { event: 'countdownRead', secondsLeft: menu.secondsLeft });
    }
    menuText = text;
    secondsLeft = menu?.secondsLeft;
  };

  const tellSettled = (menu: Menu): void => {
    settling = undefined;
    timeline.append({ event: 'menuSeen', menu: timelineMenu(menu), secondsLeft: secondsLeft ?? null });
  };

  const forget = (): void => {
    settling?.dispose();
    settling = undefined;
    phase = menuText = secondsLeft = panicReason = undefined;
    size = '';
  };
  parts.add(console.onReading(tell));
  parts.add(console.onGone(forget));
  parts.add(toDisposable(forget));
  return parts;
}

/** The menu as the timeline carries it. */
export function timelineMenu(menu: Menu): TimelineMenu {
  return { kind: menu.kind, title: menu.title, entries: [...menu.entries], selected: menu.selectedIndex ?? null };
}
