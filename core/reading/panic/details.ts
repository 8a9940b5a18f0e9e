import { joinedRows } from '../meaning/flow.ts';
import { kernelLine } from '../meaning/phase-marks.ts';
import type { Panic, ScreenText } from '../reading.ts';

/** Everything that a panic's text tells beside its reason. What the screen doesn't show is left out. */
export interface PanicDetails {
  /** e.g. `6.1.0-56-cloud-amd64`. */
  readonly kernelVersion?: string;
  /** Letters of the kernel's taint, e.g. `G OE`; empty where it says "Not tainted". */
  readonly taint?: string;
  /** Command and process number that ran when it happened. */
  readonly process?: string;
  readonly pid?: number;
  /** Machine and firmware as the kernel names them. */
  readonly hardware?: string;
  /** Function in which it happened (from `RIP:` or `pc :`, else the trace's first own one). */
  readonly function?: string;
  /** Module of that function, or the first module on the trace; the likeliest culprit. */
  readonly module?: string;
  /** Functions of the call trace, innermost first; guesses of the kernel (`?`) are left out. */
  readonly callTrace: readonly string[];
}

const process = /^CPU: \d+ (?:UID: \d+ )?PID: (\d+) Comm: (.+?) (?:Not tainted|Tainted: (.+?)) +(\d+\.\d+\S*) #/;
const hardware = /^Hardware name: (.+)$/;
const instruction = /^(?:RIP: [0-9a-f]{4}:|pc : )([\w.]+)\+0x[0-9a-f]+\/0x[0-9a-f]+(?: \[(\w+)\])?/;
const frame = /^(?:\[<[0-9a-f]+>\] )?(\?)? ?([\w.]+)\+0x[0-9a-f]+\/0x[0-9a-f]+(?: \[(\w+)(?: [0-9a-f]+)?\])?$/;
/** Functions that only report; the next one on the trace is the one that met the trouble. */
const reporters = /^(?:dump_stack(?:_lvl)?|show_stack|panic|nmi_panic|oops_end|die|__die|no_context|page_fault_oops|exc_page_fault|asm_exc_\w+|do_exit|__warn|report_bug)(?:\.\w+)*$/;

/** Takes the panic on the screen apart. Lines that the console broke are put together again. */
export function panicDetails(text: ScreenText): PanicDetails {
  const lines = joinedRows(text).map((line) => line.replace(kernelLine, '').trim());
  const ran = first(lines, process);
  const at = first(lines, instruction);
  const trace = traceOf(lines);
  const own = trace.find(({ name }) => !reporters.test(name));
  const functionName = at?.[1] ?? own?.name;
  const module = at?.[2] ?? trace.find((step) => step.module !== undefined)?.module;
  const machine = first(lines, hardware)?.[1];
  return {
    ...(ran && { pid: Number(ran[1]), process: ran[2] ?? '', taint: (ran[3] ?? '').replace(/\s+/g, ' '), kernelVersion: ran[4] ?? '' }),
    ...(machine !== undefined && { hardware: machine }),
    ...(functionName !== undefined && { function: functionName }),
    ...(module !== undefined && { module }),
    callTrace: trace.map(({ name }) => name),
  };
}

function first(lines: readonly string[], pattern: RegExp): RegExpExecArray | undefined {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match) return match;
  }
  return undefined;
}

interface Step {
  readonly name: string;
  readonly module: string | undefined;
}

function traceOf(lines: readonly string[]): Step[] {
  const start = lines.findIndex((line) => /^Call [Tt]race:$/.test(line));
  const steps: Step[] = [];
  for (const line of start < 0 ? [] : lines.slice(start + 1)) {
    if (/^<\/?(?:TASK|IRQ|NMI|SOFTIRQ|#\w+)>$/.test(line)) continue;
    const match = frame.exec(line);
    if (!match) break;
    if (match[1] === undefined) steps.push({ name: match[2] ?? '', module: match[3] });
  }
  return steps;
}

/** True where the kernel stays in its panic for ever, because nobody told it to reboot (`kernel.panic = 0`). */
export function staysForever(panic: Panic, text: ScreenText): boolean {
  return panic.rebootInSeconds === undefined && text.lines.some((line) => /---\[ end Kernel panic/.test(line));
}
