import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { BootcatchError } from '../core/base/error.ts';
import { toDisposable, type Disposable } from '../core/base/lifecycle.ts';
import { Catcher, type CatchOptions, type CatchResult, type Hold } from '../core/catch/catcher.ts';
import { Console } from '../core/catch/console.ts';
import { parseKeyScript } from '../core/keys/script.ts';
import { hardestReboot, withInterval } from '../core/providers/provider.ts';
import { parsePlan } from '../core/plans/grammar.ts';
import { runPlan } from '../core/plans/run.ts';
import type { StartedRecording } from '../core/recording/library.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import { Screen } from '../core/screen/screen.ts';
import { Timeline } from '../core/timeline/timeline.ts';
import { openTunerIfPossible } from '../core/tuning/node/open-tuner.ts';
import { CatchAccount } from './account.ts';
import type { Context } from './context.ts';
import { outcomeExitCodes } from './exit-codes.ts';
import { beginRecording } from './record-command.ts';
import { saveScreenshot } from './screenshot.ts';
import { attemptsKey, homeFolder, openTarget, tellPerson, type OpenTarget, type TargetFlags } from './targets.ts';

export interface CatchFlags extends TargetFlags {
  readonly keys: string;
  readonly laps: number;
  readonly reboot?: 'hard' | 'soft' | 'manual';
  readonly delay?: number;
  readonly interval?: number;
  readonly timeout?: number;
  readonly screenshot?: string;
  readonly then?: string;
  /** A file's name; false where nothing is to be recorded. */
  readonly record?: string | false;
  readonly force: boolean;
  readonly json: boolean;
}

const keyPresets = ['auto', 'arrows', 'f4', 'esc', 'shift'] as const;

/** `--keys` as the catcher takes it: a preset, or else a sequence in the key language. */
function keyOptions(text: string): Pick<CatchOptions, 'keys' | 'script'> {
  const preset = keyPresets.find((name) => name === text.toLowerCase());
  if (preset) return { keys: preset };
  const script = parseKeyScript(text);
  // A name that is no key would be typed letter by letter into a boot menu, where letters boot, edit or leave.
  if (script.unknownNames.length > 0) throw new BootcatchError('keys.unknownName', { names: script.unknownNames.join(', ') });
  if (!text.includes('<')) throw new BootcatchError('cli.keysNotAPreset', { text, presets: keyPresets.join(', ') });
  return { keys: 'sequence', script };
}

/** `bootcatch catch`: one catch, told live or as the timeline's JSON, and the exit code of its outcome. */
export async function catchCommand(context: Context, targetText: string, flags: CatchFlags): Promise<number> {
  const { clock, openConsole, signal } = context;
  const keys = keyOptions(flags.keys);
  const plan = flags.then === undefined ? undefined : parsePlan(flags.then);
  const opened = await openTarget(context, targetText, flags);
  const tuning = openTunerIfPossible(homeFolder(context), tellPerson(context));
  const timeline = new Timeline(clock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  const account = flags.json ? undefined : new CatchAccount(context, flags.laps);
  timeline.onAppend((event) => {
    if (account) account.tell(event);
    else context.stdout.write(`${JSON.stringify(event)}\n`);
  });
  const pasting = acceptAddresses(context, opened, account);
  let recording: StartedRecording | undefined;
  try {
    const { target } = opened;
    if (flags.record !== false) recording = await beginRecording(context, { console, timeline, target, file: flags.record });
    const profile = {
      ...(flags.delay !== undefined && { firstDelayMs: flags.delay }),
      ...(flags.interval !== undefined && withInterval(flags.interval)),
    };
    const tuned = tuning?.tuner.tune({ catchId: randomUUID(), server: attemptsKey(targetText, target), target, timeline, own: profile });
    const catcher = new Catcher(
      {
        ...keys,
        lapLimit: flags.laps,
        reboot: flags.reboot ?? (target.reboot ? hardestReboot(target) : 'manual'),
        force: flags.force,
        ...(flags.timeout !== undefined && { timeoutMs: flags.timeout * 1_000 }),
        profile,
        ...(tuned && { advise: () => tuned.advise() }),
      },
      { target, console, clock, timeline, openConsole, ...(plan && { then: (hold: Hold) => runPlan(plan, { ...hold, target, console, clock, timeline, saveScreenshot: (file) => savePicture(screen, file) }) }) },
    );
    const result = await catcher.run(signal);
    if (flags.screenshot !== undefined) await saveScreenshot(screen, flags.screenshot);
    if (plan && (result.outcome === 'held' || result.outcome === 'planFailed')) account?.concludePlan(result, console.reading);
    else account?.conclude(result, opened);
    return exitCode(result, signal);
  } finally {
    account?.end();
    pasting.dispose();
    await recording?.recorder.end();
    if (recording) context.stderr.write(`${context.say('recording.saved', { file: recording.file })}\n`);
    console.dispose();
    tuning?.close();
    await opened.dispose();
  }
}

/** @returns the file's name */
async function savePicture(screen: Screen, file = 'bootcatch.png'): Promise<string> {
  await saveScreenshot(screen, file);
  return file;
}

/** While the catch runs, each line on standard input is a newer console address, where the target takes one. */
function acceptAddresses(context: Context, { replaceAddress }: OpenTarget, account: CatchAccount | undefined): Disposable {
  if (!replaceAddress) return toDisposable(() => undefined);
  if (context.stdin.isTTY) account?.say('cli.pasteAddress');
  const lines = createInterface({ input: context.stdin });
  lines.on('line', (line) => {
    if (line.trim() === '') return;
    try {
      replaceAddress(line);
      account?.say('cli.newAddressTaken');
    } catch (error) {
      if (error instanceof BootcatchError) account?.say(error.code, error.values);
    }
  });
  return toDisposable(() => lines.close());
}

function exitCode(result: CatchResult, signal: AbortSignal): number {
  return result.outcome === 'cancelled' && typeof signal.reason === 'number' ? signal.reason : outcomeExitCodes[result.outcome];
}
