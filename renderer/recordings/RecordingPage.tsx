import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { OpenRecording } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { CopyText } from '../console/CopyText.tsx';
import { GuessText, isUnread } from '../console/GuessText.tsx';
import { Controls } from './Controls.tsx';
import { layOutLanes, momentsOf } from './lanes.ts';
import { MomentList } from './MomentList.tsx';
import { Opening } from './Opening.tsx';
import { noChanges, stepFrom } from './playing.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { SeekBar } from './SeekBar.tsx';
import { Shown } from './Shown.tsx';
import { serverNameOf } from './server-name.ts';
import { timeOf } from './time-of.ts';
import { usePlayerKeys } from './player-keys.ts';
import { useOpenRecording, useMoment, usePlayClock } from './use-recording.ts';
import { useSearch } from './use-search.ts';

export interface RecordingPageProps {
  readonly id: string;
  /** The moment with which it begins; without it the decisive one. */
  readonly startMs: number | undefined;
  /** A text to look for in it. */
  readonly find: string | undefined;
}

/** One recording in the player. */
export function RecordingPage({ id, startMs, find }: RecordingPageProps): React.JSX.Element {
  const { opened, problem } = useOpenRecording(id);
  if (opened) return <Player key={`${opened.viewId} ${startMs} ${find}`} opened={opened} startMs={startMs ?? opened.recording.decisiveMs} find={find} />;
  return <Opening problem={problem} />;
}

function Player({ opened, startMs, find }: { readonly opened: OpenRecording; readonly startMs: number; readonly find: string | undefined }): React.JSX.Element {
  const words = useWords();
  const { word, said, locale } = words;
  const { recording, events, gaps } = opened;
  const { durationMs } = recording;
  const server = serverNameOf(recording, words);
  const changes = opened.changes ?? noChanges;
  const clock = usePlayClock({ changes, durationMs }, startMs);
  const { atMs, seek, play } = clock;
  const search = useSearch({ id: recording.id, first: find });
  const { moment, problem } = useMoment(opened.viewId, atMs, search.found?.text);
  const [asText, setAsText] = useState(false);
  const lanes = useMemo(() => layOutLanes(events, durationMs), [events, durationMs]);
  const moments = useMemo(() => momentsOf(opened), [opened]);
  const jump = (to: number): void => {
    play(false);
    seek(to);
  };
  const step = (direction: 1 | -1): void => {
    if (opened.changes) jump(stepFrom(atMs, direction, { changes, durationMs }));
  };
  usePlayerKeys({ toggle: () => play(!clock.playing), move: (byMs) => seek(atMs + byMs), step, seek: (to) => seek(Math.min(to, durationMs)) });
  return (
    <div className="console-page">
      <section className="console-main">
        <header className="page-head">
          <h1>{server}</h1>
          <span className="head-facts">{[timeOf(recording, locale), recording.outcome && word(`report.outcome.${recording.outcome}`)].filter(Boolean).join(' · ')}</span>
          <span className="head-space" />
          {lanes.laps.length > 1 && (
            <Button component="a" size="xs" variant="default" href={addressOf({ page: 'laps', id: recording.id })}>
              {word('app.laps.compare')}
            </Button>
          )}
          {moment?.size && isUnread(moment) ? (
            <GuessText size="xs" guessFrom={(client) => client.recordings.guess({ viewId: opened.viewId })} />
          ) : (
            <CopyText size="xs" disabled={!moment?.lines.some((line) => line !== '')} linesFrom={() => Promise.resolve(moment?.lines ?? [])} />
          )}
          <SaveMenu recording={recording} server={server} atMs={atMs} />
        </header>
        {gaps.length > 0 && <p className="recording-problem">{word('app.recordings.gaps', { count: gaps.length })}</p>}
        {problem && <p role="alert">{said(problem)}</p>}
        <Shown viewId={opened.viewId} server={server} moment={moment} asText={asText} />
        <Controls clock={clock} durationMs={durationMs} onStep={step} knowsChanges={opened.changes !== null} asText={asText} onAsText={setAsText} />
        <SeekBar atMs={atMs} durationMs={durationMs} lanes={lanes} gaps={gaps} moments={moments} hits={search.found?.hits.map((hit) => hit.atMs) ?? []} onSeek={seek} />
        <p className="player-keys">{word('app.player.keys')}</p>
      </section>
      <MomentList moments={moments} search={search} atMs={atMs} onJump={jump} />
    </div>
  );
}
