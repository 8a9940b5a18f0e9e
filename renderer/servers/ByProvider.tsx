import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ProviderKindInfo } from '../../core/contract/index.ts';
import { messages, type MessageKey } from '../../core/messages/index.ts';
import { Problem } from '../app/Problem.tsx';
import { goTo } from '../app/route.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';
import { useAct } from '../host/use-engine.ts';

type AccountField = ProviderKindInfo['fields'][number];

/** Fields that most accounts leave as they are. */
const rarelyNeeded = new Set(['identityUrl', 'computeUrl', 'compute_endpoint_override', 'cacert', 'interface', 'origin', 'pinSha256', 'bios', 'hardReboot', 'consoleHost', 'sshHost', 'consoleUrl', 'console']);

function isRarelyNeeded({ name, default: usual }: AccountField): boolean {
  return rarelyNeeded.has(name) || usual?.startsWith('https://') === true;
}

/** A new account: the provider, and what it asks for. */
export function ByProvider(): React.JSX.Element | null {
  const { word, said } = useWords();
  const connection = useWindowState((state) => state.connection);
  const accounts = useWindowState((state) => state.list?.accounts);
  const [kinds, setKinds] = useState<readonly ProviderKindInfo[]>([]);
  const [chosen, setChosen] = useState<string>();
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const { act, busy, problem } = useAct({ quiet: true });
  useEffect(() => {
    connection?.client.accounts.kinds().then(setKinds, () => undefined);
  }, [connection]);
  const kind = kinds.find((known) => known.name === chosen) ?? kinds[0];
  if (!kind) return null;
  const accountName = name.trim() === '' ? freeName(kind.name, accounts?.map(({ name: known }) => known) ?? []) : name.trim();

  const submit = async (): Promise<void> => {
    const given = kind.fields.map((field) => ({ ...field, value: (values[field.name] ?? field.default ?? '').trim() })).filter(({ value }) => value !== '');
    const isAdded = await act((client) =>
      client.accounts.add({
        name: accountName,
        provider: kind.name,
        settings: Object.fromEntries(given.filter(({ secret }) => !secret).map((field) => [field.name, field.value])),
        secrets: Object.fromEntries(given.filter(({ secret }) => secret).map((field) => [field.name, field.value])),
      }),
    );
    if (isAdded) goTo({ page: 'account', account: accountName });
  };
  const input = (field: AccountField): React.JSX.Element => {
    const Input = field.secret ? PasswordInput : TextInput;
    const title = `app.field.${field.name}`;
    return (
      <Input
        key={`${kind.name}.${field.name}`}
        label={
          <>
            {title in messages ? word(title as MessageKey) : field.name}
            {field.optional && <span className="dimmed"> ({word('app.optional')})</span>}
          </>
        }
        description={
          <>
            {said({ key: field.hint, values: {} })}
            {field.secret && <> {word('app.add.secret')}</>}
          </>
        }
        required={!field.optional && field.default === null}
        placeholder={field.default ?? ''}
        value={values[field.name] ?? ''}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => setValues((before) => ({ ...before, [field.name]: value }))}
      />
    );
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NativeSelect
        label={word('app.add.provider')}
        value={kind.name}
        data={kinds.map((known) => ({ value: known.name, label: known.title }))}
        onChange={({ currentTarget }) => {
          setChosen(currentTarget.value);
          setValues({});
        }}
        description={kind.triedOnRealSoftware ? undefined : word('provider.untried', { provider: kind.title })}
      />
      <TextInput label={word('app.add.accountName')} description={word('app.add.accountNameHint')} placeholder={accountName} value={name} maxLength={64} onChange={({ currentTarget }) => setName(currentTarget.value)} />
      {kind.fields.filter((field) => !isRarelyNeeded(field)).map(input)}
      {kind.fields.some(isRarelyNeeded) && (
        <details className="more-fields" key={kind.name}>
          <summary>{word('app.add.more')}</summary>
          {kind.fields.filter(isRarelyNeeded).map(input)}
        </details>
      )}
      <Problem message={problem} />
      <div className="form-buttons">
        <Button type="submit" loading={busy}>
          {word('app.add.account')}
        </Button>
      </div>
    </form>
  );
}

/** A name that no account has yet: `conoha`, `conoha-2`. */
export function freeName(base: string, taken: readonly string[]): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!taken.includes(name)) return name;
  }
}
