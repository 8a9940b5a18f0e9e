import { ActionIcon, Button, Checkbox, NativeSelect, Tooltip } from '@mantine/core';
import { formatSeconds } from '../../core/contract/index.ts';
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerSkipBackFilled, IconPlayerSkipForwardFilled } from '../app/icons.ts';
import { useWords } from '../app/words.ts';
import { speeds } from './playing.ts';
import type { PlayClock } from './use-recording.ts';

export interface ControlsProps {
  readonly clock: PlayClock;
  readonly durationMs: number;
  readonly onStep: (direction: 1 | -1) => void;
  /** False while the recording is still looked through for the times at which its picture changed. */
  readonly knowsChanges: boolean;
  readonly asText: boolean;
  readonly onAsText: (on: boolean) => void;
}

/** How a player's clock is moved. */
export function Controls({ clock, durationMs, onStep, knowsChanges, asText, onAsText }: ControlsProps): React.JSX.Element {
  const { word, locale } = useWords();
  const { atMs, playing, play, speed, setSpeed, skipStill, setSkipStill } = clock;
  return (
    <div className="player-controls">
      <Button size="xs" leftSection={playing ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />} onClick={() => play(!playing)}>
        {word(playing ? 'app.player.pause' : 'app.player.play')}
      </Button>
      <Tooltip label={word(knowsChanges ? 'app.player.stepBack' : 'app.player.findingChanges')}>
        <ActionIcon variant="default" aria-disabled={!knowsChanges} aria-label={word('app.player.stepBack')} onClick={() => onStep(-1)}>
          <IconPlayerSkipBackFilled size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={word(knowsChanges ? 'app.player.stepOn' : 'app.player.findingChanges')}>
        <ActionIcon variant="default" aria-disabled={!knowsChanges} aria-label={word('app.player.stepOn')} onClick={() => onStep(1)}>
          <IconPlayerSkipForwardFilled size={14} />
        </ActionIcon>
      </Tooltip>
      <span className="player-time">{word('app.player.positionText', { at: formatSeconds(atMs, locale), length: formatSeconds(durationMs, locale) })}</span>
      {!knowsChanges && (
        <span className="player-time" role="status">
          {word('app.player.findingChanges')}
        </span>
      )}
      <span className="head-space" />
      <NativeSelect
        size="xs"
        aria-label={word('app.player.speed')}
        value={String(speed)}
        data={speeds.map((each) => ({ value: String(each), label: `${each}×` }))}
        onChange={({ currentTarget: { value } }) => setSpeed(speeds.find((each) => String(each) === value) ?? 1)}
      />
      <Checkbox size="xs" label={word('app.player.skipStill')} checked={skipStill} disabled={!knowsChanges} onChange={({ currentTarget: { checked } }) => setSkipStill(checked)} />
      <Checkbox size="xs" label={word('app.player.asText')} checked={asText} onChange={({ currentTarget: { checked } }) => onAsText(checked)} />
    </div>
  );
}
