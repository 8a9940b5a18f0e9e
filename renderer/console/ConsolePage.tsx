import { ActionIcon, Button, Menu, NativeSelect } from '@mantine/core';
import { AskFirst } from '../app/AskFirst.tsx';
import { IconDots } from '../app/icons.ts';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Server } from '../../core/contract/index.ts';
import type { MessageKey } from '../../core/messages/index.ts';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { CatchButton } from '../catch/CatchButton.tsx';
import { CatchPanel } from '../catch/CatchPanel.tsx';
import { LapStrip } from '../catch/LapStrip.tsx';
import { readStory, type Story } from '../catch/story.ts';
import { useAct, useConsole } from '../host/use-engine.ts';
import { useWindowState, type SeenConsole } from '../host/store.ts';
import { isRunning } from '../sidebar/server-state.ts';
import { ClosedNote } from './ClosedNote.tsx';
import { Picture, type PictureHandle } from './Picture.tsx';
import { RecordingMark } from './RecordingMark.tsx';
import { SpokenScreen, TextView } from './ScreenText.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useLook } from './use-look.ts';

const noEvents: readonly never[] = [];

/** One server: its console, what can be done with it, and the story of its catch. */
export function ConsolePage({ serverId }: { readonly serverId: string }): React.JSX.Element {
  const { word } = useWords();
  const server = useWindowState((state) => state.list?.servers.find(({ id }) => id === serverId));
  if (!server) return <p className="page-note">{word('app.server.unknown')}</p>;
  return <Known server={server} />;
}

function Known({ server }: { readonly server: Server }): React.JSX.Element {
  const { word } = useWords();
  const { snapshot, story: told } = useConsole(server.id);
  const events = told?.events ?? noEvents;
  const story = useMemo(() => readStory(events), [events]);
  const name = server.kind === 'practice' ? word('app.practiceServer') : server.name;
  useOpenOnce(server, snapshot);
  useTitle(name, story, server);
  return (
    <div className="console-page">
      <div className="console-main">
        <Header server={server} name={name} snapshot={snapshot} />
        {snapshot ? <Screen server={server} name={name} snapshot={snapshot} story={story} /> : <div className="picture" />}
      </div>
      {snapshot && <CatchPanel server={server} name={name} snapshot={snapshot} story={story} events={events} />}
    </div>
  );
}

function Screen({ server, name, snapshot, story }: { readonly server: Server; readonly name: string; readonly snapshot: SeenConsole; readonly story: Story }): React.JSX.Element {
  const { word } = useWords();
  const picture = useRef<PictureHandle>(null);
  const [look, setLook] = useLook();
  const layout = useWindowState((state) => state.settings?.keyboard);
  const runs = isRunning(server.catch);
  const { connection, problem } = snapshot;
  const isIdle = story.laps.length === 0 && !runs;
  return (
    <>
      <div className="picture-area">
        {look.asText ? <TextView snapshot={snapshot} name={name} /> : <Picture ref={picture} snapshot={snapshot} name={name} scale={look.scale} layout={layout === 'auto' ? undefined : layout} />}
        {connection === 'opening' && <div className="picture-note">{word('app.console.opening')}</div>}
        {connection === 'closed' && <ClosedNote server={server} problem={problem} />}
        {server.catch?.state === 'pressing' && <WhoPresses serverId={server.id} heldBack={snapshot.inputHeldBack} />}
        <SpokenScreen snapshot={snapshot} name={name} />
      </div>
      <div className="below">{isIdle ? server.kind === 'practice' && <p className="lead">{word('app.catch.practice')}</p> : <LapStrip story={story} />}</div>
      <div className="act-row">
        {!runs && <CatchButton serverId={server.id} name={name} target={snapshot.target} harmless={snapshot.target?.harmless ?? server.kind === 'practice'} again={story.result !== null} quiet={snapshot.menu !== null} />}
        <Toolbar snapshot={snapshot} name={name} look={look} onLook={setLook} picture={picture} />
      </div>
      {server.kind === 'practice' && (
        <p className="quieter">
          {!runs && story.result?.outcome === 'held' && <>{word('app.end.drill')} </>}
          {!runs && <a href="#/add">{word('app.addOwnServer')}</a>}
        </p>
      )}
    </>
  );
}

