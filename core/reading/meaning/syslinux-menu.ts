import type { Menu, ScreenText } from '../reading.ts';
import { compact, lastLine } from './flow.ts';
import { findBox, readEntries, separator } from './menu-parts.ts';

const underMenu = /^(?:Press\[Tab\]toeditoptions)?(?:Automaticbootin(\d+)seconds?\.{1,4})?$/i;
const countdown = /Automatic boot in (\d+) seconds?/i;

/** Reads the menus of syslinux, isolinux, pxelinux and extlinux: the framed one (menu.c32) and the `boot:` prompt. */
export function readSyslinuxMenu(text: ScreenText): Menu | undefined {
  return readFramed(text) ?? readGraphical(text) ?? readPrompt(text);
}

/** The graphical menu (vesamenu.c32): its frame and its bar are shades of a picture, so that only words tell of it, and it is never called complete. */
function readGraphical({ lines }: ScreenText): Menu | undefined {
  const help = lines.findIndex((line) => /^ *Press \[Tab\] to edit options$/.test(line));
  if (help < 0) return undefined;
  const entries = lines.slice(0, help).map((line) => line.trim()).filter((line) => line !== '' && !line.includes('\ufffd'));
  const seconds = countdown.exec(lines.slice(help).join(' '))?.[1];
  return { kind: 'syslinux', view: 'menu', title: '', entries, selectedIndex: undefined, secondsLeft: seconds === undefined ? undefined : Number(seconds), nested: false, scrolled: false, complete: false };
}

function readFramed(text: ScreenText): Menu | undefined {
  const { lines } = text;
  const frame = findBox(lines);
  if (!frame || !separator.test(lines[frame.top + 2] ?? '')) return undefined;
  const under = compact(lines.slice(frame.bottom + 1)).text;
  // Drawn with ASCII characters it may as well be any program's table: then its own words must stand under it.
  if (lines[frame.top]?.includes('+') && (under === '' || !underMenu.test(under))) return undefined;
  const title = (lines[frame.top + 1] ?? '').replace(/[│┃║|]/g, '').trim();
  const base = { kind: 'syslinux', title, secondsLeft: undefined, nested: false, scrolled: false } as const;
  if (under === 'Passwordrequired') return { ...base, view: 'password', entries: [], selectedIndex: undefined, complete: true };
  if (under.startsWith('>')) return { ...base, view: 'editor', entries: [], selectedIndex: undefined, complete: true };
  const { entries, selectedIndex, marks } = readEntries(text, { ...frame, top: frame.top + 2 });
  const seconds = countdown.exec(lines.slice(frame.bottom + 1).join(' '))?.[1];
  return {
    ...base,
    view: 'menu',
    entries,
    selectedIndex,
    secondsLeft: seconds === undefined ? undefined : Number(seconds),
    scrolled: marks,
    // Without the line about [Tab] nothing tells a whole menu from one whose countdown is still to be drawn.
    complete: frame.closed && under !== '' && underMenu.test(under) && entries.length > 0 && selectedIndex !== undefined,
  };
}

function readPrompt({ lines }: ScreenText): Menu | undefined {
  const welcome = lines.findLast((line) => /Welcome to .*Automatic boot in \d+ seconds/i.test(line));
  if (!/^boot:(?: |$)/.test(lastLine(lines)) && welcome === undefined) return undefined;
  const seconds = countdown.exec(welcome ?? '')?.[1];
  return {
    kind: 'syslinux',
    view: 'shell',
    title: '',
    entries: [],
    selectedIndex: undefined,
    secondsLeft: seconds === undefined ? undefined : Number(seconds),
    nested: false,
    scrolled: false,
    complete: true,
  };
}
