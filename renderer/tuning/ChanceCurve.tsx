import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TunedDetail } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { clockFor } from '../catch/strip.ts';
import { bandPath, downBars, HEIGHT, linePath, nearestPoint, WIDTH } from './curve.ts';
import { inPercent, inSeconds, tickText } from './words.ts';

export interface ChanceCurveProps {
  readonly detail: TunedDetail;
  /** Fixes the first delay; undefined gives it back to the advice. Absent where nothing can be fixed. */
  readonly onFix?: (firstDelayMs: number | undefined) => void;
}

/** The chance to catch for each first delay, with a handle to try them. */
export function ChanceCurve({ detail, onFix }: ChanceCurveProps): React.JSX.Element {
  const { word } = useWords();
  const { curve, inUse, downSteps, settings } = detail;
  const [tried, setTried] = useState<number>();
  const index = Math.min(tried ?? nearestPoint(curve, inUse.delayMs), curve.length - 1);
  const point = tried === undefined ? inUse : (curve[index] ?? inUse);
  const lastMs = curve.at(-1)?.delayMs ?? 1;
  const values = { delay: inSeconds(point.delayMs), chance: inPercent(point.chance), low: inPercent(point.range[0]), high: inPercent(point.range[1]), probes: point.probes.toFixed(1) };
  const isFixed = settings.some(({ name, origin }) => name === 'firstDelayMs' && origin.kind === 'set');
  const at = `${((point.delayMs / lastMs) * 100).toFixed(3)}%`;
  const fix = (delayMs: number | undefined): void => {
    setTried(undefined);
    onFix?.(delayMs);
  };
  return (
    <div className="curve">
      <p className="curve-value">
        <output>{word('app.tuning.curve.value', values)}</output>
        {onFix && point.delayMs !== inUse.delayMs && (
          <Button size="compact-sm" variant="default" onClick={() => fix(point.delayMs)}>
            {word('app.tuning.curve.use', { delay: values.delay })}
          </Button>
        )}
        {onFix && isFixed && (
          <Button size="compact-sm" variant="subtle" onClick={() => fix(undefined)}>
            {word('app.tuning.curve.back')}
          </Button>
        )}
      </p>
      <div className="curve-picture">
        <div className="curve-scale" aria-hidden="true">
          <span>100 %</span>
          <span>50 %</span>
          <span>0 %</span>
        </div>
        <div className="curve-plot">
          <svg className="curve-drawing" aria-hidden="true">
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" width="100%" height="100%" overflow="visible">
              {downBars(downSteps, lastMs).map(({ from, to, height, isOpen }) => (
                <rect key={from} className={isOpen ? 'curve-down curve-down-open' : 'curve-down'} x={from * WIDTH} width={(to - from) * WIDTH} y={HEIGHT * (1 - height * 0.4)} height={HEIGHT * height * 0.4} />
              ))}
              {[0, 0.5, 1].map((share) => (
                <line key={share} className="strip-tick curve-line" x1={0} x2={WIDTH} y1={HEIGHT * share} y2={HEIGHT * share} />
              ))}
              <path className="curve-band" d={bandPath(curve)} />
              <path className="curve-chance curve-line" d={linePath(curve)} />
            </svg>
            <line className="curve-handle-line" x1={at} x2={at} y1="0" y2="100%" />
            <circle className="curve-handle" cx={at} cy={`${((1 - point.chance) * 100).toFixed(2)}%`} r="5" />
          </svg>
          {/* The whole picture is the slider's track. */}
          <input
            className="curve-slider"
            type="range"
            min={0}
            max={curve.length - 1}
            step={1}
            value={index}
            aria-label={word('app.tuning.curve.handle')}
            aria-valuetext={word('app.tuning.curve.value', values)}
            onChange={({ currentTarget }) => setTried(Number(currentTarget.value))}
          />
          <svg className="curve-times" aria-hidden="true">
            {clockFor(lastMs * 0.9).ticksMs.filter((tick) => tick <= lastMs).map((tick) => (
              <text key={tick} className="strip-time" x={`${(tick / lastMs) * 100}%`} y="12" textAnchor={tick === 0 ? 'start' : tick / lastMs > 0.97 ? 'end' : 'middle'}>
                {tickText(tick, { word })}
              </text>
            ))}
          </svg>
        </div>
      </div>
      <p className="panel-quiet">{word('app.tuning.curve.hint')}</p>
    </div>
  );
}
