import { formatSeconds, type ConsoleSnapshot } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import type { Story } from './story.ts';

const needsOtherWays = new Set(['uncatchable', 'gaveUp', 'failed']);

/** How a catch ended, and where it held nothing, the other ways in for this provider: never a dead end. */
export function EndPanel({ story, target }: { readonly story: Story; readonly target: ConsoleSnapshot['target'] }): React.JSX.Element | null {
  const { word, said, locale } = useWords();
  const { result } = story;
  if (!result || result.outcome === 'held') return null;
  const ways = needsOtherWays.has(result.outcome) ? (target?.otherWaysIn ?? []) : [];
  return (
    <div className="end">
      <p className="panel-text strong">{said(result.message)}</p>
      <p className="panel-quiet">{word('app.end.took', { time: formatSeconds(result.elapsedMs, locale), laps: result.laps })}</p>
      {ways.length > 0 && (
        <>
          <h3 className="panel-heading">{word('app.end.otherWays')}</h3>
          <ul className="ways">
            {ways.map((way) => (
              <li key={way}>{said({ key: way, values: {} })}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
