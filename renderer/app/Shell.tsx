import { AddServerPage } from '../servers/AddServerPage.tsx';
import { AccountPage } from '../servers/AccountPage.tsx';
import { ConsolePage } from '../console/ConsolePage.tsx';
import { ExportBar } from '../recordings/ExportBar.tsx';
import { LapsPage } from '../recordings/LapsPage.tsx';
import { RecordingPage } from '../recordings/RecordingPage.tsx';
import { RecordingsPage } from '../recordings/RecordingsPage.tsx';
import { RunningPage } from '../running/RunningPage.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { Sidebar } from '../sidebar/Sidebar.tsx';
import { TuningPage } from '../tuning/TuningPage.tsx';
import { useWindowState } from '../host/store.ts';
import { HostGone } from './HostGone.tsx';
import { useRoute, type Route } from './route.ts';
import { SaidAloud } from './SaidAloud.tsx';

/** The window: the list on the left, one page beside it. */
export function Shell(): React.JSX.Element {
  const route = useRoute();
  const link = useWindowState((state) => state.link);
  const list = useWindowState((state) => state.list);
  if (!list) {
    return (
      <main className="waiting">
        <HostGone link={link} whole />
      </main>
    );
  }
  return (
    <div className="window">
      <Sidebar route={route} />
      <main className="page">
        <HostGone link={link} />
        <SaidAloud />
        <ExportBar />
        <Page route={route} />
      </main>
    </div>
  );
}

function Page({ route }: { readonly route: Route }): React.JSX.Element {
  switch (route.page) {
    case 'console':
      // A page of its own for each server: nothing of one may show up on another.
      return <ConsolePage key={route.serverId} serverId={route.serverId} />;
    case 'account':
      return <AccountPage key={route.account} name={route.account} />;
    case 'add':
      return <AddServerPage />;
    case 'running':
      return <RunningPage />;
    case 'tuning':
      return <TuningPage serverKey={route.server} />;
    case 'recordings':
      return <RecordingsPage />;
    case 'recording':
      return <RecordingPage key={route.id} id={route.id} startMs={route.atMs} find={route.find} />;
    case 'laps':
      return <LapsPage key={route.id} id={route.id} />;
    case 'settings':
      return <SettingsPage />;
  }
}
