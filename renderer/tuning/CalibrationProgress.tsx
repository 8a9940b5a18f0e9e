import { Button } from '@mantine/core';
import type { CalibrationSnapshot } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { aboutTime } from './words.ts';

/** How the calibration goes that runs, or how the last one ended; a question of it can be answered here. */
export function CalibrationProgress({ calibration }: { readonly calibration: CalibrationSnapshot }): React.JSX.Element {
  const words = useWords();
  const { word, said } = words;
  const { act } = useAct();
  const { serverId, serverName, times, outcomes, remainingMs, running, problem } = calibration;
  const question = useWindowState((state) => state.catches.find((each) => each.serverId === serverId)?.question) ?? null;
  const server = serverId === 'practice' ? word('app.practiceServer') : serverName;
  const held = outcomes.filter((outcome) => outcome === 'held').length;
  const values = { server, times, done: outcomes.length, held, missed: outcomes.length - held, time: aboutTime(remainingMs, words) };
  const state = running ? 'running' : outcomes.length === times ? 'done' : 'stopped';
  const answer = (goOn: boolean): void => void act((client) => client.catches.answer({ serverId, goOn }));
  return (
    <section className="calibration">
      <p role="status">
        {word(`app.tuning.calibrate.${state}`, values)} {problem && said(problem)}
      </p>
      {running && (
        <div className="calibration-row">
          <progress max={times} value={outcomes.length} aria-label={word('app.tuning.calibrate.title', { server })} />
          <a href={addressOf({ page: 'console', serverId })}>{word('app.tuning.calibrate.watch')}</a>
          <Button size="compact-sm" variant="default" onClick={() => void act((client) => client.tuning.stopCalibration())}>
            {word('app.tuning.calibrate.stop')}
          </Button>
        </div>
      )}
      {running && question && (
        <div className="calibration-row" role="alert">
          <span>{said(question)}</span>
          <Button size="compact-sm" color="red" variant="light" onClick={() => answer(true)}>
            {word('app.catch.goOn')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => answer(false)}>
            {word('app.catch.dontGoOn')}
          </Button>
        </div>
      )}
    </section>
  );
}
