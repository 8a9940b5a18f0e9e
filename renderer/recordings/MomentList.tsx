import { describeEvent, formatSeconds } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import type { Moment } from './lanes.ts';
import { SearchBox } from './SearchBox.tsx';
import type { Search } from './use-search.ts';

export interface MomentListProps {
  readonly moments: readonly Moment[];
  readonly search: Search;
  readonly atMs: number;
  readonly onJump: (atMs: number) => void;
}

/** The places to jump to: what was searched for, and what happened. */
export function MomentList({ moments, search, atMs, onJump }: MomentListProps): React.JSX.Element {
  const { word, locale } = useWords();
  const told = moments.flatMap((moment) => {
    const sentence = 'event' in moment ? describeEvent(moment.event, locale) : moment.label;
    return sentence === undefined ? [] : [{ atMs: moment.atMs, sentence }];
  });
  const here = told.findLastIndex((moment) => moment.atMs <= atMs);
  return (
    <aside className="panel moments" aria-label={word('app.player.moments')}>
      <SearchBox search={search} label={word('app.recordings.searchHere')} />
      <ul>
        {search.found?.hits.map(({ atMs: at, line }) => (
          <Jump key={`${at} ${line}`} atMs={at} onJump={onJump}>
            <code>{line}</code>
          </Jump>
        ))}
      </ul>
      <h2>{word('app.player.moments')}</h2>
      {told.length === 0 && <p className="dimmed">{word('app.player.noMoments')}</p>}
      <ol>
        {told.map(({ atMs: at, sentence }, index) => (
          <Jump key={index} atMs={at} isHere={index === here} onJump={onJump}>
            {sentence}
          </Jump>
        ))}
      </ol>
    </aside>
  );
}

function Jump({ atMs, isHere = false, onJump, children }: { readonly atMs: number; readonly isHere?: boolean; readonly onJump: (atMs: number) => void; readonly children: React.ReactNode }): React.JSX.Element {
  const { locale } = useWords();
  return (
    <li>
      <button type="button" className="jump" {...(isHere && { 'aria-current': true })} onClick={() => onJump(atMs)}>
        <span className="moment-time">{formatSeconds(atMs, locale)}</span>
        <span>{children}</span>
      </button>
    </li>
  );
}
