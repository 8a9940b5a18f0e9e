import { formatSeconds } from '../timeline/describe.ts';
import { escapeHtml } from './escape.ts';
import type { SpanKind } from './laps.ts';
import type { ToldReport } from './words.ts';

const width = 900;
const labelWidth = 120;
const rowHeight = 34;
const spanKinds: readonly SpanKind[] = ['asked', 'away', 'open', 'menu', 'held'];

/** The laps one below the other on a common clock, to scale; empty where there is none. */
export function lapChart({ laps, locale, say }: ToldReport): string {
  const longestMs = Math.max(0, ...laps.map(({ lengthMs }) => lengthMs));
  if (longestMs === 0) return '';
  const scale = (ms: number): number => Math.round((ms / longestMs) * (width - labelWidth) * 10) / 10;
  const rows = laps.map(({ number, spans, lengthMs }, row) => {
    const y = row * rowHeight;
    const bars = spans.map(({ kind, fromMs, toMs }) => {
      const title = `${say(`report.span.${kind}`)}: ${formatSeconds(toMs - fromMs, locale)}`;
      return `<rect class="span-${kind}" x="${labelWidth + scale(fromMs)}" y="${y + 4}" width="${Math.max(1, scale(toMs - fromMs))}" height="${rowHeight - 12}"><title>${escapeHtml(title)}</title></rect>`;
    });
    return `<text x="0" y="${y + 20}">${escapeHtml(say('report.lap', { number }))} · ${formatSeconds(lengthMs, locale)}</text>${bars.join('')}`;
  });
  const tickMs = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000].find((step) => longestMs / step <= 10) ?? 600_000;
  const base = laps.length * rowHeight;
  const ticks = Array.from({ length: Math.floor(longestMs / tickMs) + 1 }, (_, index) => {
    const x = labelWidth + scale(index * tickMs);
    return `<line x1="${x}" x2="${x}" y1="0" y2="${base}"/><text class="tick" x="${x}" y="${base + 16}">${say('time.seconds', { seconds: (index * tickMs) / 1_000 })}</text>`;
  });
  const used = spanKinds.filter((kind) => laps.some(({ spans }) => spans.some((span) => span.kind === kind)));
  const legend = used.map((kind) => `<span class="key"><svg width="14" height="14" aria-hidden="true"><rect class="span-${kind}" width="14" height="14"/></svg> ${escapeHtml(say(`report.span.${kind}`))}</span>`);
  return `<svg class="laps" viewBox="0 0 ${width + 20} ${base + 24}" role="img" aria-label="${escapeHtml(say('report.lapsHeading'))}">${ticks.join('')}${rows.join('')}</svg><p class="legend">${legend.join(' ')}</p>`;
}
