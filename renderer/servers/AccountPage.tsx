import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { AskFirst } from '../app/AskFirst.tsx';
import { Problem } from '../app/Problem.tsx';
import { addressOf, goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';

/** One account: what troubles it, what it lacks, its servers. */
export function AccountPage({ name }: { readonly name: string }): React.JSX.Element {
  const { word } = useWords();
  const account = useWindowState((state) => state.list?.accounts.find((known) => known.name === name));
  const servers = useWindowState((state) => state.list?.servers) ?? [];
  const [removing, setRemoving] = useState(false);
  const { act } = useAct();
  if (!account) return <p className="page-note">{word('app.account.gone')}</p>;
  const own = servers.filter((server) => server.account === name);
  return (
    <div className="plain-page">
      <h1>{account.name}</h1>
      <p className="page-lead">
        {account.title} · {word(`app.account.source.${account.source}`)} · {account.loading ? word('app.listing') : word('app.account.servers', { count: own.length })}
      </p>
      <Problem message={account.problem} />
      {account.missingSecrets.length > 0 && (
        <section className="form">
          <p className="panel-text">{word('app.account.missing')}</p>
          {account.missingSecrets.map(({ field, variable }) => (
            <GiveSecret key={field} account={name} field={field} variable={variable} />
          ))}
        </section>
      )}
      {own.length > 0 && (
        <ul className="choices">
          {own.map((server) => (
            <li key={server.id}>
              <a href={addressOf({ page: 'console', serverId: server.id })}>{server.name}</a>
              <span className="dimmed">{[server.status, ...server.addresses].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="form-buttons">
        <Button variant="default" color="red" onClick={() => setRemoving(true)}>
          {word('app.account.remove')}…
        </Button>
      </div>
      <AskFirst
        opened={removing}
        title={word('app.account.remove')}
        question={word('app.account.removeAsk', { account: name })}
        yes={word('app.remove')}
        onYes={() => void act((client) => client.accounts.remove({ account: name })).then((isGone) => isGone && goTo({ page: 'console', serverId: 'practice' }))}
        onClose={() => setRemoving(false)}
      />
    </div>
  );
}

function GiveSecret({ account, field, variable }: { readonly account: string; readonly field: string; readonly variable: string }): React.JSX.Element {
  const { word, said } = useWords();
  const [value, setValue] = useState('');
  const { act, busy, problem } = useAct({ quiet: true });
  return (
    <form
      className="field-with-button"
      onSubmit={(event) => {
        event.preventDefault();
        void act((client) => client.accounts.giveSecret({ account, field, value })).then((isGiven) => isGiven && setValue(''));
      }}
    >
      <PasswordInput label={field} description={word('app.add.secretFrom', { variable })} value={value} autoComplete="off" error={problem && said(problem)} onChange={({ currentTarget }) => setValue(currentTarget.value)} />
      <Button type="submit" loading={busy} disabled={value === ''}>
        {word('app.account.giveSecret')}
      </Button>
    </form>
  );
}
