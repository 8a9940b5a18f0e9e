import type { Menu, ScreenText } from '../reading.ts';
import { compact } from './flow.ts';

const countdown = /Seconds until the highlighted choice will be started automatically:\s*(\d+)/i;
const lastSentence = 'Tospecifyanadvancedoptionforthischoice,pressF8.';

/** Reads the Windows Boot Manager's list in text mode (Windows 7 and Server 2008 R2, or later with the legacy menu policy). */
export function readWindowsMenu({ lines, inverseRows }: ScreenText): Menu | undefined {
  const question = lines.findIndex((line) => /Choose an operating system to start/i.test(line));
  if (question < 0) return undefined;
  const { text } = compact(lines);
  const end = lines.findIndex((line) => /To specify an advanced option/i.test(line));
  const help = lines.findIndex((line, row) => row > question && /highlight your choice/i.test(line));
  // The highlighted entry ends in a mark `>` at the bar's right edge.
  const rows = lines
    .map((line, row) => ({ row, entry: line.replace(/>\s*$/, '').trim() }))
    .filter(({ row, entry }) => row > Math.max(question, help) && (end < 0 || row < end) && entry !== '' && !/^\(Use the arrow keys/i.test(entry));
  const barred = rows.filter(({ row }) => inverseRows.includes(row));
  const seconds = countdown.exec(lines.join(' '))?.[1];
  return {
    kind: 'windows',
    view: 'menu',
    title: lines.find((line) => /Windows Boot Manager/i.test(line))?.trim() ?? '',
    entries: rows.map(({ entry }) => entry),
    selectedIndex: barred.length === 1 && barred[0] ? rows.indexOf(barred[0]) : undefined,
    secondsLeft: seconds === undefined ? undefined : Number(seconds),
    nested: false,
    scrolled: false,
    complete: text.includes(lastSentence) && /ENTER=Choose/i.test(text) && rows.length > 0 && barred.length === 1,
  };
}
