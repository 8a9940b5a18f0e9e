import type { TunedDetail } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';

const height = 56;
const outcomes = ['held', 'missed', 'abandoned'] as const;

/** Outcomes by day, as columns. */
export function History({ days }: { readonly days: TunedDetail['days'] }): React.JSX.Element {
  const { word } = useWords();
  const most = Math.max(1, ...days.map(({ held, missed, abandoned }) => held + missed + abandoned));
  return (
    <ol className="days">
      {days.map((day) => {
        let base = height;
        const told = word('app.tuning.history.day', day);
        return (
          <li key={day.day}>
            <svg width="100%" height={height} role="img" aria-label={told}>
              <title>{told}</title>
              {outcomes.map((outcome) => {
                const tall = (day[outcome] / most) * height;
                base -= tall;
                return <rect key={outcome} className={`day-${outcome}`} x="0" width="100%" y={base} height={tall} />;
              })}
            </svg>
            <span aria-hidden="true">{day.day.slice(5)}</span>
          </li>
        );
      })}
    </ol>
  );
}
