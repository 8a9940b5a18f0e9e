import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { describeEvent, type OpenRecording } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { Controls } from './Controls.tsx';
import { layOutLanes, momentsOf } from './lanes.ts';
import { changesOfBoth, lapClocks, pairToCompare, type LapClock } from './lap-clock.ts';
import { Opening } from './Opening.tsx';
import { usePlayerKeys } from './player-keys.ts';
import { noChanges, stepFrom } from './playing.ts';
import { SeekBar } from './SeekBar.tsx';
import { serverNameOf } from './server-name.ts';
import { Shown } from './Shown.tsx';
import { useMoment, useOpenRecording, usePlayClock, type PlayClock } from './use-recording.ts';

/** Two laps of a recording side by side, to see why one was missed and the other held. */
export function LapsPage({ id }: { readonly id: string }): React.JSX.Element {
  const { word } = useWords();
  // Opened twice: each opening has a picture of its own.
  const left = useOpenRecording(id);
  const right = useOpenRecording(id);
  const laps = useMemo(() => (left.opened ? lapClocks(left.opened.events, left.opened.recording.durationMs) : []), [left.opened]);
  if (!left.opened || !right.opened) return <Opening problem={left.problem ?? right.problem} />;
  const pair = pairToCompare(laps);
  if (pair) return <Laps opened={[left.opened, right.opened]} laps={laps} first={pair} />;
  return (
    <div className="wide-page">
      <h1>{word('app.laps')}</h1>
      <p>{word('app.laps.tooFew')}</p>
    </div>
  );
}

interface LapsProps {
  readonly opened: readonly [OpenRecording, OpenRecording];
  readonly laps: readonly LapClock[];
  readonly first: readonly [LapClock, LapClock];
}

function Laps({ opened, laps, first }: LapsProps): React.JSX.Element {
  const words = useWords();
  const { word } = words;
  const [left, right] = opened;
  const { recording } = left;
  const changes = left.changes ?? noChanges;
  const [pair, setPair] = useState(first);
  const [asText, setAsText] = useState(false);
  const span = useMemo(() => ({ changes: changesOfBoth(pair, changes), durationMs: Math.max(...pair.map(({ lengthMs }) => lengthMs)) }), [pair, changes]);
  const clock = usePlayClock(span, 0);
  const { atMs, seek, play } = clock;
  const step = (direction: 1 | -1): void => {
    if (!left.changes) return;
    play(false);
    seek(stepFrom(atMs, direction, span));
  };
  usePlayerKeys({ toggle: () => play(!clock.playing), move: (byMs) => seek(atMs + byMs), step, seek });
  const server = serverNameOf(recording, words);
  const shared = { server, laps, clock, durationMs: span.durationMs, asText };
  return (
    <div className="laps-page">
      <section className="console-main">
        <header className="page-head">
          <h1>{word('app.laps')}</h1>
          <a href={addressOf({ page: 'recording', id: recording.id })}>{server}</a>
        </header>
        <p className="page-lead">{word('app.laps.lead')}</p>
        <div className="lap-sides">
          <Side {...shared} viewId={left.viewId} lap={pair[0]} onLap={(lap) => setPair([lap, pair[1]])} />
          <Side {...shared} viewId={right.viewId} lap={pair[1]} onLap={(lap) => setPair([pair[0], lap])} />
        </div>
        <Controls clock={clock} durationMs={span.durationMs} onStep={step} knowsChanges={left.changes !== null} asText={asText} onAsText={setAsText} />
        <p className="player-keys">{word('app.player.keys')}</p>
      </section>
    </div>
  );
}

interface SideProps {
  readonly viewId: string;
  readonly server: string;
  readonly lap: LapClock;
  readonly laps: readonly LapClock[];
  readonly onLap: (lap: LapClock) => void;
  readonly clock: PlayClock;
  /** Of the longer lap: both sides are drawn to one scale. */
  readonly durationMs: number;
  readonly asText: boolean;
}

function Side({ viewId, server, lap, laps, onLap, clock: { atMs, seek }, durationMs, asText }: SideProps): React.JSX.Element {
  const { word, said, locale } = useWords();
  const { moment, problem } = useMoment(viewId, lap.zeroMs + Math.min(atMs, lap.lengthMs));
  const { lanes, moments, sentences } = useMemo(() => {
    const { events } = lap;
    const told = events.map((event) => ({ atMs: event.atMs, sentence: describeEvent(event, locale) }));
    return { lanes: layOutLanes(events, lap.lengthMs), moments: momentsOf({ events: [...events], marks: [] }), sentences: told };
  }, [lap, locale]);
  const name = ({ lap: number, outcome }: LapClock): string => [word('app.player.lap', { lap: number }), outcome !== 'open' && word(`app.state.${outcome}`)].filter(Boolean).join(' · ');
  return (
    <section className="lap-side" aria-label={name(lap)}>
      <NativeSelect
        size="xs"
        aria-label={word('app.laps.choose')}
        value={String(laps.indexOf(lap))}
        data={laps.map((each, index) => ({ value: String(index), label: name(each) }))}
        onChange={({ currentTarget: { value } }) => onLap(laps[Number(value)] ?? lap)}
      />
      {problem && <p role="alert">{said(problem)}</p>}
      <Shown viewId={viewId} server={server} moment={moment} asText={asText} />
      <p className="lap-told">{sentences.findLast((told) => told.atMs <= atMs && told.sentence !== undefined)?.sentence}</p>
      <SeekBar atMs={atMs} durationMs={durationMs} lanes={lanes} gaps={[]} moments={moments} hits={[]} onSeek={seek} />
    </section>
  );
}
