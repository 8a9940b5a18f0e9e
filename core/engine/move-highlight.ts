import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Console } from '../catch/console.ts';
import { keysyms } from '../catch/key-policy.ts';
import { firstOf } from '../catch/wait.ts';
import { chord } from '../keys/chord.ts';
import type { Menu } from '../reading/reading.ts';

/** An entry as a person saw it. */
export interface SeenEntry {
  readonly index: number;
  readonly text: string;
}

/** One key's effect has to be seen within this time. */
const STEP_LIMIT_MS = 3_000;

/** The menu on the screen, if it still has this entry where the person saw it. @throws BootcatchError `engine.menuChanged` */
export function menuWith(console: Console, { index, text }: SeenEntry): Menu & { readonly selectedIndex: number } {
  const menu = console.reading?.menu;
  if (menu?.view !== 'menu' || menu.entries[index] !== text || menu.selectedIndex === undefined) throw new BootcatchError('engine.menuChanged');
  return { ...menu, selectedIndex: menu.selectedIndex };
}

/**
 * Moves the highlight to an entry that is on the screen: one arrow at a time, the next only once the effect of the last is read, so that a
 * slow console is never overrun and the highlight never leaves what is read.
 * @throws BootcatchError `engine.menuChanged`, `engine.highlightStuck`, or the signal's reason
 */
export async function moveHighlight(console: Console, entry: SeenEntry, clock: Clock, signal: AbortSignal): Promise<void> {
  // Each step must come nearer, so there are never more of them than entries.
  for (let left = Math.abs(menuWith(console, entry).selectedIndex - entry.index); left > 0; ) {
    const from = menuWith(console, entry).selectedIndex;
    const keysym = from < entry.index ? keysyms.down : keysyms.up;
    const moved = firstOf<boolean>(signal, (done, parts) => {
      parts.add(
        console.onReading(({ menu }) => {
          if (menu?.selectedIndex !== undefined && menu.selectedIndex !== from) done(true);
        }),
      );
      parts.add(console.onGone(() => done(false)));
      parts.add(clock.setTimeout(() => done(false), STEP_LIMIT_MS));
    });
    console.send(...chord(keysym));
    if (!(await moved)) throw new BootcatchError('engine.highlightStuck', { seconds: STEP_LIMIT_MS / 1_000 });
    const next = Math.abs(menuWith(console, entry).selectedIndex - entry.index);
    if (next >= left) throw new BootcatchError('engine.menuChanged');
    left = next;
  }
}

/** Presses Enter, if the highlight is on the entry that the person saw. @throws BootcatchError `engine.menuChanged` */
export function bootHighlighted(console: Console, entry: SeenEntry): void {
  if (menuWith(console, entry).selectedIndex !== entry.index) throw new BootcatchError('engine.menuChanged');
  const enter = 0xff0d;
  console.send(...chord(enter));
}
