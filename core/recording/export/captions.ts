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
    const shown = group.slice(-captionLines).map((line) => line.trim().replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'));
    return `${timestamp(atMs)} --> ${timestamp(Math.max(endMs, atMs + 1))}\n${shown.join('\n')}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

/** The phases as chapters, in ffmpeg's metadata format. A phase shorter than half a second is part of the one before. */
export async function toChapters(recording: Recording, nameOf: (phase: Phase) => string): Promise<string> {
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
  const parts = chapters.map(({ phase, fromMs }, place) => {
    const end = Math.round(chapters[place + 1]?.fromMs ?? recording.durationMs);
    return `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${Math.round(fromMs)}\nEND=${end}\ntitle=${nameOf(phase).replace(/[=;#\\\n]/g, '\\$&')}\n`;
  });
  return `;FFMETADATA1\n${parts.join('')}`;
}

function timestamp(ms: number): string {
  return new Date(Math.round(ms)).toISOString().slice(11, 23);
}
