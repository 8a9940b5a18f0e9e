import { formatSeconds, type CatchSnapshot } from '../../core/contract/index.ts';
import { addressOf } from '../app/route.ts';
import { useNow } from '../app/use-now.ts';
import { useWords } from '../app/words.ts';
import { LapStrip } from '../catch/LapStrip.tsx';
import { readStory } from '../catch/story.ts';
import { Picture } from '../console/Picture.tsx';
import { useConsole } from '../host/use-engine.ts';
import { useWindowState } from '../host/store.ts';
import { catchState } from '../sidebar/server-state.ts';
import { StatusMark } from '../sidebar/StatusMark.tsx';

/** Every catch at a glance: those that run first. */
export function RunningPage(): React.JSX.Element {
  const { word } = useWords();
  const catches = useWindowState((state) => state.catches);
  const inOrder = [...catches].sort((one, other) => Number(one.result !== null) - Number(other.result !== null) || other.startedAt.localeCompare(one.startedAt));
  return (
    <div className="wide-page">
      <h1>{word('app.running.title')}</h1>
      {inOrder.length === 0 && <p className="page-lead">{word('app.running.none')}</p>}
      <ul className="tiles">
        {inOrder.map((snapshot) => (
          <Tile key={snapshot.serverId} snapshot={snapshot} />
        ))}
      </ul>
    </div>
  );
}

function Tile({ snapshot }: { readonly snapshot: CatchSnapshot }): React.JSX.Element {
  const { word, said } = useWords();
  const { serverId, lap, lapLimit, result, question } = snapshot;
  const kind = useWindowState((state) => state.list?.servers.find(({ id }) => id === serverId)?.kind);
  const { snapshot: seen, story } = useConsole(serverId);
  const { mark, word: key } = catchState(snapshot);
  const name = kind === 'practice' ? word('app.practiceServer') : snapshot.serverName;
  const told = readStory(story?.events ?? []);
  return (
    <li className={`tile tile-${mark}`}>
      <a href={addressOf({ page: 'console', serverId })}>
        <div className="tile-head">
          <StatusMark mark={mark} />
          <strong>{name}</strong>
          <span>{word(key)}</span>
          <span className="head-space" />
          {result === null && <span className="dimmed">{word('app.lapOf', { lap, limit: lapLimit })}</span>}
          <span className="dimmed">
            <Elapsed snapshot={snapshot} />
          </span>
        </div>
        <div className="tile-picture">{seen && <Picture snapshot={seen} name={name} scale="fill" layout={undefined} readOnly />}</div>
        <LapStrip story={told} />
        {(question ?? result) && <p className="tile-said">{said(question ?? result?.message ?? { key: '', values: {} })}</p>}
      </a>
    </li>
  );
}

function Elapsed({ snapshot }: { readonly snapshot: CatchSnapshot }): React.JSX.Element {
  const { locale } = useWords();
  const now = useNow(snapshot.result === null);
  const elapsedMs = snapshot.result ? snapshot.elapsedMs : Math.max(snapshot.elapsedMs, now - Date.parse(snapshot.startedAt));
  return <>{formatSeconds(elapsedMs, locale)}</>;
}
