import type { Menu, ScreenText } from '../reading.ts';

const countdown = /^Boot in (\d+) s(?:ec)?\.$/;
const firmwareEntry = /^Reboot Into Firmware Interface$/;
/** What the key `h` shows in the last row. */
const help = /^\(d\)efault .*\(e\)dit /;
const rule = /^[─━═-]{8,}$/;

/**
 * Reads systemd-boot's menu: entries in the middle of the screen, one of them in a bar, and under them a countdown or
 * nothing. It says no name; without a countdown it is known by the entry that every UEFI machine gets, or by UEFI's font
 * and by being all that is on the screen, centred.
 */
export function readSystemdBootMenu({ lines, inverseRows, font }: ScreenText): Menu | undefined {
  const shown = lines.map((line, row) => ({ row, line, text: line.trim() })).filter(({ text }) => text !== '');
  const counting = shown.find(({ text }) => countdown.test(text));
  const list = shown.filter(({ text, row }) => text !== counting?.text && !rule.test(text) && !help.test(text) && (counting === undefined || row < counting.row));
  const barred = list.filter(({ row }) => inverseRows.includes(row));
  const isList = list.length > 0 && list.length === (list.at(-1)?.row ?? 0) - (list[0]?.row ?? 0) + 1;
  const isKnown = counting !== undefined || list.some(({ text }) => firmwareEntry.test(text)) || (font?.startsWith('uefi') === true && list.length > 1 && areCentred(list));
  if (!isList || !isKnown || barred.length > 1) return undefined;
  // An arrow key may still have to draw the bar; a list without any is another program's.
  if (barred.length === 0 && counting === undefined) return undefined;
  const seconds = countdown.exec(counting?.text ?? '')?.[1];
  return {
    kind: 'systemdBoot',
    view: 'menu',
    title: '',
    entries: list.map(({ text }) => text),
    selectedIndex: barred[0] ? list.indexOf(barred[0]) : undefined,
    secondsLeft: seconds === undefined ? undefined : Number(seconds),
    nested: false,
    scrolled: false,
    complete: barred.length === 1,
  };
}

function areCentred(list: readonly { readonly line: string; readonly text: string }[]): boolean {
  const middles = list.map(({ line, text }) => line.length - text.length / 2);
  return Math.max(...middles) - Math.min(...middles) <= 1;
}
