import type { Panic, ScreenText } from '../reading.ts';
import { joinedRows } from './flow.ts';

const start = /Kernel panic - not syncing: *(.*)$/;
const end = /---\[ end Kernel panic - not syncing: *(.*?) *(?:\]---|$)/;
const reboot = /Rebooting in (\d+) seconds?\.\./g;

/** The kernel panic on the screen: of the text console, or of the full-screen message of Linux 6.10 and later. */
export function readPanic(text: ScreenText): Panic | undefined {
  const { lines } = text;
  const reason = reasonOf(joinedRows(text)) ?? reasonOfFullScreen(lines);
  if (reason === undefined) return undefined;
  const seconds = [...lines.join('\n').matchAll(reboot)].at(-1)?.[1];
  return { reason, ...(seconds === undefined ? {} : { rebootInSeconds: Number(seconds) }) };
}

function reasonOf(lines: readonly string[]): string | undefined {
  const first = lines.find((line) => start.test(line) && !end.test(line));
  const reason = start.exec(first ?? '')?.[1] ?? lines.map((line) => end.exec(line)?.[1]).find((found) => found !== undefined);
  return reason?.trim();
}

/** drm_panic: "KERNEL PANIC!", "Please reboot your computer.", then the reason, each on its own line. */
function reasonOfFullScreen(lines: readonly string[]): string | undefined {
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  const title = texts.findIndex((line) => /(?:^|\s)KERNEL PANIC!$/.test(line));
  if (title < 0 || !/Please reboot your computer\.$/.test(texts[title + 1] ?? '')) return undefined;
  return texts[title + 2] ?? '';
}
