import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { BootcatchError } from '../core/base/error.ts';
import { settingsChangeSchema } from '../core/contract/settings.ts';
import { SettingsStore } from '../core/engine/settings-store.ts';
import { nodeFiles } from '../core/providers/node/files.ts';
import { standingScreens } from '../core/recording/export/text.ts';
import { recordingExtension } from '../core/recording/files.ts';
import { importFbs } from '../core/recording/import/import-fbs.ts';
import { recordingsFolder, retentionOf, tidy } from '../core/recording/library.ts';
import { nodeRecordingFiles } from '../core/recording/node-files.ts';
import type { Recording } from '../core/recording/recording.ts';
import { repairRecording } from '../core/recording/repair.ts';
import { SearchIndex } from '../core/recording/search.ts';
import { gatherFacts } from '../core/report/facts.ts';
import { reportToHtml } from '../core/report/html.ts';
import { reportToMarkdown } from '../core/report/markdown.ts';
import { tellReport } from '../core/report/words.ts';
import { formatSeconds, sayMessage } from '../core/timeline/describe.ts';
import type { Context } from './context.ts';
import { codeOf, openSource, progressOn, save, withRecording } from './recording-files.ts';
import { homeFolder } from './targets.ts';

/** The folder of this machine's recordings. */
export function ownRecordings(context: Context): string {
  return recordingsFolder(homeFolder(context));
}

/** The person's settings, as the app has them. Not loaded yet. */
export function ownSettings(context: Context): SettingsStore {
  return new SettingsStore(`${homeFolder(context)}/settings.json`, nodeFiles);
}

export interface RecordingsFlags {
  readonly search?: string;
  /** An FBS file that is to become a recording. */
  readonly import?: string;
  readonly keepDays?: number;
  readonly keepGib?: number;
}

/** `bootcatch recordings`: what there is, where a text was on screen, how much is kept from now on, or one more from another program's file. */
export async function recordingsCommand(context: Context, { search, keepDays, keepGib: keepGiB, import: imported }: RecordingsFlags): Promise<number> {
  const folder = ownRecordings(context);
  if (imported !== undefined) return importRecording(context, imported, folder);
  if (keepDays !== undefined || keepGiB !== undefined) return keepOnly(context, folder, { keepDays, keepGiB });
  const found = (await nodeRecordingFiles.list(folder)).toReversed();
  if (found.length === 0) {
    context.stdout.write(`${context.say('cli.noRecordings')}\n`);
    return 0;
  }
  if (search !== undefined) return searchAll(context, folder, search);
  for (const { path, bytes, inUse } of found) {
    const about = await withRecording(path, ({ about: told, durationMs, complete, events }) => Promise.resolve({ told, durationMs, complete, outcome: events.findLast((event) => event.event === 'result')?.outcome })).catch(() => undefined);
    const state = inUse ? context.say('cli.recordingNow') : about?.complete === false ? context.say('cli.recordingCut') : '';
    const outcome = about?.outcome === undefined ? '' : context.say(`report.outcome.${about.outcome}`);
    const columns = [about?.told?.startedAt.slice(0, 19).replace('T', ' ') ?? '', about?.told?.target ?? '', about ? formatSeconds(about.durationMs, context.locale) : '?', `${Math.ceil(bytes / 1024)} KiB`, outcome, state, path];
    context.stdout.write(`${columns.filter((column) => column !== '').join('  ')}\n`);
  }
  return 0;
}

/** Keeps the choice for every host, and lets go at once of what it no longer covers. */
async function keepOnly(context: Context, folder: string, recording: { keepDays: number | undefined; keepGiB: number | undefined }): Promise<number> {
  const settings = ownSettings(context);
  await settings.update(settingsChangeSchema.parse({ recording }));
  const { current } = settings;
  const removed = await tidy(folder, nodeRecordingFiles, retentionOf(current.recording), context.clock.wallNow());
  for (const { path } of removed) context.stdout.write(`${context.say('cli.recordingRemoved', { file: path })}\n`);
  context.stdout.write(`${context.say('cli.recordingsKept', { days: current.recording.keepDays, gib: current.recording.keepGiB })}\n`);
  return 0;
}

