import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatSeconds, type TunedLap } from '../../core/contract/index.ts';
import { useWords, type Words } from '../app/words.ts';
import { layOutLaps, type LapBar, type PartKind } from './laps-chart.ts';
import { tickText } from './words.ts';

const height = 15;
/** Laps shown before the person asks for more. */
const shownAtFirst = 12;
const kinds = ['rebooting', 'gone', 'reaching', 'pressing', 'menu', 'rest'] as const;

/** Each lap as a bar on one clock, the newest first, the menu highlighted. @param total how many are kept */
export function LapBars({ laps, total }: { readonly laps: readonly TunedLap[]; readonly total: number }): React.JSX.Element {
  const words = useWords();
  const { word, locale } = words;
  const [all, setAll] = useState(false);
  const { bars, scaleMs, ticksMs } = layOutLaps(all ? laps : laps.slice(-shownAtFirst));
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <>
      {total > bars.length && <p className="panel-quiet">{word('app.tuning.laps.some', { shown: bars.length, laps: total })}</p>}
      <ol className="lap-bars">
        {bars.map((bar) => (
          <li key={bar.lap.id}>
            <time dateTime={bar.lap.startedAt}>{time.format(new Date(bar.lap.startedAt))}</time>
            <Bar bar={bar} words={words} />
            <span className={`lap-outcome lap-${bar.lap.outcome}`}>
              <OutcomeMark outcome={bar.lap.outcome} />
              {word(`app.tuning.outcome.${bar.lap.outcome}`)}
            </span>
          </li>
        ))}
        <li className="lap-axis" aria-hidden="true">
          <span />
          <svg width="100%" height={height}>
            {ticksMs.map((tick) => (
              <text key={tick} className="strip-time" x={percent(tick / scaleMs)} y={height - 3} textAnchor={tick === 0 ? 'start' : tick / scaleMs > 0.97 ? 'end' : 'middle'}>
                {tickText(tick, words)}
              </text>
            ))}
          </svg>
          <span />
        </li>
      </ol>
      {!all && laps.length > shownAtFirst && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          {word('app.tuning.laps.all', { laps: laps.length })}
        </Button>
      )}
      <ul className="lap-legend" aria-hidden="true">
        {kinds.map((kind) => (
          <li key={kind}>
            <svg width="18" height="12">
              <rect className={`strip-${kind} lap-${kind}`} x="0.5" y="0.5" width="17" height="11" />
            </svg>
            {partName(kind, words)}
          </li>
        ))}
        {(['failed', 'accepted'] as const).map((kind) => (
          <li key={kind}>
            <svg width="6" height="12">
              <line className={`lap-mark lap-mark-${kind}`} x1="3" x2="3" y1="0" y2="12" />
            </svg>
            {word(`app.tuning.mark.${kind}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Bar({ bar, words }: { readonly bar: LapBar; readonly words: Words }): React.JSX.Element {
  const { parts, marks, isCut, lap } = bar;
  const told = parts.map(({ kind, lengthMs }) => `${partName(kind, words)} ${formatSeconds(lengthMs, words.locale)}`).join(', ');
  const name = words.word('app.tuning.laps.row', { parts: told, probes: lap.probes });
  return (
    <svg width="100%" height={height} role="img" aria-label={name}>
      <title>{name}</title>
      {parts.map(({ kind, from, to }) => (
        <rect key={kind} className={`strip-${kind} lap-${kind}`} x={percent(from)} width={percent(to - from)} y={kind === 'menu' || kind === 'rest' ? 0 : 3} height={kind === 'menu' || kind === 'rest' ? height : height - 6} />
      ))}
      {marks.map(({ kind, at }, index) => (
        <line key={index} className={`lap-mark lap-mark-${kind}`} x1={percent(at)} x2={percent(at)} y1={0} y2={height} />
      ))}
      {isCut && (
        <svg x="100%" overflow="visible">
          <path className="lap-cut" d={`M-9 2l6 ${height / 2 - 2}l-6 ${height / 2 - 2}z`} />
        </svg>
      )}
    </svg>
  );
}

function OutcomeMark({ outcome }: { readonly outcome: TunedLap['outcome'] }): React.JSX.Element {
  return (
    <svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
      {outcome === 'held' && <path className="strip-held-mark" d="M1.2 0h3.4v12H1.2zM7.2 0h3.4v12H7.2z" />}
      {outcome === 'missed' && <path className="strip-missed-mark" d="m2 2 8 8M10 2l-8 8" />}
      {outcome === 'abandoned' && <rect className="lap-stopped-mark" x="2" y="5" width="8" height="2" />}
    </svg>
  );
}

function partName(kind: PartKind, { word }: Words): string {
  return kind === 'rest' ? word('app.tuning.part.rest') : word(`app.strip.${kind}`);
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
