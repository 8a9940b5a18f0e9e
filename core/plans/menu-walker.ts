import { BootcatchError } from '../base/error.ts';
import type { Reading } from '../reading/reading.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isSubmenuTitle, type Choice, type EntryList } from './choose-entry.ts';
import { DECISIVE_LIMIT_MS, planKeys, unexpected, type Hands, type NamedKey } from './hands.ts';
import { changedList, movedBy, spotOf, type Spot } from './menu-spot.ts';
import { pressOnMenu } from './press-on-menu.ts';

/** No real menu is longer; one that seems so is misread. */
const ENTRIES_LIMIT = 200;
/** Menus in menus in menus are left alone. */
const DEPTH_LIMIT = 2;
/** Moving a highlight takes no time to speak of; what has not moved by then was lost, or is at the end of its list. */
const STEP_LIMIT_MS = 1_500;
const STEP_TRIES = 2;
/** A menu is drawn in steps; this long it may take until it is whole. */
const MENU_LIMIT_MS = 5_000;

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
   * @throws BootcatchError `plan.unexpectedScreen`, `plan.noHighlight`, `plan.passwordAsked`, `plan.listChanged`, `plan.stuck`
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
    const start = await this.#stand();
    if (!start.menu.scrolled) return { list: { titles: start.menu.entries, highlighted: start.selected }, at: start.selected };
    const walk = async (direction: 'up' | 'down', visit: (spot: Spot) => void): Promise<void> => {
      for (let steps = 0; ; steps++) {
        const spot = await this.#step(direction);
        if (!spot) return;
        visit(spot);
        if (steps > ENTRIES_LIMIT) throw new BootcatchError('plan.stuck', { key: planKeys[direction].name });
      }
    };
    await walk('up', () => undefined);
    let last = await this.#stand();
    const titles = [...last.menu.entries];
    await walk('down', (spot) => {
      if (changedList(last, spot) && movedBy(last, spot) !== -1) titles.push(...entriesBelow(titles, spot.menu.entries));
      last = spot;
    });
    return { list: { titles, highlighted: placeIn(titles, start, 0) }, at: placeIn(titles, last, titles.length - 1) };
  }

  /** Moves the highlight to an entry, by where it is after each key: one that came late or from somebody else is made good. */
  async #move(titles: readonly string[], from: number, to: number): Promise<void> {
    let at = placeIn(titles, await this.#stand(), from);
    for (let keys = 0; at !== to; keys++) {
      const direction = to > at ? 'down' : 'up';
      const spot = await this.#step(direction);
      if (!spot || keys > ENTRIES_LIMIT) throw new BootcatchError('plan.stuck', { key: planKeys[direction].name });
      at = placeIn(titles, spot, at + Math.sign(to - at));
      if (at === to) at = placeIn(titles, await this.#stand(), at);
    }
  }

  /**
   * Moves the highlight by one. A key is pressed again where nothing moved; it may have been late, though, and its second one still on
   * its way, so an arrow in the other direction must be seen to move before anything else is pressed.
   * @returns where the highlight is then; undefined where it would not move: the list ends here
   */
  async #step(direction: 'up' | 'down'): Promise<Spot | undefined> {
    const before = spotOf(await this.#hands.look()) ?? (await this.#stand());
    for (let attempt = 1; attempt <= STEP_TRIES; attempt++) {
      this.#hands.press(planKeys[direction]);
      const spot = await this.#hands.until((reading) => (movedBy(before, spotOf(reading)) === 0 ? undefined : spotOf(reading)), STEP_LIMIT_MS);
      if (!spot) continue;
      // A list that scrolls is drawn anew, line by line.
      const now = changedList(before, spot) ? await this.#stand() : spot;
      return attempt === 1 ? now : this.#echo(now, direction);
    }
    const last = await this.#stand();
    if (changedList(before, last) || last.selected !== before.selected) throw new BootcatchError('plan.listChanged', { seen: last.title });
    if (last.menu.entries.length === 1) return undefined;
    await this.#echo(await this.#echo(last, direction), direction === 'down' ? 'up' : 'down');
    return undefined;
  }

  /**
   * Takes a step back from `direction`: it can only be seen once the guest has taken every key before it.
   * @throws BootcatchError `plan.stuck`
   */
  async #echo(from: Spot, direction: 'up' | 'down'): Promise<Spot> {
    const back = direction === 'down' ? 'up' : 'down';
    const forwards = direction === 'down' ? 1 : -1;
    let cameLate = false;
    this.#hands.press(planKeys[back]);
    const echoed = await this.#hands.until((reading) => {
      const moved = movedBy(from, spotOf(reading));
      cameLate ||= moved === forwards;
      return moved === -forwards || (cameLate && moved === 0) || undefined;
    }, DECISIVE_LIMIT_MS);
    if (!echoed) throw new BootcatchError('plan.stuck', { key: planKeys[direction].name });
    return this.#stand();
  }

  async #enter(): Promise<void> {
    await this.#leave(planKeys.enter, (now) => {
      if (now.menu?.view === 'password') throw new BootcatchError('plan.passwordAsked');
      return now.menu?.nested;
    });
  }

  /** ESC, only ever out of a submenu that {@link #enter} has opened. */
  async #goBack(): Promise<void> {
    await this.#leave(planKeys.escape, () => true);
  }

  /** Presses a key that leads to another menu. */
  async #leave(key: NamedKey, isThere: (reading: Reading) => boolean | undefined): Promise<void> {
    const from = await this.#stand();
    const before = await this.#hands.look();
    const effect = (now: Reading): true | undefined => (isThere(now) === true ? changedList(from, spotOf(now)) : undefined);
    await pressOnMenu({ key, before, effect }, this.#hands);
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

/** The entries of a window that are below those already known: the two overlap, however far the list has scrolled at once. */
function entriesBelow(known: readonly string[], window: readonly string[]): readonly string[] {
  for (let fresh = 1; fresh < window.length; fresh++) {
    const overlap = window.length - fresh;
    if (known.slice(-overlap).join('\n') === window.slice(0, overlap).join('\n')) return window.slice(overlap);
  }
  return window;
}

/**
 * Which entry of the whole list is highlighted; of several that look alike, the one nearest to where it should be.
 * @throws BootcatchError `plan.listChanged`
 */
function placeIn(titles: readonly string[], { menu, selected, title }: Spot, expected: number): number {
  const window = menu.entries.join('\n');
  const places = titles.flatMap((_, offset) => (titles.slice(offset, offset + menu.entries.length).join('\n') === window ? [offset + selected] : []));
  const [nearest] = places.sort((one, other) => Math.abs(one - expected) - Math.abs(other - expected));
  if (nearest === undefined) throw new BootcatchError('plan.listChanged', { seen: title });
  return nearest;
}
