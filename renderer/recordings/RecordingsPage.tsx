import { useEffect, useState } from 'react';
import { formatSeconds, messageOfFailure, type Message, type RecordingHit, type RecordingSummary } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { SearchBox } from './SearchBox.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import { serverNameOf } from './server-name.ts';
import { timeOf } from './time-of.ts';
import { useSearch } from './use-search.ts';

/** Hits that are shown of one recording; the player finds the rest. */
const hitsShown = 5;

/** Every recording of this machine, and a search through what was on their screens. */
export function RecordingsPage(): React.JSX.Element {
  const { word, said } = useWords();
  const { recordings, problem } = useRecordings();
  const search = useSearch();
  const { found } = search;
  const shown = recordings?.filter(({ id }) => !found || found.hits.some((hit) => hit.id === id));
  return (
    <div className="wide-page">
      <h1>{word('app.recordings')}</h1>
      <p className="page-lead">{word('app.recordings.lead')}</p>
      {problem && <p role="alert">{said(problem)}</p>}
      {!recordings && !problem && <p role="status">{word('app.recordings.listing')}</p>}
      {recordings?.length === 0 && <p>{word('app.recordings.none')}</p>}
      {recordings && recordings.length > 0 && <SearchBox search={search} label={word('app.recordings.search')} />}
      <ul className="recordings">
        {shown?.map((recording) => (
          <Row key={recording.id} recording={recording} hits={found?.hits.filter(({ id }) => id === recording.id) ?? []} find={found?.text} />
        ))}
      </ul>
    </div>
  );
}

function Row({ recording, hits, find }: { readonly recording: RecordingSummary; readonly hits: readonly RecordingHit[]; readonly find: string | undefined }): React.JSX.Element {
  const words = useWords();
  const { word, said, locale } = words;
  const { id, outcome, state, problem, durationMs, bytes } = recording;
  const server = serverNameOf(recording, words);
  const time = timeOf(recording, locale);
  const open = addressOf({ page: 'recording', id });
  return (
    <li className="recording-row">
      <a className="recording-link" href={open} {...(problem && { 'aria-disabled': true })}>
        <Thumbnail id={id} />
        <span className="recording-facts">
          <span className="recording-name">
            <strong>{server}</strong>
            {outcome && <span className={`recording-outcome outcome-${outcome}`}>{word(`report.outcome.${outcome}`)}</span>}
            {state !== 'whole' && <span className="recording-outcome">{word(`app.recordings.${state}`)}</span>}
          </span>
          <span className="dimmed">{[time, formatSeconds(durationMs, locale), `${Math.ceil(bytes / 1_024)} KiB`].join(' · ')}</span>
          {problem && <span className="recording-problem">{said(problem)}</span>}
        </span>
      </a>
      {hits.length > 0 && (
        <ul className="hits">
          {hits.slice(0, hitsShown).map(({ atMs, line }) => (
            <li key={`${atMs} ${line}`}>
              <a className="hit" href={addressOf({ page: 'recording', id, atMs, ...(find !== undefined && { find }) })}>
                <span className="moment-time">{formatSeconds(atMs, locale)}</span>
                <code>{line}</code>
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function useRecordings(): { readonly recordings: readonly RecordingSummary[] | undefined; readonly problem: Message | undefined } {
  const connection = useWindowState((state) => state.connection);
  // A catch that has ended has changed its recording.
  const running = useWindowState((state) => state.catches.filter(({ result }) => result === null).length);
  const [recordings, setRecordings] = useState<readonly RecordingSummary[]>();
  const [problem, setProblem] = useState<Message>();
  useEffect(() => {
    if (!connection) return;
    let left = false;
    connection.client.recordings.list().then(
      (list) => {
        if (!left) setRecordings(list);
      },
      (error: unknown) => {
        if (!left) setProblem(messageOfFailure(error));
      },
    );
    return () => void (left = true);
  }, [connection, running]);
  return { recordings, problem };
}
