import type { Menu, Panic, Phase, ScreenText } from '../reading.ts';
import { unwrap } from './flow.ts';
import { kernelLine, progressMarks, rescueWords, shellPrompt, startMarks, type PhaseMark } from './phase-marks.ts';

/** How far the boot has come, as far as the screen tells: `unknown` where no known words are on it. */
export function readPhase(text: ScreenText, menu: Menu | undefined, panic: Panic | undefined): Phase {
  if (menu) return phaseOfMenu(menu);
  const lines = unwrap(text.lines).map((line) => line.trim());
  if (lines.every((line) => line === '')) return text.exactShare === 1 ? 'blank' : 'unknown';

  const restart = lastMark(lines, startMarks, -1);
  const from = restart?.line ?? -1;
  const [kernel, initramfs, init, rest] = progressMarks;
  const stop = lastMark(lines, rest ?? [], from);
  const prompt = lines.findLastIndex((line) => shellPrompt.test(line));
  if (prompt > from && prompt > (stop?.line ?? -1)) return isRescue(lines) ? 'rescueShell' : 'login';
  if (stop?.phase === 'panic' && panic && isCrashKernel(lines.slice(stop.line))) return 'crashDump';
  if (stop) return stop.phase;
  for (const marks of [init, initramfs, kernel]) {
    const mark = lastMark(lines, marks ?? [], from);
    if (mark) return mark.phase;
  }
  return restart?.phase ?? 'unknown';
}

function phaseOfMenu({ kind, view }: Menu): Phase {
  if (kind === 'firmware') return 'firmware';
  if (view === 'password') return 'passwordPrompt';
  return view === 'menu' ? 'bootMenu' : 'bootLoader';
}

/** The mark that stands lowest on the screen, below line `from`, and is not over. */
function lastMark(lines: readonly string[], marks: readonly PhaseMark[], from: number): { phase: Phase; line: number } | undefined {
  let last: { phase: Phase; line: number } | undefined;
  for (const { phase, pattern, over } of marks) {
    const line = lines.findLastIndex((text) => pattern.test(text) || pattern.test(text.replace(kernelLine, '')));
    if (line <= Math.max(from, last?.line ?? -1)) continue;
    if (over && lines.slice(line).some((text) => over.test(text))) continue;
    last = { phase, line };
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
