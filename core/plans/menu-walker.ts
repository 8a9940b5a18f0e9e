import { BootcatchError } from '../base/error.ts';
import { standsStill } from '../catch/key-policy.ts';
import type { Menu, Reading } from '../reading/reading.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isSubmenuTitle, type Choice, type EntryList } from './choose-entry.ts';
import { planKeys, unexpected, type Hands } from './hands.ts';

/** No real menu is longer; one that seems so is misread. */
const ENTRIES_LIMIT = 200;
/** Menus in menus in menus are left alone. */
const DEPTH_LIMIT = 2;
/** Moving a highlight takes no time to speak of; what has not moved by then was lost, or is at the end of its list. */
const STEP_LIMIT_MS = 1_000;
/** A menu is drawn in steps; this long it may take until it is whole. */
const MENU_LIMIT_MS = 5_000;

/** A menu with its highlight, as it stands now. */
interface Spot {
  readonly menu: Menu;
  readonly selected: number;
  readonly title: string;
}

/** Moves through a held menu by what is read, one seen move at a time. */
export class MenuWalker {
  readonly #hands: Hands;
  readonly #timeline: Timeline;

  constructor(hands: Hands, timeline: Timeline) {
    this.#hands = hands;
    this.#timeline = timeline;
  }

  /**
   * Puts the highlight on the first entry that one of the choices fits, here or in a submenu; each choice is sought everywhere before the next.
   * @returns the entry's title, or undefined where there is none and the highlight is where it was
   * @throws BootcatchError `plan.unexpectedScreen`, `plan.noHighlight`, `plan.passwordAsked`, `plan.wrongEntry`, `plan.stuck`
   */
  async find(choices: readonly Choice[]): Promise<string | undefined> {
    for (const choice of choices) {
      const title = await this.#findIn(choice, 0);
      if (title !== undefined) {
        this.#timeline.append({ event: 'entryChosen', entry: title });
        return title;
      }
    }
    return undefined;
  }

  async #findIn(choice: Choice, depth: number): Promise<string | undefined> {
    const { list, at } = await this.#survey();
    const wanted = choice(list);
    if (wanted !== undefined) {
      await this.#move(list.titles, at, wanted);
      return list.titles[wanted];
    }
    let selected = at;
    for (const [index, title] of list.titles.entries()) {
      if (depth >= DEPTH_LIMIT || !isSubmenuTitle(title)) continue;
      await this.#move(list.titles, selected, index);
      this.#timeline.append({ event: 'notice', message: { key: 'plan.looksInside', values: { entry: title } } });
      await this.#enter();
      const found = await this.#findIn(choice, depth + 1);
      if (found !== undefined) return found;
      await this.#goBack();
      // GRUB puts the highlight back on its default entry.
      selected = (await this.#survey()).at;
    }
    await this.#move(list.titles, selected, list.highlighted);
    return undefined;
  }

  /** Reads the whole list. Where it is longer than the screen, the highlight walks it from its top to its end. */
  async #survey(): Promise<{ readonly list: EntryList; readonly at: number }> {
    const { menu, selected } = await this.#stand();
    if (!menu.scrolled) return { list: { titles: menu.entries, highlighted: selected }, at: selected };
    let above = 0;
    while ((await this.#step('up')) !== undefined) if (++above > ENTRIES_LIMIT) throw new BootcatchError('plan.stuck', { key: planKeys.up.name });
    const titles = [(await this.#stand()).title];
    for (let next = await this.#step('down'); next; next = await this.#step('down')) {
      titles.push(next.title);
      if (titles.length > ENTRIES_LIMIT) throw new BootcatchError('plan.stuck', { key: planKeys.down.name });
    }
    return { list: { titles, highlighted: above }, at: titles.length - 1 };
  }

  async #move(titles: readonly string[], from: number, to: number): Promise<void> {
    const direction = to > from ? 'down' : 'up';
    for (let at = from; at !== to; at += Math.sign(to - from)) {
      const spot = await this.#step(direction);
      const expected = titles[at + Math.sign(to - from)];
      if (!spot) throw new BootcatchError('plan.stuck', { key: planKeys[direction].name });
      if (spot.title !== expected) throw new BootcatchError('plan.wrongEntry', { seen: spot.title, expected: expected ?? '' });
    }
    const { title } = await this.#stand();
    if (title !== titles[to]) throw new BootcatchError('plan.wrongEntry', { seen: title, expected: titles[to] ?? '' });
  }

  /** Moves the highlight by one. @returns where it is then; undefined where it would not move: the list ends here */
  async #step(direction: 'up' | 'down'): Promise<Spot | undefined> {
    const before = spotOf(await this.#hands.look());
    const after = await this.#hands.act(
      planKeys[direction],
      (reading) => {
        const spot = spotOf(reading);
        return spot && (!before || spot.selected !== before.selected || changedList(before, spot)) ? spot : undefined;
      },
      STEP_LIMIT_MS,
    );
    // A list that scrolls is drawn anew, line by line.
    return before && changedList(before, after) ? this.#stand() : after;
  }

  async #enter(): Promise<void> {
    const before = await this.#stand();
    const entered = await this.#hands.act(planKeys.enter, (reading) => {
      if (reading.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
      const spot = spotOf(reading);
      return spot?.menu.nested === true ? changedList(before, spot) : undefined;
    });
    if (!entered) throw new BootcatchError('plan.stuck', { key: planKeys.enter.name });
  }

  /** ESC, only ever out of a submenu that {@link #enter} has opened. */
  async #goBack(): Promise<void> {
    const before = await this.#stand();
    const back = await this.#hands.act(planKeys.escape, (reading) => changedList(before, spotOf(reading)));
    if (!back) throw new BootcatchError('plan.stuck', { key: planKeys.escape.name });
  }

  /** The menu that must be standing now, drawn to its end. @throws BootcatchError `plan.passwordAsked`, `plan.noHighlight`, `plan.unexpectedScreen` */
  async #stand(): Promise<Spot> {
    const spot = await this.#hands.settled(spotOf, MENU_LIMIT_MS);
    if (spot) return spot;
    const now = await this.#hands.look();
    if (now.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
    throw now.menu?.view === 'menu' ? new BootcatchError('plan.noHighlight') : unexpected(now);
  }
}

/** A whole menu without a countdown, and its highlighted entry. */
function spotOf({ menu }: Reading): Spot | undefined {
  if (!menu || !standsStill(menu) || menu.selectedIndex === undefined) return undefined;
  const title = menu.entries[menu.selectedIndex];
  return title === undefined ? undefined : { menu, selected: menu.selectedIndex, title };
}

/** True where another list stands there than before. */
function changedList(before: Spot, now: Spot | undefined): true | undefined {
  return now && now.menu.entries.join('\n') !== before.menu.entries.join('\n') ? true : undefined;
}

/** The highlighted entry of the menu on the screen, if there is one. */
export function highlightedTitle(reading: Reading): string | undefined {
  return spotOf(reading)?.title;
}
