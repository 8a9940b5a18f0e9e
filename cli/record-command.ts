import { Console } from '../core/catch/console.ts';
import { narrate } from '../core/catch/narrate.ts';
import { reach } from '../core/catch/reach.ts';
import { firstOf } from '../core/catch/wait.ts';
import { describeEndpoint, type Endpoint } from '../core/link/endpoint.ts';
import type { Target } from '../core/providers/provider.ts';
import { ScreenReader } from '../core/reading/reader.ts';
import { retentionOf, startRecording, type StartedRecording } from '../core/recording/library.ts';
import { nodeRecordingFiles } from '../core/recording/node-files.ts';
import type { SessionClose } from '../core/rfb/session.ts';
import { Screen } from '../core/screen/screen.ts';
import { describeEvent } from '../core/timeline/describe.ts';
import { Timeline } from '../core/timeline/timeline.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { ownRecordings, ownSettings } from './recording-commands.ts';
import { openTarget, type TargetFlags } from './targets.ts';

export interface RecordFlags extends TargetFlags {
  readonly file?: string;
}

interface Scene {
  readonly console: Console;
  readonly timeline: Timeline;
  readonly target: Target;
  readonly endpoint?: Endpoint;
  /** Default: a new one in the data folder. */
  readonly file: string | undefined;
}

/** Begins to record. @returns undefined where that cannot be; the timeline says why. @throws BootcatchError `recording.exists` */
export async function beginRecording(context: Context, { console, timeline, target, endpoint, file }: Scene): Promise<StartedRecording | undefined> {
  const settings = ownSettings(context);
  // Settings that cannot be read are told where they are needed; they keep nobody from recording.
  await settings.load().catch(() => undefined);
  return startRecording({
    retention: retentionOf(settings.current.recording),
    screen: console.screen,
    onReading: console.onReading,
    timeline,
    clock: context.clock,
    files: nodeRecordingFiles,
    place: file === undefined ? { folder: ownRecordings(context) } : { file },
    about: { target: target.label, provider: target.provider, locale: context.locale, ...(endpoint && { endpoint: describeEndpoint(endpoint) }) },
  });
}

/** A console that stays away for this long ends the recording. */
const AWAY_LIMIT_MS = 600_000;
/** A console that keeps ending is dialled no oftener than this. */
const PAUSE_MS = 1_000;

/** `bootcatch record`: looks at a console and keeps what it shows, over every reboot, until Ctrl+C. Presses no key. */
export async function recordCommand(context: Context, targetText: string, flags: RecordFlags): Promise<number> {
  const { clock, openConsole, signal } = context;
  const opened = await openTarget(context, targetText, flags);
  const { target } = opened;
  const timeline = new Timeline(clock);
  const screen = new Screen();
  const console = new Console(screen, new ScreenReader(screen), clock);
  timeline.onAppend((event) => {
    const sentence = event.event === 'probeFailed' ? undefined : describeEvent(event, context.locale);
    if (sentence !== undefined) context.stdout.write(`${sentence}\n`);
  });
  let recording: StartedRecording | undefined;
  const narration = narrate(console, timeline, clock);
  try {
    let endpoint: Endpoint | undefined = await target.endpoint(signal);
    recording = await beginRecording(context, { console, timeline, target, endpoint, file: flags.file });
    if (!recording) return exitCodes.failed;
    context.stdout.write(`${context.say('cli.recording', { file: recording.file })}\n`);
    for (;;) {
      const reached = await reach({ target, lastEndpoint: endpoint, profile: target.reach, firstKeys: [], limitMs: AWAY_LIMIT_MS, signal }, { clock, openConsole, timeline });
      endpoint = reached.endpoint;
      console.adopt(reached.session);
      const close = console.connected ? await firstOf<SessionClose>(signal, (done, parts) => parts.add(console.onGone(done))) : (console.lastClose ?? { kind: 'cut' });
      timeline.append({ event: 'drop', kind: close.kind, ...(close.code !== undefined && { code: close.code }), ...(close.reason !== undefined && { reason: close.reason }) });
      await firstOf<void>(signal, (done, parts) => parts.add(clock.setTimeout(() => done(), PAUSE_MS)));
    }
  } catch (error) {
    // Ctrl+C is how a recording ends well.
    if (signal.aborted && recording) return 0;
    throw error;
  } finally {
    narration.dispose();
    await recording?.recorder.end();
    if (recording) context.stderr.write(`${context.say('recording.saved', { file: recording.file })}\n`);
    console.dispose();
    await opened.dispose();
  }
}
