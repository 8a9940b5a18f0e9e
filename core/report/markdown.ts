import { formatSeconds } from '../timeline/describe.ts';
import type { ToldReport } from './words.ts';

/** The report as Markdown, for a ticket or a mail. Without pictures. */
export function reportToMarkdown({ title, facts, missing, panics, laps, story, transcript, redacted, locale, say }: ToldReport): string {
  const parts = [
    `# ${plain(title)}`,
    list(facts),
    ...missing.map((sentence) => `> **${plain(sentence)}**`),
    ...(redacted ? [plain(say('report.redacted'))] : []),
    `## ${say('report.panicHeading')}`,
    ...(panics.length === 0 ? [say('report.noPanic')] : []),
    ...panics.flatMap(({ reason, time, details, causes, screen }) => [
      `**${plain(reason)}** (${time})`,
      ...(details.length > 0 ? [list(details)] : []),
      ...causes.flatMap(({ cause, cures, source }) => [`### ${say('report.cause')}`, cause, `### ${say('report.cures')}`, cures.map((cure, number) => `${number + 1}. ${cure}`).join('\n'), say('report.source', { source })]),
      fenced(screen),
    ]),
    ...(laps.length > 0
      ? [`## ${say('report.lapsHeading')}`, laps.map(({ number, lengthMs, spans }) => `- ${say('report.lap', { number })}, ${formatSeconds(lengthMs, locale)}: ${spans.map(({ kind, fromMs, toMs }) => `${say(`report.span.${kind}`)} ${formatSeconds(toMs - fromMs, locale)}`).join(', ')}`).join('\n')]
      : []),
    `## ${say('report.storyHeading')}`,
    story.map(({ time, clock, sentence }) => `- ${time} (${clock}) ${plain(sentence)}`).join('\n'),
    `## ${say('report.textHeading')}`,
    fenced(transcript),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Text from a screen must not become a heading, a link or a picture. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#|!]/g, '\\$&');
}

function list(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([label, value]) => `- ${label}: ${plain(value)}`).join('\n');
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
