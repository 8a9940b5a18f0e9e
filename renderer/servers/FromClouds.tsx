import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { messageOfFailure, type Message } from '../../core/contract/index.ts';
import { Problem } from '../app/Problem.tsx';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';

/** The clouds that OpenStack's own tools know. */
export function FromClouds(): React.JSX.Element | null {
  const { word } = useWords();
  const connection = useWindowState((state) => state.connection);
  const accounts = useWindowState((state) => state.list?.accounts);
  const [clouds, setClouds] = useState<readonly string[]>();
  const [problem, setProblem] = useState<Message>();
  const { act, busy } = useAct();
  useEffect(() => {
    connection?.client.accounts.clouds().then(setClouds, (error: unknown) => setProblem(messageOfFailure(error)));
  }, [connection]);
  if (problem) return <Problem message={problem} />;
  if (!clouds) return null;
  if (clouds.length === 0) return <p className="panel-text">{word('app.add.cloudsNone')}</p>;
  return (
    <ul className="choices" aria-label={word('app.add.clouds')}>
      {clouds.map((cloud) => {
        const name = `openstack:${cloud}`;
        const isShown = accounts?.some((account) => account.name === name) === true;
        return (
          <li key={cloud}>
            <span className="choice-name">{cloud}</span>
            {isShown ? (
              <span className="dimmed">{word('app.add.cloudAdded')}</span>
            ) : (
              <Button
                size="sm"
                variant="default"
                loading={busy}
                onClick={() => void act((client) => client.accounts.addCloud({ cloud })).then((isAdded) => isAdded && goTo({ page: 'account', account: name }))}
              >
                {word('app.add.cloud', { cloud })}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
