import { Button } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerStopFilled } from '../app/icons.ts';
import type { Server, TimelineEvent } from '../../core/contract/index.ts';
import { formatSeconds } from '../../core/contract/index.ts';
import { useMemo, useState } from 'react';
import type { MessageKey } from '../../core/messages/index.ts';
import { useWords } from '../app/words.ts';
import type { SeenConsole } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';
import { isRunning } from '../sidebar/server-state.ts';
import { EndPanel } from './EndPanel.tsx';
import { logLines } from './log.ts';
import { MenuPanel } from './MenuPanel.tsx';
import { PlanProgress } from './PlanProgress.tsx';
import { PasteAddress } from './PasteAddress.tsx';
import { StepsAhead, StoryPanel } from './StoryPanel.tsx';
import type { Story } from './story.ts';

export interface CatchPanelProps {
  readonly server: Server;
  readonly name: string;
  readonly snapshot: SeenConsole;
  readonly story: Story;
  readonly events: readonly TimelineEvent[];
}

/** The right side of the console: the story of the lap, and when the menu is held, the choice. */
export function CatchPanel({ server, name, snapshot, story, events }: CatchPanelProps): React.JSX.Element {
  const { word, said } = useWords();
  const { id: serverId, catch: running } = server;
  const { menu, target, panic } = snapshot;
  const runs = isRunning(running);
  const held = !runs && story.result?.outcome === 'held' && story.afterHeld === null;
  const standing = !runs && menu !== null && (menu.view !== 'menu' || menu.entries.length > 0);
  return (
    <aside className="panel" aria-label={word('app.panel')}>
      <Title held={held && standing} story={story} snapshot={snapshot} runs={runs} hasMenu={standing} name={name} />
      {running?.question && <Question serverId={serverId} text={said(running.question)} />}
      {!runs && story.heldLost && <p className="lap-notice">{word('app.held.lost')}</p>}
      <PlanProgress serverId={serverId} events={events} plan={snapshot.plan} />
      {standing && snapshot.plan === null && <MenuPanel serverId={serverId} menu={menu} disabled={snapshot.connection !== 'open' || snapshot.inputHeldBack} />}
      {!runs && story.afterHeld?.kind === 'chosen' && !standing && <p className="panel-text">{word('app.end.chosen', { entry: story.afterHeld.entry })}</p>}
      {!runs && story.afterHeld?.kind === 'gone' && <p className="panel-text">{said(story.afterHeld.message)}</p>}
      {!runs && !standing && <EndPanel story={story} target={target} />}
      {!runs && !standing && panic && (
        <div className="panic">
          <p className="panel-text">{word('app.panicReason', { reason: panic.reason })}</p>
          {panic.rebootInSeconds !== null && <p className="panel-quiet">{word('app.panicReboots', { seconds: panic.rebootInSeconds })}</p>}
        </div>
      )}
      {story.laps.length > 0 || runs ? (
        !standing && <StoryPanel story={story} />
      ) : (
        !standing && (
          <>
            <h3 className="panel-heading">{word('app.catch.ahead')}</h3>
            <StepsAhead />
          </>
        )
      )}
      {runs && server.kind === 'pasted' && <PasteAddress serverId={serverId} label={word('app.paste.label')} />}
      {story.laps.length > 0 && <Log events={events} />}
      {runs && <Stop serverId={serverId} />}
    </aside>
  );
}

function Title({ held, story, snapshot, runs, hasMenu, name }: { readonly held: boolean; readonly story: Story; readonly snapshot: SeenConsole; readonly runs: boolean; readonly hasMenu: boolean; readonly name: string }): React.JSX.Element {
  const { word } = useWords();
  const lap = story.laps.at(-1);
  const isPhase = !held && !hasMenu && !runs && (story.result === null || story.result.outcome === 'held') && snapshot.connection === 'open' && snapshot.phase !== 'unknown';
  const text = ((): string => {
    if (held) return word('app.held.title');
    if (hasMenu) return word('app.menu.title');
    if (runs) return lap ? word('app.lapOf', { lap: lap.number, limit: story.lapLimit }) : word('app.state.preparing');
    if (story.result && story.result.outcome !== 'held') return word(`app.end.${story.result.outcome}`);
    return isPhase ? word(`app.phase.${snapshot.phase}` as MessageKey) : name;
  })();
  return (
    <h2 className={`panel-title${held ? ' is-held' : ''}${isPhase ? ' is-phase' : ''}`}>
      {held && <IconPlayerPauseFilled size={18} aria-hidden />}
      <span aria-live="polite">{text}</span>
    </h2>
  );
}

function Question({ serverId, text }: { readonly serverId: string; readonly text: string }): React.JSX.Element {
  const { word } = useWords();
  const { act, busy } = useAct();
  const answer = (goOn: boolean): void => void act((client) => client.catches.answer({ serverId, goOn }));
  return (
    <section className="asks" role="alertdialog" aria-label={word('app.catch.question')}>
      <h3 className="panel-heading">{word('app.catch.question')}</h3>
      <p className="panel-text strong">{text}</p>
      <div className="plan-buttons">
        <Button variant="default" disabled={busy} onClick={() => answer(false)}>
          {word('app.catch.dontGoOn')}
        </Button>
        <Button color="red" disabled={busy} onClick={() => answer(true)}>
          {word('app.catch.goOn')}
        </Button>
      </div>
    </section>
  );
}

function Stop({ serverId }: { readonly serverId: string }): React.JSX.Element {
  const { word } = useWords();
  const { act, busy } = useAct();
  return (
    <div className="panel-foot">
      <Button fullWidth variant="default" loading={busy} leftSection={<IconPlayerStopFilled size={14} aria-hidden />} onClick={() => void act((client) => client.catches.stop({ serverId }))}>
        {word('app.catch.stop')}
      </Button>
    </div>
  );
}

function Log({ events }: { readonly events: readonly TimelineEvent[] }): React.JSX.Element {
  const { word, locale } = useWords();
  const [isOpen, setOpen] = useState(false);
  const lines = useMemo(() => (isOpen ? logLines(events, locale) : []), [isOpen, events, locale]);
  return (
    <details className="log" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{word('app.log')}</summary>
      <ol>
        {lines.map(({ atMs, text }, index) => (
          <li key={index}>
            <span className="log-time">{formatSeconds(atMs, locale)}</span>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
