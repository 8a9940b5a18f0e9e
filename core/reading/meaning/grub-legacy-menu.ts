import type { Menu, ScreenText } from '../reading.ts';
import { compact, lastLine, phrase } from './flow.ts';
import { findBox, readEntries } from './menu-parts.ts';

const titleLine = /^\s*(GNU GRUB\s+version 0\.9\d.*)$/;

const arguments_ = phrase(" 'a' to modify the kernel arguments before booting,");
/** The whole text under a menu. Red Hat's has one more key; a locked menu knows only 'p'. */
const wholeHelp = new RegExp(
  [
    `^${phrase('Use the %C and %C keys to select which entry is highlighted.')}(?:`,
    `${phrase("Press enter to boot the selected OS, 'e' to edit the commands before booting,")}(?:${arguments_})?${phrase(" or 'c' for a command-line.")}`,
    `|${phrase("Press enter to boot the selected OS or 'p' to enter a password to unlock the next set of features.")}`,
    `)(?:${phrase('The highlighted entry will be booted automatically in %d seconds.')})?$`,
  ].join(''),
  'i',
);
const countdown = new RegExp(phrase('The highlighted entry will be booted automatically in %d seconds.'), 'i');
const editorHelp = new RegExp(phrase("Press 'b' to boot, 'e' to edit the selected command in the boot sequence, 'c' for a command-line,"), 'i');

/** Reads a menu, editor or command line of GRUB 0.9x, as RHEL 6 and the first Amazon Linux have it. ESC there does not leave the top menu. */
export function readGrubLegacyMenu(text: ScreenText): Menu | undefined {
  const { lines } = text;
  const title = lines.map((line) => titleLine.exec(line)?.[1]?.trim()).find((found) => found !== undefined);
  if (title === undefined) return undefined;
  const faceless = { kind: 'grubLegacy', title, entries: [], selectedIndex: undefined, secondsLeft: undefined, nested: false, scrolled: false } as const;
  const last = lastLine(lines);
  if (/^Password:/.test(last)) return { ...faceless, view: 'password', complete: true };
  const box = findBox(lines);
  if (!box) return /^grub(?:>| edit>)/.test(last) ? { ...faceless, view: 'shell', nested: true, complete: true } : undefined;
  const under = compact(lines.slice(box.bottom + 1)).text;
  if (editorHelp.test(under)) return { ...faceless, view: 'editor', complete: box.closed };
  const { entries, selectedIndex, marks } = readEntries(text, box);
  const seconds = countdown.exec(under)?.[1];
  return {
    ...faceless,
    view: 'menu',
    entries,
    selectedIndex,
    secondsLeft: seconds === undefined ? undefined : Number(seconds),
    scrolled: marks,
    complete: box.closed && wholeHelp.test(under) && entries.length > 0 && selectedIndex !== undefined,
  };
}
