import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';

/** Takes a new console address, also in the middle of a catch. */
export function PasteAddress({ serverId, label }: { readonly serverId: string; readonly label: string }): React.JSX.Element {
  const { word, said } = useWords();
  const [address, setAddress] = useState('');
  const [taken, setTaken] = useState(false);
  const { act, busy, problem } = useAct({ quiet: true });
  const submit = async (): Promise<void> => {
    const isTaken = await act(async (client) => {
      await client.consoles.pasteAddress({ serverId, address });
      await client.consoles.open({ serverId });
    });
    setTaken(isTaken);
    if (isTaken) setAddress('');
  };
  return (
    <form
      className="paste"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label={label}
        description={word('app.paste.hint')}
        value={address}
        autoComplete="off"
        spellCheck={false}
        className="typed-text"
        error={problem && said(problem)}
        onChange={({ currentTarget }) => {
          setAddress(currentTarget.value);
          setTaken(false);
        }}
      />
      <Button type="submit" variant="light" size="sm" loading={busy} disabled={address.trim() === ''}>
        {word('app.paste.do')}
      </Button>
      {taken && <p role="status">{word('app.paste.taken')}</p>}
    </form>
  );
}