/** While a catch presses keys: whose keys reach the console. */
function WhoPresses({ serverId, heldBack }: { readonly serverId: string; readonly heldBack: boolean }): React.JSX.Element {
  const { word } = useWords();
  const { act, busy } = useAct();
  return (
    <div className="held-back" role="status">
      <span>{word(heldBack ? 'app.console.heldBack' : 'app.console.takenOver')}</span>
      <Button size="xs" variant="default" loading={busy} onClick={() => void act((client) => client.consoles.takeOver({ serverId, on: heldBack }))}>
        {word(heldBack ? 'app.console.takeOver' : 'app.console.letGo')}
      </Button>
    </div>
  );
}

function Header({ server, name, snapshot }: { readonly server: Server; readonly name: string; readonly snapshot: SeenConsole | undefined }): React.JSX.Element {
  const { word } = useWords();
  const { act } = useAct();
  const [removing, setRemoving] = useState(false);
  const runs = isRunning(server.catch);
  const phase = snapshot && snapshot.connection === 'open' && snapshot.phase !== 'unknown' ? snapshot.phase : undefined;
  return (
    <header className="page-head">
      <h1>{name}</h1>
      {server.kind !== 'practice' && (
        <span className="head-facts">
          {[server.account, server.kind === 'pasted' ? null : server.provider, server.status, ...server.addresses.slice(0, 1)].filter((fact) => fact !== null && fact !== '').join(' · ')}
        </span>
      )}
      {phase !== undefined && <span className={`phase phase-${phase}`}>{word(`app.phase.${phase}` as MessageKey)}</span>}
      <span className="head-space" />
      {snapshot && snapshot.recordingForMs !== null && <RecordingMark recordingForMs={snapshot.recordingForMs} receivedAt={snapshot.receivedAt} />}
      {server.kind === 'practice' && <Scenario disabled={runs} />}
      {server.kind !== 'practice' && (
        <Menu position="bottom-end" shadow="md">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={word('app.server.more', { server: name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={runs || snapshot?.connection === 'closed'} onClick={() => void act((client) => client.consoles.close({ serverId: server.id }))}>
              {word('app.console.close')}
            </Menu.Item>
            {server.kind === 'pasted' && (
              <Menu.Item disabled={runs} onClick={() => setRemoving(true)}>
                {word('app.server.remove')}…
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <AskFirst
        opened={removing}
        title={word('app.server.remove')}
        question={word('app.server.removeAsk', { server: name })}
        yes={word('app.remove')}
        onYes={() => {
          goTo({ page: 'console', serverId: 'practice' });
          void act((client) => client.servers.remove({ serverId: server.id }));
        }}
        onClose={() => setRemoving(false)}
      />
    </header>
  );
}

/** What the practice server plays. */
function Scenario({ disabled }: { readonly disabled: boolean }): React.JSX.Element | null {
  const { word, said } = useWords();
  const { act, busy } = useAct();
  const connection = useWindowState((state) => state.connection);
  const [known, setKnown] = useState<Awaited<ReturnType<NonNullable<typeof connection>['client']['practice']['scenarios']>>>();
  useEffect(() => {
    connection?.client.practice.scenarios().then(setKnown, () => undefined);
  }, [connection]);
  if (!known) return null;
  return (
    <NativeSelect
      size="xs"
      className="scenario"
      aria-label={word('app.practice.scenario')}
      title={word('app.practice.scenario')}
      disabled={disabled || busy}
      value={known.current}
      data={known.scenarios.map(({ name, title }) => ({ value: name, label: said({ key: title, values: {} }) }))}
      onChange={({ currentTarget: { value } }) =>
        void act(async (client) => {
          await client.practice.choose({ scenario: value });
          setKnown(await client.practice.scenarios());
        })
      }
    />
  );
}

/** Opens the console of a server that is looked at for the first time: looking changes nothing on it. Not again after a failure or after it was closed on purpose. */
function useOpenOnce(server: Server, snapshot: SeenConsole | undefined): void {
  const tried = useRef(false);
  const { act } = useAct();
  const isClosed = snapshot !== undefined && snapshot.connection === 'closed' && snapshot.problem === null;
  useEffect(() => {
    if (tried.current || snapshot === undefined) return;
    tried.current = true;
    if (isClosed && !server.needsAddress) void act((client) => client.consoles.open({ serverId: server.id }));
  }, [act, isClosed, snapshot, server.id, server.needsAddress]);
}

function useTitle(name: string, story: Story, server: Server): void {
  const { word } = useWords();
  const state = server.catch && (isRunning(server.catch) || story.result) ? word(`app.state.${server.catch.state}`) : undefined;
  useEffect(() => {
    document.title = [name, state, 'bootcatch'].filter((part) => part !== undefined).join(' · ');
    return () => void (document.title = 'bootcatch');
  }, [name, state]);
}

