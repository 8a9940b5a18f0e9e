import type { Menu, ScreenText } from '../reading.ts';
import { compact, lastLine } from './flow.ts';
import { countdownLine, editorBegins, editorHelp, helpBegins, nestedHelp, passwordLine, shellEscape, shellHelp, wholeHelp } from './grub-phrases.ts';
import { findBox, readEntries, type Box } from './menu-parts.ts';

/** GRUB's first line; Red Hat's says no GNU. Version 0.9x is GRUB legacy, another program. */
const titleLine = /^\s*((?:GNU )?GRUB\s+version\s+(?!0\.)\S.*)$/;

/** Reads a menu, editor, command line or password prompt of GRUB 2. */
export function readGrubMenu(text: ScreenText): Menu | undefined {
  const { lines } = text;
  const titleRow = lines.findIndex((line) => titleLine.test(line));
  const title = titleRow < 0 ? '' : (lines[titleRow]?.trim() ?? '');
  return readPrompt(lines, title) ?? readEditor(lines, title) ?? readList(text, titleRow, title);
}

function faceless(view: Menu['view'], title: string, complete: boolean, nested = false): Menu {
  return { kind: 'grub2', view, title, entries: [], selectedIndex: undefined, secondsLeft: undefined, nested, scrolled: false, complete };
}

function readPrompt(lines: readonly string[], title: string): Menu | undefined {
  const last = lastLine(lines);
  if (passwordLine.test(last) || isTypedName(lines)) return faceless('password', title, true);
  const { text } = compact(lines);
  const atPrompt = /^grub(?: rescue)?>/.test(last);
  if (!atPrompt && (title === '' || text.search(shellHelp) < 0)) return undefined;
  return faceless('shell', title, atPrompt, text.search(shellEscape) >= 0);
}

/** GRUB shows the user's name below its question, on a screen that it has cleared for it. */
function isTypedName(lines: readonly string[]): boolean {
  const [question, name, ...more] = lines.filter((line) => line.trim() !== '');
  return question !== undefined && name !== undefined && more.length === 0 && passwordLine.test(question.trim()) && /^\S+$/.test(name.trim());
}

function readEditor(lines: readonly string[], title: string): Menu | undefined {
  const { text } = compact(lines);
  if (text.search(editorBegins) < 0) return undefined;
  const box = findBox(lines);
  return faceless('editor', title, (box === undefined || box.closed) && text.search(editorHelp) >= 0);
}

function readList(screen: ScreenText, titleRow: number, title: string): Menu | undefined {
  const { lines } = screen;
  const box = findBox(lines);
  const helpRow = rowOfHelp(lines, box?.bottom ?? titleRow);
  // A title alone is no menu: it stands over a cleared screen, too.
  if (titleRow < 0 && helpRow === undefined) return undefined;
  if (!box && helpRow === undefined) return undefined;
  const under = compact(lines.slice(helpRow ?? (box?.bottom ?? lines.length) + 1)).text;
  const whole = wholeHelp.exec(under);
  const countdown = whole?.groups?.['countdown'] ?? countdownLine.exec(under)?.[0];
  const area = box ?? openArea(titleRow, helpRow ?? lines.length, lines);
  const { entries, selectedIndex, marks } = readEntries(screen, area);
  const secondsLeft = countdown === undefined ? undefined : Number(/\d+/.exec(countdown)?.[0]);
  return {
    kind: 'grub2',
    view: 'menu',
    title,
    entries,
    selectedIndex,
    secondsLeft,
    nested: under.search(nestedHelp) >= 0,
    scrolled: marks,
    complete: whole !== null && (box?.closed ?? true) && entries.length > 0 && selectedIndex !== undefined,
  };
}

/** The row in which the help begins; its sentence may run over two rows. */
function rowOfHelp(lines: readonly string[], after: number): number | undefined {
  for (let row = after + 1; row < lines.length; row++) {
    const begins = compact(lines.slice(row, row + 3)).text.search(helpBegins);
    if (begins === 0) return row;
  }
  return undefined;
}

/** Red Hat's GRUB draws no box: the entries stand between the title and the help. */
function openArea(titleRow: number, helpRow: number, lines: readonly string[]): Box {
  const last = lines.slice(0, helpRow).findLastIndex((line) => line.trim() !== '');
  return { top: titleRow, bottom: Math.max(titleRow, last) + 1, closed: true, framed: false };
}
