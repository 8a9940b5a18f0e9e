import { standsStill } from '../catch/key-policy.ts';
import type { Menu, Reading } from '../reading/reading.ts';

/** A menu with its highlight, as it stands now. */
export interface Spot {
  readonly menu: Menu;
  readonly selected: number;
  readonly title: string;
}

/** A whole menu without a countdown, and its highlighted entry. */
export function spotOf({ menu }: Reading): Spot | undefined {
  if (!menu || !standsStill(menu) || menu.selectedIndex === undefined) return undefined;
  const title = menu.entries[menu.selectedIndex];
  return title === undefined ? undefined : { menu, selected: menu.selectedIndex, title };
}

/** The highlighted entry of the menu on the screen, if there is one. */
export function highlightedTitle(reading: Reading): string | undefined {
  return spotOf(reading)?.title;
}

/** True where another list stands there than before, or another part of it. */
export function changedList(before: Spot, now: Spot | undefined): true | undefined {
  return now && now.menu.entries.join('\n') !== before.menu.entries.join('\n') ? true : undefined;
}

/** How many entries down the highlight has moved; undefined where that can't be told: no menu, or a part of the list that has nothing in common with the one before. */
export function movedBy(before: Spot, now: Spot | undefined): number | undefined {
  if (!now) return undefined;
  const [was, is] = [before.menu.entries, now.menu.entries];
  for (let scrolled = 0; scrolled < Math.max(was.length, is.length); scrolled++) {
    const moved = now.selected - before.selected;
    if (was.slice(scrolled).join('\n') === is.slice(0, is.length - scrolled).join('\n')) return moved + scrolled;
    if (is.slice(scrolled).join('\n') === was.slice(0, was.length - scrolled).join('\n')) return moved - scrolled;
  }
  return undefined;
}
