import { screenToPng } from '../screen/png.ts';
import { lapChart } from './chart.ts';
import { escapeHtml } from './escape.ts';
import type { ToldPanic, ToldReport } from './words.ts';

const style = `
:root{color-scheme:light dark;--ink:#1b1f24;--quiet:#5b6570;--line:#d6dbe1;--ground:#fff;--bad:#b3261e;--away:#b0b7c0;--asked:#d9a441;--open:#6f8fb8;--menu:#4c9a6a;--held:#1f7a45}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7ea;--quiet:#9aa4ae;--line:#3a424b;--ground:#16191d;--bad:#f2a29b;--away:#565f69;--asked:#c99534;--open:#5f83b3;--menu:#4c9a6a;--held:#5cc088}}
body{font:15px/1.55 system-ui,"Noto Sans CJK JP","Hiragino Sans",sans-serif;color:var(--ink);background:var(--ground);max-width:60rem;margin:2rem auto;padding:0 1.2rem}
h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:1.2rem 0 .4rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{text-align:left;vertical-align:top;padding:.15rem 1rem .15rem 0}th{font-weight:500;color:var(--quiet);white-space:nowrap}
td.time{text-align:right;white-space:nowrap;color:var(--quiet)}tr.decisive td:last-child{font-weight:600}
pre{background:#000;color:#d8d8d8;padding:.8rem;overflow-x:auto;font:13px/1.25 ui-monospace,"DejaVu Sans Mono",monospace}
img{max-width:100%;height:auto;background:#000;display:block;margin:.6rem 0}
.reason{color:var(--bad);font-weight:600}.missing{border-left:4px solid var(--bad);padding:.2rem .8rem}.source,.note{color:var(--quiet);font-size:.9em}
svg text{fill:var(--ink);font-size:12px}svg .tick{text-anchor:middle;fill:var(--quiet)}svg line{stroke:var(--line)}svg.laps{width:100%;height:auto}
.span-asked{fill:var(--asked)}.span-away{fill:var(--away)}.span-open{fill:var(--open)}.span-menu{fill:var(--menu)}.span-held{fill:var(--held)}.key{margin-right:1.2em}
@media print{body{margin:0;max-width:none;font-size:11pt}pre{background:#fff;color:#000;border:1px solid #999;white-space:pre-wrap}h2,h3{break-after:avoid}img,tr,svg{break-inside:avoid}details{display:block}*{print-color-adjust:exact}}
`.trim();

/** The report as one HTML page that needs nothing else: no script, no network. */
export function reportToHtml(report: ToldReport): string {
  const { locale, title, facts, missing, panics, story, transcript, redacted, say } = report;
  const chart = lapChart(report);
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    table(facts),
    ...missing.map((sentence) => `<p class="missing">${escapeHtml(sentence)}</p>`),
    redacted ? `<p class="note">${escapeHtml(say('report.redacted'))}</p>` : '',
    `<h2>${escapeHtml(say('report.panicHeading'))}</h2>`,
    panics.length === 0 ? `<p>${escapeHtml(say('report.noPanic'))}</p>` : panics.map((panic) => panicPart(panic, report)).join(''),
    chart === '' ? '' : `<h2>${escapeHtml(say('report.lapsHeading'))}</h2>${chart}`,
    `<h2>${escapeHtml(say('report.storyHeading'))}</h2>`,
    `<table>${story.map(({ time, clock, sentence, isDecisive }) => `<tr${isDecisive ? ' class="decisive"' : ''}><td class="time">${time}</td><td class="time">${clock}</td><td>${escapeHtml(sentence)}</td></tr>`).join('')}</table>`,
    `<h2>${escapeHtml(say('report.textHeading'))}</h2><details><summary>${escapeHtml(say('report.textSummary'))}</summary><pre>${escapeHtml(transcript)}</pre></details>`,
  ];
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><title>${escapeHtml(title)}</title><style>${style}</style></head><body>${parts.join('\n')}</body></html>\n`;
}

function panicPart({ reason, time, details, causes, screen, picture }: ToldPanic, { say }: ToldReport): string {
  const told = causes.map(
    ({ cause, cures, source }) =>
      `<h3>${escapeHtml(say('report.cause'))}</h3><p>${escapeHtml(cause)}</p><h3>${escapeHtml(say('report.cures'))}</h3><ol>${cures.map((cure) => `<li>${escapeHtml(cure)}</li>`).join('')}</ol><p class="source">${escapeHtml(say('report.source', { source }))}</p>`,
  );
  const image = picture ? `<img alt="${escapeHtml(say('report.picture'))}" width="${picture.width}" height="${picture.height}" src="data:image/png;base64,${Buffer.from(screenToPng(picture)).toString('base64')}">` : '';
  return `<p class="reason">${escapeHtml(reason)}</p><p class="note">${escapeHtml(time)}</p>${table(details)}${told.join('')}${image}<details${picture ? '' : ' open'}><summary>${escapeHtml(say('report.screenText'))}</summary><pre>${escapeHtml(screen)}</pre></details>`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return `<table>${rows.map(([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;
}
