import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { RebootKind } from '../providers/provider.ts';
import { isRetryable, retryAfterMs } from '../providers/retry.ts';
import type { TimelineMessage } from '../timeline/events.ts';
import { awaitNewRun } from './new-run.ts';
import type { CatchOptions, CatchPorts } from './options.ts';
import { isWorthKeeping } from './phases.ts';
import { messageOf } from './reach.ts';

/** From the request to the console's end. A hard reboot behind a soft one waits for two minutes on OpenStack. */
const NEW_RUN_LIMIT_MS = 180_000;
/** For a person to do it in a control panel. */
export const MANUAL_LIMIT_MS = 600_000;
const REBOOT_ATTEMPTS = 6;
const RETRY_DELAY_MS = 2_000;
/** A guest that says it will reboot within this time is left to do so: a lap that costs no reset. */
const FREE_LAP_SECONDS = 10;

type RunStart = 'gone' | 'reset' | 'over';

/**
 * Asks for the reboot, or leaves it to the person or the guest, and waits until the new run begins.
 * @returns `gone`: the console is away. `reset`: it stayed. `over`: nothing happened within the limit
 * @throws BootcatchError the provider's refusal, or `catch.stop.*` where the screen forbids a reset
 */
export async function beginRun({ reboot, force }: Pick<CatchOptions, 'reboot' | 'force'>, ports: CatchPorts, signal: AbortSignal): Promise<RunStart> {
  const { clock, console, target, timeline } = ports;
  const seconds = console.reading?.panic?.rebootInSeconds;
  if (seconds !== undefined && seconds > 0 && seconds <= FREE_LAP_SECONDS) {
    timeline.append({ event: 'notice', message: { key: 'catch.guestRebootsItself', values: { seconds } } });
    const start = await awaitNewRun({ console, clock, timeline, asked: true, limitMs: (seconds + FREE_LAP_SECONDS) * 1_000, signal });
    if (start !== 'over') return start;
  }
  if (!force) await guardPeers(ports, signal);
  if (reboot === 'manual' || !target.reboot) {
    timeline.append({ event: 'rebootAsked', kind: 'manual' });
    return awaitNewRun({ console, clock, timeline, asked: false, limitMs: MANUAL_LIMIT_MS, signal });
  }
  if (!force) await guardReset(ports);
  return rebootAndWait(reboot, ports, signal);
}

/** Stops before a reset, the person's own too, that others could not bear. */
async function guardPeers({ confirmReset, target, timeline }: CatchPorts, signal: AbortSignal): Promise<void> {
  const stop = await target.beforeReset?.(signal);
  if (!stop) return;
  timeline.append({ event: 'stopNeeded', message: messageOf(stop) });
  if (!(await confirmReset?.(messageOf(stop)))) throw stop;
}

/** Stops before a reset that would destroy what the screen shows in progress. */
async function guardReset({ console, confirmReset, target, timeline }: CatchPorts): Promise<void> {
  const phase = console.reading?.phase;
  if (phase === undefined || !isWorthKeeping(phase)) return;
  const stop = new BootcatchError(`catch.stop.${phase}`, { target: target.label });
  const message: TimelineMessage = messageOf(stop);
  timeline.append({ event: 'stopNeeded', message });
  if (!(await confirmReset?.(message))) throw stop;
}

function startedAnew({ console, timeline }: CatchPorts): RunStart {
  if (!console.connected) return 'gone';
  console.clearText();
  timeline.append({ event: 'reset', seen: 'answer' });
  return 'reset';
}

async function rebootAndWait(kind: RebootKind, ports: CatchPorts, signal: AbortSignal): Promise<RunStart> {
  const { clock, console, target, timeline } = ports;
  const begun = new AbortController();
  const asked = askReboot(kind, ports, begun.signal, signal);
  // While the console is away there is no drop to see: the provider's answer is what begins the new run.
  if (!console.connected) {
    await asked;
    return 'gone';
  }
  try {
    const newRun = awaitNewRun({ console, clock, timeline, asked: true, limitMs: NEW_RUN_LIMIT_MS, signal: AbortSignal.any([signal, begun.signal]) });
    // The one that loses the race may still reject; by then nobody waits for it.
    newRun.catch(() => undefined);
    asked.catch(() => undefined);
    // A line that stays open shows nothing of a reset until the boot loader writes on it, and a hidden one never does.
    const begins = console.isText && kind === 'hard' && target.consoleAtReboot === 'stays';
    return await Promise.race([newRun, asked.then(() => (begins ? startedAnew(ports) : newRun))]);
  } finally {
    begun.abort();
  }
}

/** @param begun aborted once the new run has begun: a call that is under way goes on, but no further one may reset it again */
async function askReboot(kind: RebootKind, { clock, target, timeline }: CatchPorts, begun: AbortSignal, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const askedAtMs = clock.now();
    timeline.append({ event: 'rebootAsked', kind });
    try {
      await target.reboot?.(kind, signal);
      return timeline.append({ event: 'rebootAnswered', tookMs: clock.now() - askedAtMs });
    } catch (error) {
      signal.throwIfAborted();
      timeline.append({ event: 'rebootRefused', message: messageOf(error) });
      if (!isRetryable(error) || attempt >= REBOOT_ATTEMPTS || begun.aborted) throw error;
      await sleep(clock, retryAfterMs(error) ?? RETRY_DELAY_MS, AbortSignal.any([signal, begun]));
    }
  }
}
