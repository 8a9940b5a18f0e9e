import { Button, Modal, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { TunedDetail } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { aboutTime, nameOf } from './words.ts';

const usualTimes = 5;
const mostTimes = 50;

/** Reboots a server a few times to measure it, once what that does was said and agreed to. */
export function CalibrateButton({ detail, prominent, busy }: { readonly detail: TunedDetail; readonly prominent: boolean; readonly busy: boolean }): React.JSX.Element {
  const words = useWords();
  const { word } = words;
  const { act } = useAct();
  const [times, setTimes] = useState<number>();
  const { server, calibration } = detail;
  const { serverId } = server;
  const name = serverId === 'practice' ? word('app.practiceServer') : nameOf(server, words);
  const start = (): void => {
    setTimes(undefined);
    if (serverId !== null && times !== undefined) void act((client) => client.tuning.calibrate({ serverId, times, agreedResets: times }));
  };
  return (
    <>
      <Button variant={prominent ? 'filled' : 'default'} disabled={serverId === null || calibration.canReboot === false || busy} onClick={() => setTimes(usualTimes)}>
        {word('app.tuning.calibrate')}
      </Button>
      <Modal opened={times !== undefined} onClose={() => setTimes(undefined)} title={word('app.tuning.calibrate.title', { server: name })} closeButtonProps={{ 'aria-label': word('app.close') }}>
        <p className="question strong">{word(calibration.harmless ? 'app.tuning.calibrate.harmless' : 'app.tuning.calibrate.consent', { server: name, laps: times ?? usualTimes })}</p>
        <p className="question quiet">{word('app.tuning.calibrate.boots')}</p>
        {!calibration.harmless && <p className="question quiet">{word('app.catch.consentOnce')}</p>}
        <NumberInput
          className="short-field"
          label={word('app.tuning.calibrate.times')}
          min={1}
          max={mostTimes}
          clampBehavior="strict"
          allowDecimal={false}
          value={times ?? usualTimes}
          onChange={(value) => typeof value === 'number' && value >= 1 && setTimes(value)}
        />
        <p className="question quiet">{word('app.tuning.calibrate.length', { time: aboutTime((times ?? usualTimes) * calibration.lapMs, words) })}</p>
        <div className="dialog-buttons">
          <Button variant="default" onClick={() => setTimes(undefined)}>
            {word('app.cancel')}
          </Button>
          <Button data-autofocus onClick={start}>
            {word('app.tuning.calibrate.start')}
          </Button>
        </div>
      </Modal>
    </>
  );
}