async function importRecording(context: Context, file: string, folder: string): Promise<number> {
  const source = await openSource(file);
  try {
    const { mtimeMs } = await stat(file);
    const settings = ownSettings(context);
    await settings.load().catch(() => undefined);
    const { durationMs, broken, ended, ...made } = await importFbs(source, {
      target: basename(file, extname(file)),
      changedAtMs: mtimeMs,
      files: nodeRecordingFiles,
      place: { folder },
      retention: retentionOf(settings.current.recording),
      locale: context.locale,
      onProgress: progressOn(context),
      signal: context.signal,
    });
    if (broken) context.stderr.write(`${context.say('cli.importBroken', { at: formatSeconds(broken.atMs, context.locale), reason: broken.reason instanceof BootcatchError ? broken.reason.localized(context.locale) : String(broken.reason) })}\n`);
    if (ended) context.stderr.write(`${sayMessage(context.locale, ended)}\n`);
    context.stdout.write(`${context.say('cli.imported', { file: made.file, length: formatSeconds(durationMs, context.locale) })}\n`);
    return broken || ended ? 1 : 0;
  } finally {
    await source.close();
  }
}

async function searchAll(context: Context, folder: string, text: string): Promise<number> {
  const index = new SearchIndex(folder, nodeRecordingFiles);
  try {
    await index.update({ onProgress: progressOn(context), signal: context.signal });
    const hits = index.search(text);
    let path = '';
    for (const hit of hits) {
      if (hit.path !== path) context.stdout.write(`${hit.path}\n`);
      path = hit.path;
      context.stdout.write(`${formatSeconds(hit.atMs, context.locale).padStart(10)}  ${hit.line}\n`);
    }
    if (hits.length === 0) context.stdout.write(`${context.say('cli.nothingFound', { text })}\n`);
    return hits.length > 0 ? 0 : 1;
  } finally {
    index.close();
  }
}

export interface PlayFlags {
  readonly text: boolean;
  readonly speed: number;
}

/** A part in which nothing changes is not waited for longer than this. */
const longestPauseMs = 2_000;

/** `bootcatch play`: the screens as text; on a terminal as they came, else one behind the other. */
export function playCommand(context: Context, file: string, { text, speed }: PlayFlags): Promise<number> {
  return withRecording(file, async (recording) => {
    const live = context.stdout.isTTY && !text;
    let lastMs = 0;
    for await (const { atMs, lines } of standingScreens(recording)) {
      if (live) await wait(Math.min(longestPauseMs, (atMs - lastMs) / speed), undefined, { signal: context.signal });
      lastMs = atMs;
      context.stdout.write(`${live ? '\u001b[2J\u001b[H' : ''}── ${formatSeconds(atMs, context.locale)} ──\n${lines.join('\n').trimEnd()}\n`);
    }
    for (const sentence of damageOf(context, recording)) context.stderr.write(`${sentence}\n`);
    return 0;
  });
}

function damageOf(context: Context, { gaps, complete, durationMs }: Recording): string[] {
  const missing = gaps.map(({ fromMs, toMs }) => context.say('report.gap', { from: formatSeconds(fromMs, context.locale), to: formatSeconds(toMs, context.locale) }));
  return complete ? missing : [...missing, context.say('report.endMissing', { at: formatSeconds(durationMs, context.locale) })];
}

export interface ReportFlags {
  readonly html?: string;
  readonly markdown?: string;
  readonly redact: boolean;
}

/** `bootcatch report`: what happened, as one page. Without a file's name it is Markdown on standard output. */
export function reportCommand(context: Context, file: string, { html, markdown, redact }: ReportFlags): Promise<number> {
  return withRecording(file, async (recording) => {
    const report = tellReport(await gatherFacts(recording), { locale: context.locale, redact });
    if (html !== undefined) await save(context, html, reportToHtml(report));
    if (markdown !== undefined) await save(context, markdown, reportToMarkdown(report));
    if (html === undefined && markdown === undefined) context.stdout.write(reportToMarkdown(report));
    return 0;
  });
}

/** `bootcatch repair`: everything that is whole in a damaged recording, in a new file beside it. */
export async function repairCommand(context: Context, file: string, { out }: { readonly out?: string }): Promise<number> {
  const target = out ?? `${file.slice(0, file.length - extname(file).length)}-repaired${recordingExtension}`;
  const source = await openSource(file);
  try {
    const { gaps, lostBytes } = await repairRecording(source, () => createNew(target));
    for (const { fromMs, toMs } of gaps) context.stdout.write(`${context.say('report.gap', { from: formatSeconds(fromMs, context.locale), to: formatSeconds(toMs, context.locale) })}\n`);
    context.stdout.write(`${context.say('cli.repaired', { file: target, bytes: lostBytes })}\n`);
    return 0;
  } finally {
    await source.close();
  }
}

async function createNew(file: string) {
  try {
    return await nodeRecordingFiles.create(file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new BootcatchError('recording.exists', { file }, { cause: error });
    throw new BootcatchError('cli.cannotWrite', { file, reason: codeOf(error) }, { cause: error });
  }
}
