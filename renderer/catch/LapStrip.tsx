import { formatSeconds } from '../../core/contract/index.ts';
import { useNow } from '../app/use-now.ts';
import { useWords, type Words } from '../app/words.ts';
import { nowIn, type Story } from './story.ts';
import { layOutStrip, type StripPart, type StripRow } from './strip.ts';

const earlierHeight = 7;
const currentHeight = 18;
/** Earlier laps that are drawn; the oldest go first. */
const earlierLimit = 6;
/** A name is written into a part that is at least this wide, as a share of the whole. */
const widthPerLetter = { en: 0.0105, ja: 0.021 } as const;

/** The laps drawn to scale: the current one with its names, earlier ones thin above it. */
export function LapStrip({ story }: { readonly story: Story }): React.JSX.Element | null {
  const words = useWords();
  const isRunning = story.result === null && story.laps.length > 0;
  const now = useNow(isRunning);
  if (story.laps.length === 0) return null;
  const { rows, scaleMs, ticksMs } = layOutStrip(story.laps.slice(-earlierLimit - 1), nowIn(story, now));
  const top = (index: number): number => index * (earlierHeight + 3);
  const lastTop = top(rows.length - 1);
  const height = lastTop + currentHeight + 18;
  return (
    <figure className="strip" aria-label={words.word('app.strip')}>
      <svg width="100%" height={height} role="img" aria-label={rows.map((row) => describeRow(row, words)).join(' ')}>
        <defs>
          <pattern id="strip-gone" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="1.4" height="5" className="strip-line" />
          </pattern>
          <pattern id="strip-reaching" width="6" height="6" patternUnits="userSpaceOnUse">
            <circle cx="3" cy="3" r="1.25" className="strip-dot" />
          </pattern>
        </defs>
        {ticksMs.map((tick) => (
          <g key={tick}>
            <line className="strip-tick" x1={percent(tick / scaleMs)} x2={percent(tick / scaleMs)} y1={0} y2={lastTop + currentHeight + 4} />
            <text className="strip-time" x={percent(tick / scaleMs)} y={height - 3} textAnchor={tick === 0 ? 'start' : tick / scaleMs > 0.97 ? 'end' : 'middle'}>
              {tick % 1_000 === 0 ? tick / 1_000 : (tick / 1_000).toFixed(1)} s
            </text>
          </g>
        ))}
        {rows.map((row, index) => (
          <Row key={row.lap} row={row} y={top(index)} isCurrent={index === rows.length - 1} words={words} />
        ))}
      </svg>
    </figure>
  );
}

function Row({ row, y, isCurrent, words }: { readonly row: StripRow; readonly y: number; readonly isCurrent: boolean; readonly words: Words }): React.JSX.Element {
  const height = isCurrent ? currentHeight : earlierHeight;
  const { word, locale } = words;
  return (
    <g className={isCurrent ? 'strip-current' : 'strip-earlier'}>
      {row.parts.map((part, index) => {
        const name = word(`app.strip.${part.kind}`);
        return (
          <g key={index}>
            <rect className={`strip-part strip-${part.kind}`} x={percent(part.from)} width={percent(part.to - part.from)} y={y} height={height} />
            {(part.kind === 'gone' || part.kind === 'reaching') && <rect fill={`url(#strip-${part.kind})`} x={percent(part.from)} width={percent(part.to - part.from)} y={y} height={height} />}
            {isCurrent && part.to - part.from > widthPerLetter[locale] * name.length && (
              <text className={`strip-name strip-name-${part.kind}`} x={percent((part.from + part.to) / 2)} y={y + height / 2} textAnchor="middle" dominantBaseline="central">
                {name}
              </text>
            )}
          </g>
        );
      })}
      {row.end === 'held' && (
        <svg x={percent(row.endsAt)} y={y} width={height} height={height} overflow="visible" viewBox="0 0 12 12">
          <path className="strip-held-mark" d="M1.2 0h3.4v12H1.2zM7.2 0h3.4v12H7.2z" />
        </svg>
      )}
      {row.end === 'missed' && (
        <svg x={percent(row.endsAt)} y={y} width={height} height={height} overflow="visible" viewBox="0 0 12 12">
          <path className="strip-missed-mark" d="m2 2 8 8M10 2l-8 8" />
        </svg>
      )}
    </g>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

function describeRow(row: StripRow, { word, locale }: Words): string {
  const named = row.parts.map((part: StripPart) => `${word(`app.strip.${part.kind}`)} ${formatSeconds(part.lengthMs, locale)}`);
  const end = row.end === 'held' || row.end === 'missed' ? [word(`app.strip.${row.end}`)] : [];
  return word('app.strip.row', { lap: row.lap, parts: [...named, ...end].join(', ') });
}
