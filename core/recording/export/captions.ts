import { understand } from '../../reading/meaning/understand.ts';
import type { Phase } from '../../reading/reading.ts';
import type { Recording } from '../recording.ts';
import { transcriptOf } from './text.ts';

/** Lines that come within this time make one caption. */
const TOGETHER_MS = 1_000;
/** A caption shows the newest lines only: more would hide the picture. */
const captionLines = 3;

/** The transcript as WebVTT captions. */
export async function toWebVtt(recording: Recording): Promise<string> {
  const groups: { atMs: number; lines: string[] }[] = [];
  const lines = (await transcriptOf(recording)).filter(({ text }) => text.trim() !== '').sort((one, other) => one.atMs - other.atMs);
  for (const { text, atMs } of lines) {
    const last = groups.at(-1);
    if (last && atMs - last.atMs < TOGETHER_MS) last.lines.push(text);
    else groups.push({ atMs, lines: [text] });
  }
  const cues = groups.map(({ atMs, lines: group }, place) => {
    const endMs = Math.min(groups[place + 1]?.atMs ?? recording.durationMs + TOGETHER_MS, atMs + 5 * TOGETHER_MS);
    const shown = group.slice(-captionLines).map((line) => escaped(line.trim()));
    return `${timestamp(atMs)} --> ${timestamp(Math.max(endMs, atMs + 1))}\n${shown.join('\n')}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** A stretch of a recording that has a name. */
interface Chapter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly name: string;
}

/** The phases as chapters, in ffmpeg's metadata format. */
export async function toChapters(recording: Recording, nameOf: (phase: Phase) => string): Promise<string> {
  const parts = (await chaptersOf(recording, nameOf)).map(({ fromMs, toMs, name }) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${Math.round(fromMs)}\nEND=${Math.round(toMs)}\ntitle=${name.replace(/[=;#\\\n]/g, '\\$&')}\n`);
  return `;FFMETADATA1\n${parts.join('')}`;
}

/** The phases as WebVTT, whose cues may be chapters. */
export async function toPhaseCues(recording: Recording, nameOf: (phase: Phase) => string): Promise<string> {
  const cues = (await chaptersOf(recording, nameOf)).map(({ fromMs, toMs, name }) => `${timestamp(fromMs)} --> ${timestamp(Math.max(toMs, fromMs + 1))}\n${escaped(name)}\n`);
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** A phase shorter than half a second is part of the one before. */
async function chaptersOf(recording: Recording, nameOf: (phase: Phase) => string): Promise<Chapter[]> {
  const chapters: { phase: Phase; fromMs: number }[] = [];
  let latest: { phase: Phase; fromMs: number } | undefined;
  const keep = (untilMs: number): void => {
    if (latest && untilMs - latest.fromMs >= 500 && chapters.at(-1)?.phase !== latest.phase) chapters.push(latest);
  };
  for await (const { atMs, text } of recording.texts()) {
    const { phase } = understand(text);
    if (phase === latest?.phase) continue;
    keep(atMs);
    latest = { phase, fromMs: atMs };
  }
  keep(recording.durationMs);
  return chapters.map(({ phase, fromMs }, place) => ({ fromMs, toMs: chapters[place + 1]?.fromMs ?? recording.durationMs, name: nameOf(phase) }));
}

/** Text as WebVTT takes it. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function timestamp(ms: number): string {
  return new Date(Math.round(ms)).toISOString().slice(11, 23);
}
