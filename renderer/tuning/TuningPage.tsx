import { Alert, Loader, NativeSelect } from '@mantine/core';
import type { Timing, TunedDetail, TunedServer } from '../../core/contract/index.ts';
import { addressOf, goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { Advice } from './Advice.tsx';
import { CalibrateButton } from './CalibrateButton.tsx';
import { CalibrationProgress } from './CalibrationProgress.tsx';
import { ChanceCurve } from './ChanceCurve.tsx';
import { History } from './History.tsx';
import { LapBars } from './LapBars.tsx';
import { Profiles } from './Profiles.tsx';
import { SettingsInUse } from './SettingsInUse.tsx';
import { useTuning } from './use-tuning.ts';
import { nameOf } from './words.ts';

/** What was learnt of one server's timing, and what the next catch makes of it. @param serverKey which server; undefined: the one caught last */
export function TuningPage({ serverKey }: { readonly serverKey: string | undefined }): React.JSX.Element {
  const words = useWords();
  const { word, said } = words;
  const { servers, detail, calibration, problem } = useTuning(serverKey);
  return (
    <div className="wide-page tuning">
      <div className="tuning-head">
        <div>
          <h1>{word('app.tuning')}</h1>
          <p className="page-lead">{word('app.tuning.lead')}</p>
        </div>
        {servers && detail && (
          <div className="tuning-choice">
            <NativeSelect label={word('app.tuning.server')} value={detail.server.key} data={groups(servers, words)} onChange={({ currentTarget }) => goTo({ page: 'tuning', server: currentTarget.value })} />
            <CalibrateButton detail={detail} prominent={detail.laps.length === 0} busy={calibration?.running === true} />
          </div>
        )}
      </div>
      {calibration && <CalibrationProgress calibration={calibration} />}
      {problem && (
        <Alert color="orange" variant="light" role="alert">
          {said(problem)}
        </Alert>
      )}
      {detail ? <Detail key={detail.server.key} detail={detail} /> : !problem && <Loader size="sm" />}
    </div>
  );
}

function Detail({ detail }: { readonly detail: TunedDetail }): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const { server, laps, settings, days } = detail;
  const { serverId } = server;
  const timing = useWindowState((state) => (serverId === null ? undefined : state.settings?.timing[serverId])) ?? {};
  const fix = serverId === null ? undefined : (next: Timing): void => void act((client) => client.settings.setTiming({ serverId, timing: next }));
  return (
    <div className="tuning-columns">
      <div>
        <Advice detail={detail} />
        <section>
          <h2>{word('app.tuning.laps')}</h2>
          {laps.length === 0 ? (
            <div className="tuning-empty">
              <p className="strong">{word('app.tuning.empty')}</p>
              <p>{word('app.tuning.empty.what')}</p>
              {serverId !== null && <a href={addressOf({ page: 'console', serverId })}>{word('app.tuning.empty.console')}</a>}
            </div>
          ) : (
            <LapBars laps={laps} total={server.laps} />
          )}
        </section>
        <section>
          <h2>{word('app.tuning.curve')}</h2>
          <ChanceCurve detail={detail} {...(fix && { onFix: (firstDelayMs) => fix({ ...timing, firstDelayMs }) })} />
        </section>
      </div>
      <div>
        <section>
          <h2>{word('app.tuning.settings')}</h2>
          <SettingsInUse settings={settings} timing={timing} {...(fix && { onFix: fix })} />
          {!fix && <p className="panel-quiet">{word('app.tuning.settings.unlisted')}</p>}
        </section>
        {days.length > 0 && (
          <section>
            <h2>{word('app.tuning.history')}</h2>
            <p className="panel-quiet">{word('app.tuning.history.all', { held: server.held, missed: server.missed, laps: server.laps })}</p>
            <History days={days} />
          </section>
        )}
        <Profiles provider={server.provider} canExport={detail.canExport} />
      </div>
    </div>
  );
}

/** The servers to choose from, by provider. */
function groups(servers: readonly TunedServer[], words: ReturnType<typeof useWords>) {
  const byProvider = Map.groupBy(servers, ({ provider }) => provider);
  return [...byProvider].map(([group, items]) => ({
    group,
    items: items.map((server) => ({ value: server.key, label: server.laps === 0 ? nameOf(server, words) : words.word('app.tuning.serverLaps', { server: nameOf(server, words), laps: server.laps }) })),
  }));
}
