import { say, type Locale, type MessageKey } from '../messages/index.ts';
import { tellCause } from '../reading/panic/causes.ts';
import type { Picture } from '../screen/png.ts';
import { describeEvent, formatSeconds } from '../timeline/describe.ts';
import type { TimelineEvent } from '../timeline/events.ts';
import type { ReportFacts } from './facts.ts';
import type { Lap } from './laps.ts';
import { asItIs, redactorFor } from './redact.ts';

/** One thing that happened, as a row. */
export interface StoryRow {
  /** Since the recording's beginning. */
  readonly time: string;
  /** Wall clock, UTC. */
  readonly clock: string;
  readonly sentence: string;
  readonly isDecisive: boolean;
}

export interface ToldPanic {
  readonly reason: string;
  readonly time: string;
  /** Label and value of what the panic's text says beside its reason. */
  readonly details: readonly (readonly [string, string])[];
  /** The likeliest cause first; at most two. */
  readonly causes: readonly { readonly cause: string; readonly cures: readonly string[]; readonly source: string }[];
  readonly screen: string;
  /** Left out of a redacted report: nothing can be taken out of a picture. */
  readonly picture: Picture | undefined;
}

/** A report in words, for whatever it is drawn with. */
export interface ToldReport {
  readonly locale: Locale;
  readonly title: string;
  readonly facts: readonly (readonly [string, string])[];
  /** What is missing from the recording. */
  readonly missing: readonly string[];
  readonly panics: readonly ToldPanic[];
  readonly laps: readonly Lap[];
  readonly story: readonly StoryRow[];
  readonly transcript: string;
  readonly redacted: boolean;
  readonly say: (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;
}

export interface ReportOptions {
  readonly locale: Locale;
  /** Takes host names, addresses and user names out, and pictures with them. */
  readonly redact: boolean;
}

const decisive: ReadonlySet<TimelineEvent['event']> = new Set(['held', 'panicRead', 'missed', 'result', 'lapStarted', 'stopNeeded']);
/** More causes than this help nobody at night. */
const causeLimit = 2;

/** Puts what a recording tells into words. */
export function tellReport(facts: ReportFacts, { locale, redact }: ReportOptions): ToldReport {
  const texts = [...facts.transcript.map(({ text }) => text), ...facts.panics.flatMap(({ text }) => text.lines)];
  const clean = redact ? redactorFor(facts.about, texts) : asItIs;
  const speak = (key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string => say(locale, key, values);
  const { about, durationMs } = facts;
  const server = clean(about?.target ?? speak('recording.unknownServer'));
  const rows: (readonly [string, string | undefined])[] = [
    [speak('report.server'), server],
    [speak('report.provider'), about?.provider],
    [speak('report.console'), about?.endpoint === undefined ? undefined : clean(about.endpoint)],
    [speak('report.started'), about && wallClock(about.startedAt)],
    [speak('report.length'), formatSeconds(durationMs, locale)],
    [speak('report.outcome'), facts.outcome && speak(`report.outcome.${facts.outcome}`)],
    [speak('report.laps'), facts.laps.length > 0 ? String(facts.laps.length) : undefined],
    [speak('report.kernels'), facts.kernels.join(', ') || undefined],
    [speak('report.loaders'), facts.loaders.join(', ') || undefined],
    [speak('report.version'), about && `bootcatch ${about.version} (${about.system})`],
  ];
  const missing = facts.gaps.map(({ fromMs, toMs }) => speak('report.gap', { from: formatSeconds(fromMs, locale), to: formatSeconds(toMs, locale) }));
  return {
    locale,
    title: speak('report.title', { server }),
    facts: rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
    missing: facts.complete ? missing : [...missing, speak('report.endMissing', { at: formatSeconds(durationMs, locale) })],
    panics: facts.panics.map((panic) => ({
      reason: clean(panic.reason),
      time: `${formatSeconds(panic.atMs, locale)}${about ? ` · ${wallClock(new Date(Date.parse(about.startedAt) + panic.atMs).toISOString())}` : ''}${panic.times > 1 ? ` · ${speak('report.times', { times: panic.times })}` : ''}`,
      details: detailRows(panic.details, speak).map(([label, value]) => [label, clean(value)] as const),
      causes: panic.causes.slice(0, causeLimit).map((cause) => ({ ...tellCause(cause, locale), source: cause.source })),
      screen: clean(panic.text.lines.join('\n').trimEnd()),
      picture: redact ? undefined : panic.picture,
    })),
    laps: facts.laps,
    story: storyRows(facts.events, locale).map((row) => ({ ...row, sentence: clean(row.sentence) })),
    transcript: clean(facts.transcript.map(({ text }) => text).join('\n').trimEnd()),
    redacted: redact,
    say: speak,
  };
}

function detailRows(details: ReportFacts['panics'][number]['details'], speak: ToldReport['say']): (readonly [string, string])[] {
  const { kernelVersion, taint, process, pid, hardware, function: where, module } = details;
  const rows: (readonly [MessageKey, string | undefined])[] = [
    ['report.kernel', kernelVersion],
    ['report.process', process === undefined ? undefined : `${process} (${pid ?? '?'})`],
    ['report.function', where],
    ['report.module', module],
    ['report.taint', taint || undefined],
    ['report.hardware', hardware],
  ];
  return rows.flatMap(([key, value]) => (value === undefined ? [] : [[speak(key), value] as const]));
}

/** Everything that has words; a key that was pressed again and again is one row. */
function storyRows(events: readonly TimelineEvent[], locale: Locale): StoryRow[] {
  const rows: StoryRow[] = [];
  for (const [index, event] of events.entries()) {
    const next = events[index + 1];
    if (event.event === 'keySent' && next?.event === 'keySent' && next.key === event.key) continue;
    if (event.event === 'countdownRead') continue;
    const sentence = describeEvent(event, locale);
    // The result of a held menu has the words of its proof.
    if (sentence === undefined || sentence === rows.at(-1)?.sentence) continue;
    rows.push({ time: formatSeconds(event.atMs, locale), clock: event.wallTime.slice(11, 19), sentence, isDecisive: decisive.has(event.event) });
  }
  return rows;
}

/** `2026-11-23 05:41:12 UTC`. */
function wallClock(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
