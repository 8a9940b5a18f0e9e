import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../app/Problem.tsx';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';

/** A server known by its console's address alone. */
export function ByAddress(): React.JSX.Element {
  const { word } = useWords();
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [serverKey, setServerKey] = useState('');
  const { act, busy, problem } = useAct({ quiet: true });
  const submit = (): void =>
    void act(async (client) => {
      const given = {
        ...(name.trim() && { name: name.trim() }),
        ...(username.trim() && { username: username.trim() }),
        ...(password && { password }),
        ...(pin.trim() && { tlsPinSha256: digits(pin) }),
        ...(serverKey.trim() && { serverKeySha256: digits(serverKey) }),
      };
      const { serverId } = await client.servers.addPasted({ address, ...given });
      goTo({ page: 'console', serverId });
    });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput label={word('app.add.address')} description={word('app.add.addressHint')} value={address} required autoComplete="off" spellCheck={false} className="typed-text" onChange={({ currentTarget }) => setAddress(currentTarget.value)} />
      <TextInput label={`${word('app.add.name')} (${word('app.optional')})`} value={name} maxLength={80} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      <details className="more-fields">
        <summary>{word('app.add.more')}</summary>
        <TextInput label={word('app.add.username')} description={word('app.add.usernameHint')} value={username} maxLength={256} autoComplete="off" spellCheck={false} onChange={({ currentTarget }) => setUsername(currentTarget.value)} />
        <PasswordInput label={word('app.add.password')} description={word('app.add.passwordHint')} value={password} autoComplete="off" onChange={({ currentTarget }) => setPassword(currentTarget.value)} />
        <TextInput label={word('app.add.pin')} description={word('app.add.pinHint')} value={pin} spellCheck={false} className="typed-text" onChange={({ currentTarget }) => setPin(currentTarget.value)} />
        <TextInput label={word('app.add.serverKey')} description={word('app.add.serverKeyHint')} value={serverKey} spellCheck={false} className="typed-text" onChange={({ currentTarget }) => setServerKey(currentTarget.value)} />
      </details>
      <p className="panel-quiet">{word('app.add.rebootYourself')}</p>
      <Problem message={problem} />
      <div className="form-buttons">
        <Button type="submit" loading={busy}>
          {word('app.add.server')}
        </Button>
      </div>
    </form>
  );
}

/** A fingerprint without what people write between its digits. */
function digits(fingerprint: string): string {
  return fingerprint.replaceAll(/[:\s]/g, '');
}
