import { ActionIcon, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconChartLine, IconLayoutGrid, IconPlus, IconRefresh, IconSettings, IconVideo } from '../app/icons.ts';
import type { Account, Server } from '../../core/contract/index.ts';
import { addressOf, type Route } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { useWindowState } from '../host/store.ts';
import { serverState } from './server-state.ts';
import { StatusMark } from './StatusMark.tsx';

/** Every server by account, with its state, and the other pages. */
export function Sidebar({ route }: { readonly route: Route }): React.JSX.Element {
  const { word } = useWords();
  const list = useWindowState((state) => state.list);
  const catches = useWindowState((state) => state.catches);
  const { act, busy } = useAct();
  const servers = list?.servers ?? [];
  const accounts = list?.accounts ?? [];
  const running = catches.filter(({ result }) => result === null).length;
  const row = (server: Server): React.JSX.Element => <ServerRow key={server.id} server={server} isHere={route.page === 'console' && route.serverId === server.id} />;
  return (
    <nav className="sidebar" aria-label={word('app.navigation')}>
      <div className="sidebar-head">
        <span className="brand">bootcatch</span>
        {accounts.length > 0 && (
          <Tooltip label={word('app.refresh')}>
            <ActionIcon variant="subtle" color="gray" size="sm" loading={busy} aria-label={word('app.refresh')} onClick={() => void act((client) => client.servers.refresh())}>
              <IconRefresh size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <div className="sidebar-servers">
        <ul>{servers.filter(({ kind }) => kind === 'practice').map(row)}</ul>
        {accounts.map((account) => (
          <AccountGroup key={account.name} account={account} isHere={route.page === 'account' && route.account === account.name}>
            {servers.filter((server) => server.account === account.name).map(row)}
          </AccountGroup>
        ))}
        {servers.some(({ kind }) => kind === 'pasted') && (
          <section>
            <h2 className="group-name">{word('app.byAddress')}</h2>
            <ul>{servers.filter(({ kind }) => kind === 'pasted').map(row)}</ul>
          </section>
        )}
        <PageLink route={{ page: 'add' }} here={route}>
          <IconPlus size={15} aria-hidden />
          {word('app.addServer')}
        </PageLink>
      </div>
      <div className="sidebar-pages">
        {catches.length > 0 && (
          <PageLink route={{ page: 'running' }} here={route}>
            <IconLayoutGrid size={15} aria-hidden />
            {word('app.running')}
            {running > 0 && <span className="count">{running}</span>}
          </PageLink>
        )}
        <PageLink route={{ page: 'recordings' }} here={route}>
          <IconVideo size={15} aria-hidden />
          {word('app.recordings')}
        </PageLink>
        <PageLink route={{ page: 'tuning' }} here={route}>
          <IconChartLine size={15} aria-hidden />
          {word('app.tuning')}
        </PageLink>
        <PageLink route={{ page: 'settings' }} here={route}>
          <IconSettings size={15} aria-hidden />
          {word('app.settings')}
        </PageLink>
      </div>
    </nav>
  );
}

function PageLink({ route, here, children }: { readonly route: Route; readonly here: Route; readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <a className="row page-link" href={addressOf(route)} {...((here.page === route.page || ((here.page === 'recording' || here.page === 'laps') && route.page === 'recordings')) && { 'aria-current': 'page' as const })}>
      {children}
    </a>
  );
}

function ServerRow({ server, isHere }: { readonly server: Server; readonly isHere: boolean }): React.JSX.Element {
  const { word } = useWords();
  const { mark, word: key } = serverState(server);
  const lap = server.catch && server.catch.result === null ? `${server.catch.lap}/${server.catch.lapLimit}` : null;
  return (
    <li>
      <a className="row server-row" href={addressOf({ page: 'console', serverId: server.id })} {...(isHere && { 'aria-current': 'page' as const })}>
        <StatusMark mark={mark} />
        <span className="row-name">{server.kind === 'practice' ? word('app.practiceServer') : server.name}</span>
        <span className="row-state">
          {word(key)}
          {lap !== null && <span className="row-lap"> {lap}</span>}
        </span>
      </a>
    </li>
  );
}

function AccountGroup({ account, isHere, children }: { readonly account: Account; readonly isHere: boolean; readonly children: React.ReactNode[] }): React.JSX.Element {
  const { word, said } = useWords();
  const trouble = account.problem ? said(account.problem) : account.missingSecrets.length > 0 ? word('app.account.missing') : undefined;
  return (
    <section>
      <h2 className="group-name">
        <a href={addressOf({ page: 'account', account: account.name })} {...(isHere && { 'aria-current': 'page' as const })}>
          {account.name} <span className="group-provider">{account.title}</span>
          {trouble !== undefined && <IconAlertTriangle className="trouble" size={14} role="img" aria-label={word('app.account.open', { account: account.name, problem: trouble })} />}
        </a>
      </h2>
      {trouble !== undefined && <p className="group-note trouble-note">{trouble}</p>}
      {children.length > 0 ? <ul>{children}</ul> : trouble === undefined && <p className="group-note">{word(account.loading ? 'app.listing' : 'app.noServers')}</p>}
    </section>
  );
}
