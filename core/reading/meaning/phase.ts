import type { Menu, Panic, Phase, ScreenText } from '../reading.ts';
import { joinedRows } from './flow.ts';
import { kernelLine, progressMarks, rescueWords, shellPrompt, startMarks, type PhaseMark } from './phase-marks.ts';

/** A row as it stands, and with the rows that it goes on in. */
type Row = readonly [own: string, joined: string];

/** How far the boot has come, as far as the screen tells: `unknown` where no known words are on it. */
export function readPhase(text: ScreenText, menu: Menu | undefined, panic: Panic | undefined): Phase {
  if (menu) return phaseOfMenu(menu);
  if (text.lines.every((line) => line === '')) return text.exactShare === 1 ? 'blank' : 'unknown';
  const joined = joinedRows(text);
  const rows = text.lines.map((line, row): Row => [line.trim(), (joined[row] ?? '').trim()]);

  const restart = lastMark(rows, startMarks, -1);
  const from = restart?.row ?? -1;
  const [kernel, initramfs, init, rest] = progressMarks;
  const stop = lastMark(rows, rest ?? [], from);
  const prompt = rows.findLastIndex(([own]) => shellPrompt.test(own));
  if (prompt > from && prompt > (stop?.row ?? -1)) return isRescue(text.lines) ? 'rescueShell' : 'login';
  if (stop?.phase === 'panic' && panic && isCrashKernel(text.lines.slice(stop.row))) return 'crashDump';
  if (stop) return stop.phase;
  for (const marks of [init, initramfs, kernel]) {
    const mark = lastMark(rows, marks ?? [], from);
    if (mark) return mark.phase;
  }
  return restart?.phase ?? 'unknown';
}

function phaseOfMenu({ kind, view }: Menu): Phase {
  if (kind === 'firmware') return 'firmware';
  if (view === 'password') return 'passwordPrompt';
  return view === 'menu' ? 'bootMenu' : 'bootLoader';
}

/** The mark that stands lowest on the screen, below row `from`, and is not over. */
function lastMark(rows: readonly Row[], marks: readonly PhaseMark[], from: number): { phase: Phase; row: number } | undefined {
  const shows = (pattern: RegExp, row: Row): boolean => row.some((text) => pattern.test(text) || pattern.test(text.replace(kernelLine, '')));
  let last: { phase: Phase; row: number } | undefined;
  for (const { phase, pattern, over } of marks) {
    const row = rows.findLastIndex((candidate) => shows(pattern, candidate));
    if (row <= Math.max(from, last?.row ?? -1)) continue;
    if (over && rows.slice(row).some((candidate) => shows(over, candidate))) continue;
    last = { phase, row };
  }
  return last;
}

/** A shell prompt of user and host is a running server's, unless the screen says that it is a rescue system's. */
function isRescue(lines: readonly string[]): boolean {
  return lines.some((line) => !kernelLine.test(line) && rescueWords.test(line));
}

/** After a panic the clock starts anew without a firmware in between: only the kernel that saves the memory starts so. */
function isCrashKernel(lines: readonly string[]): boolean {
  const times = lines.flatMap((line) => (/^\[ *(\d+\.\d+)\]/.exec(line)?.[1] ?? []));
  const panicSeconds = Number(times[0] ?? 0);
  return times.some((time) => Number(time) < panicSeconds / 2);
}
