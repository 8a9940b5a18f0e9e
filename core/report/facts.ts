import { understand } from '../reading/meaning/understand.ts';
import { findCauses, type PanicCause } from '../reading/panic/causes.ts';
import { panicDetails, type PanicDetails } from '../reading/panic/details.ts';
import { readPanicQr, showsQrCode } from '../reading/panic/qr.ts';
import type { Phase, ScreenText } from '../reading/reading.ts';
import { Transcript, type TranscriptLine } from '../reading/transcript.ts';
import type { About, Mark } from '../recording/about.ts';
import type { Gap, Recording } from '../recording/recording.ts';
import type { Picture } from '../screen/png.ts';
import type { Outcome, TimelineEvent } from '../timeline/events.ts';
import { lapsOf, type Lap } from './laps.ts';

/** A panic that stood on the screen, once for each reason. */
export interface PanicSeen {
  readonly reason: string;
  /** When it was first read, ms on the recording's time. */
  readonly atMs: number;
  /** How often it came, one time a boot. */
  readonly times: number;
  /** The screen as it stood last while the panic was on it; where that showed a QR code, the log in it. */
  readonly text: ScreenText;
  readonly picture: Picture | undefined;
  readonly details: PanicDetails;
  readonly causes: readonly PanicCause[];
}

/** A stretch of one phase on the screen. */
export interface PhaseSpan {
  readonly phase: Phase;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Everything that a report tells, before it is put into words. */
export interface ReportFacts {
  readonly about: About | undefined;
  readonly durationMs: number;
  readonly complete: boolean;
  readonly gaps: readonly Gap[];
  readonly events: readonly TimelineEvent[];
  readonly marks: readonly Mark[];
  readonly laps: readonly Lap[];
  readonly phases: readonly PhaseSpan[];
  readonly panics: readonly PanicSeen[];
  /** Kernels that were loaded or named themselves, in the order in which they came. */
  readonly kernels: readonly string[];
  /** First lines of the boot menus, such as `GNU GRUB  version 2.06`. */
  readonly loaders: readonly string[];
  readonly transcript: readonly TranscriptLine[];
  /** How the catch ended, where there was one. */
  readonly outcome: Outcome | undefined;
}

interface OpenPanic {
  readonly reason: string;
  readonly atMs: number;
  lastMs: number;
  text: ScreenText;
  times: number;
}

const kernelNames: readonly RegExp[] = [/\bLinux version (\d+\.\d+\S*)/g, /\bLoading Linux (\d+\.\d+\S*) \.\.\./g];

/** Reads a recording once from its beginning to its end. */
export async function gatherFacts(recording: Recording): Promise<ReportFacts> {
  const transcript = new Transcript();
  const panics = new Map<string, OpenPanic>();
  const phases: PhaseSpan[] = [];
  const loaders = new Set<string>();
  let panicOnScreen: string | undefined;
  for await (const { atMs, text } of recording.texts()) {
    transcript.add(text, atMs);
    const { panic, menu, phase } = understand(text);
    if (menu && menu.title !== '') loaders.add(menu.title);
    const last = phases.at(-1);
    if (last?.phase !== phase) {
      if (last) phases[phases.length - 1] = { ...last, toMs: atMs };
      phases.push({ phase, fromMs: atMs, toMs: recording.durationMs });
    }
    if (panic) {
      const known = panics.get(panic.reason);
      if (!known) panics.set(panic.reason, { reason: panic.reason, atMs, lastMs: atMs, text, times: 1 });
      else {
        if (panicOnScreen !== panic.reason) known.times++;
        else if (known.times === 1) Object.assign(known, { text, lastMs: atMs });
      }
    }
    panicOnScreen = panic?.reason;
  }
  const lines = transcript.lines();
  const seen: PanicSeen[] = [];
  for (const { reason, atMs, lastMs, text, times } of panics.values()) {
    const { picture } = await recording.seek(lastMs);
    // The log that a newer kernel puts into a QR code says more than the screen beside it.
    const log = picture && showsQrCode(text) ? (readPanicQr(picture)?.log ?? []) : [];
    const told: ScreenText = log.length === 0 ? text : { ...text, lines: log };
    const before = lines.filter((line) => line.atMs <= lastMs).map((line) => line.text);
    seen.push({ reason, atMs, times, text: told, details: panicDetails(told), picture, causes: findCauses([...before, ...told.lines]) });
  }
  const { about, durationMs, complete, gaps, events, marks } = recording;
  return {
    about,
    durationMs,
    complete,
    gaps,
    events,
    marks,
    laps: lapsOf(events),
    phases,
    panics: seen,
    kernels: kernelsIn(lines, seen),
    loaders: [...loaders],
    transcript: lines,
    outcome: events.findLast((event) => event.event === 'result')?.outcome,
  };
}

function kernelsIn(lines: readonly TranscriptLine[], panics: readonly PanicSeen[]): string[] {
  const named = lines.flatMap(({ text }) => kernelNames.flatMap((pattern) => [...text.matchAll(pattern)].map(([, version]) => version)));
  return [...new Set([...named, ...panics.map(({ details }) => details.kernelVersion)])].filter((version) => version !== undefined);
}
