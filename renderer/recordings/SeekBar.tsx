import { useRef } from 'react';
import { formatSeconds, phaseName } from '../../core/contract/index.ts';
import type { MessageKey } from '../../core/messages/index.ts';
import { useWords } from '../app/words.ts';
import type { Lanes, Moment, Stretch } from './lanes.ts';

export interface SeekBarProps {
  readonly atMs: number;
  readonly durationMs: number;
  readonly lanes: Lanes;
  readonly gaps: readonly Stretch[];
  readonly moments: readonly Moment[];
  readonly hits: readonly number[];
  readonly onSeek: (atMs: number) => void;
}

const laneHeight = 16;
const laneNames: readonly MessageKey[] = ['app.player.lane.phase', 'app.player.lane.connection', 'app.player.lane.keys', 'app.player.lane.laps'];
const height = laneHeight * laneNames.length;
/** A name is written into a stretch of at least this share of the width for each of its letters. */
const widthPerLetter = { en: 0.0095, ja: 0.019 } as const;

/** The seek bar: the lanes of a recording on its own clock, a click or a drag moves to any moment. */
export function SeekBar({ atMs, durationMs, lanes, gaps, moments, hits, onSeek }: SeekBarProps): React.JSX.Element {
  const { word, locale } = useWords();
  const bar = useRef<HTMLDivElement>(null);
  const share = (ms: number): number => (durationMs > 0 ? ms / durationMs : 0);
  const seekTo = (clientX: number): void => {
    const box = bar.current?.getBoundingClientRect();
    if (box && box.width > 0) onSeek(((clientX - box.left) / box.width) * durationMs);
  };
  const stretch = ({ fromMs, toMs }: Stretch, lane: number, className: string, name: string, key: number): React.JSX.Element => (
    <g key={key}>
      <rect className={`lane-part ${className}`} x={percent(share(fromMs))} width={percent(share(toMs - fromMs))} y={lane * laneHeight + 1} height={laneHeight - 2}>
        <title>{`${name} · ${formatSeconds(fromMs, locale)} – ${formatSeconds(toMs, locale)}`}</title>
      </rect>
      {share(toMs - fromMs) > widthPerLetter[locale] * name.length && (
        <text className="lane-name" x={percent(share((fromMs + toMs) / 2))} y={(lane + 0.5) * laneHeight} textAnchor="middle" dominantBaseline="central">
          {name}
        </text>
      )}
    </g>
  );
  return (
    <div className="seek">
      <div className="lane-labels" aria-hidden>
        {laneNames.map((name) => (
          <span key={name}>{word(name)}</span>
        ))}
      </div>
      <div
        ref={bar}
        className="lanes"
        role="slider"
        tabIndex={0}
        aria-label={word('app.player.position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(durationMs)}
        aria-valuenow={Math.round(atMs)}
        aria-valuetext={word('app.player.positionText', { at: formatSeconds(atMs, locale), length: formatSeconds(durationMs, locale) })}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          seekTo(event.clientX);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) seekTo(event.clientX);
        }}
      >
        <svg width="100%" height={height} aria-hidden>
          <defs>
            <pattern id="lane-gap" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="1.6" height="5" className="lane-gap-line" />
            </pattern>
          </defs>
          {laneNames.map((name, lane) => (
            <rect key={name} className="lane-ground" x={0} width="100%" y={lane * laneHeight + 1} height={laneHeight - 2} />
          ))}
          {lanes.phases.map((each, key) => stretch(each, 0, `lane-${each.phase}`, phaseName(each.phase, locale), key))}
          {lanes.away.map((each, key) => stretch(each, 1, 'lane-away', word('app.player.away'), key))}
          {lanes.keys.map((key) => (
            <line key={key} className="lane-key" x1={percent(share(key))} x2={percent(share(key))} y1={2 * laneHeight + 3} y2={3 * laneHeight - 3} />
          ))}
          {lanes.laps.map((each, key) => stretch(each, 3, `lane-lap-${each.outcome}`, word('app.player.lap', { lap: each.lap }), key))}
          {gaps.map(({ fromMs, toMs }) => (
            <rect key={fromMs} fill="url(#lane-gap)" x={percent(share(fromMs))} width={percent(share(toMs - fromMs))} y={0} height={height} />
          ))}
          {moments.map(({ atMs: at }, key) => (
            <line key={key} className="lane-moment" x1={percent(share(at))} x2={percent(share(at))} y1={0} y2={3} />
          ))}
          {hits.map((at) => (
            <line key={at} className="lane-hit" x1={percent(share(at))} x2={percent(share(at))} y1={0} y2={height} />
          ))}
          <line className="lane-here" x1={percent(share(atMs))} x2={percent(share(atMs))} y1={0} y2={height} />
        </svg>
      </div>
    </div>
  );
}

const percent = (part: number): string => `${(Math.min(1, Math.max(0, part)) * 100).toFixed(3)}%`;
