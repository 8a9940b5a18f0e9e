import { ActionIcon, Button, Checkbox, NativeSelect, Tooltip } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatSeconds, type OpenRecording, type ShownMoment } from '../../core/contract/index.ts';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerSkipBackFilled, IconPlayerSkipForwardFilled } from '../app/icons.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { CopyText } from '../console/CopyText.tsx';
import { Picture } from '../console/Picture.tsx';
import { TextView } from '../console/ScreenText.tsx';
import { layOutLanes, momentsOf } from './lanes.ts';
import { MomentList } from './MomentList.tsx';
import { speeds, stepFrom } from './playing.ts';
import { SaveMenu } from './SaveMenu.tsx';
import { SeekBar } from './SeekBar.tsx';
import { timeOf } from './time-of.ts';
import { usePlayerKeys } from './player-keys.ts';
import { useOpenRecording, usePlayback, type Playback } from './use-recording.ts';
import { useSearch } from './use-search.ts';

/** One recording in the player. @param startMs the moment with which it begins; without it the decisive one */
export function RecordingPage({ id, startMs }: { readonly id: string; readonly startMs: number | undefined }): React.JSX.Element {
  const { word, said } = useWords();
  const { opened, problem } = useOpenRecording(id);
  if (opened) return <Player key={`${opened.viewId} ${startMs}`} opened={opened} startMs={startMs ?? opened.recording.decisiveMs} />;
  return (
    <div className="wide-page">
      <h1>{word('app.recordings')}</h1>
      {problem ? <p role="alert">{said(problem)}</p> : <p role="status">{word('app.recordings.opening')}</p>}
      <p>
        <a href={addressOf({ page: 'recordings' })}>{word('app.recordings')}</a>
      </p>
    </div>
  );
}

function Player({ opened, startMs }: { readonly opened: OpenRecording; readonly startMs: number }): React.JSX.Element {
  const { word, said, locale } = useWords();
  const { recording, events, gaps, changes } = opened;
  const { durationMs } = recording;
  const server = recording.server ?? word('recording.unknownServer');
  const playback = usePlayback(opened, startMs);
  const { atMs, moment, problem, seek, play } = playback;
  const search = useSearch(recording.id);
  const [asText, setAsText] = useState(false);
  const lanes = useMemo(() => layOutLanes(events, durationMs), [events, durationMs]);
  const moments = useMemo(() => momentsOf(opened), [opened]);
  const jump = (to: number): void => {
    play(false);
    seek(to);
  };
  const step = (direction: 1 | -1): void => jump(stepFrom(atMs, direction, { changes, durationMs }));
  usePlayerKeys({ toggle: () => play(!playback.playing), move: (byMs) => seek(atMs + byMs), step, seek: (to) => seek(Math.min(to, durationMs)) });
  return (
    <div className="console-page">
      <section className="console-main">
        <header className="page-head">
          <h1>{server}</h1>
          <span className="head-facts">{[timeOf(recording, locale), recording.outcome && word(`report.outcome.${recording.outcome}`)].filter(Boolean).join(' · ')}</span>
          <span className="head-space" />
          <CopyText size="xs" disabled={!moment?.lines.some((line) => line !== '')} linesFrom={() => Promise.resolve(moment?.lines ?? [])} />
          <SaveMenu recording={recording} server={server} atMs={atMs} />
        </header>
        {gaps.length > 0 && <p className="recording-problem">{word('app.recordings.gaps', { count: gaps.length })}</p>}
        {problem && <p role="alert">{said(problem)}</p>}
        <Shown viewId={opened.viewId} server={server} moment={moment} asText={asText} />
        <Controls playback={playback} durationMs={durationMs} onStep={step} asText={asText} onAsText={setAsText} />
        <SeekBar atMs={atMs} durationMs={durationMs} lanes={lanes} gaps={gaps} moments={moments} hits={search.found?.hits.map((hit) => hit.atMs) ?? []} onSeek={seek} />
        <p className="player-keys">{word('app.player.keys')}</p>
      </section>
      <MomentList moments={moments} search={search} atMs={atMs} onJump={jump} />
    </div>
  );
}

/** The picture through the same view as a console's, or its text. */
function Shown({ viewId, server, moment, asText }: { readonly viewId: string; readonly server: string; readonly moment: ShownMoment | undefined; readonly asText: boolean }): React.JSX.Element {
  const { word } = useWords();
  const name = word('app.recordings.pictureOf', { server });
  if (asText) return <TextView snapshot={{ lines: moment?.lines ?? [], exactShare: moment?.exactShare ?? 1 }} name={server} />;
  return (
    <div className="recorded">
      <Picture snapshot={{ serverId: viewId, size: moment?.size ?? null, connection: 'open', awayForMs: null, receivedAt: 0 }} name={name} scale="whole" layout={undefined} readOnly />
      {moment?.size === null && <p className="recorded-gap">{word('app.recordings.gap')}</p>}
    </div>
  );
}

interface ControlsProps {
  readonly playback: Playback;
  readonly durationMs: number;
  readonly onStep: (direction: 1 | -1) => void;
  readonly asText: boolean;
  readonly onAsText: (on: boolean) => void;
}

function Controls({ playback, durationMs, onStep, asText, onAsText }: ControlsProps): React.JSX.Element {
  const { word } = useWords();
  const { atMs, playing, play, speed, setSpeed, skipStill, setSkipStill } = playback;
  return (
    <div className="player-controls">
      <Button size="xs" leftSection={playing ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />} onClick={() => play(!playing)}>
        {word(playing ? 'app.player.pause' : 'app.player.play')}
      </Button>
      <Tooltip label={word('app.player.stepBack')}>
        <ActionIcon variant="default" aria-label={word('app.player.stepBack')} onClick={() => onStep(-1)}>
          <IconPlayerSkipBackFilled size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={word('app.player.stepOn')}>
        <ActionIcon variant="default" aria-label={word('app.player.stepOn')} onClick={() => onStep(1)}>
          <IconPlayerSkipForwardFilled size={14} />
        </ActionIcon>
      </Tooltip>
      <span className="player-time">{word('app.player.positionText', { at: formatSeconds(atMs), length: formatSeconds(durationMs) })}</span>
      <span className="head-space" />
      <NativeSelect
        size="xs"
        aria-label={word('app.player.speed')}
        value={String(speed)}
        data={speeds.map((each) => ({ value: String(each), label: `${each}×` }))}
        onChange={({ currentTarget: { value } }) => setSpeed(speeds.find((each) => String(each) === value) ?? 1)}
      />
      <Checkbox size="xs" label={word('app.player.skipStill')} checked={skipStill} onChange={({ currentTarget: { checked } }) => setSkipStill(checked)} />
      <Checkbox size="xs" label={word('app.player.asText')} checked={asText} onChange={({ currentTarget: { checked } }) => onAsText(checked)} />
    </div>
  );
}
