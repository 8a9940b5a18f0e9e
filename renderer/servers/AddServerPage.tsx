import { Tabs } from '@mantine/core';
import { useWords } from '../app/words.ts';
import { ByAddress } from './ByAddress.tsx';
import { ByProvider } from './ByProvider.tsx';
import { FromClouds } from './FromClouds.tsx';

/** Three ways to a server of one's own. */
export function AddServerPage(): React.JSX.Element {
  const { word } = useWords();
  return (
    <div className="plain-page">
      <h1>{word('app.add.title')}</h1>
      <p className="page-lead">{word('app.add.lead')}</p>
      <Tabs defaultValue="provider" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="provider">{word('app.add.byProvider')}</Tabs.Tab>
          <Tabs.Tab value="address">{word('app.add.byAddress')}</Tabs.Tab>
          <Tabs.Tab value="clouds">{word('app.add.byClouds')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="provider">
          <ByProvider />
        </Tabs.Panel>
        <Tabs.Panel value="address">
          <ByAddress />
        </Tabs.Panel>
        <Tabs.Panel value="clouds">
          <FromClouds />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
