import { Button, Checkbox, Modal, NativeSelect, PasswordInput, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { layouts, messageOfFailure, type LayoutName, type Message } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';

/** As the engine types. */
const KEY_INTERVAL_MS = 20;

const names = Object.keys(layouts) as LayoutName[];

export interface TypeDialogProps {
  readonly serverId: string;
  readonly name: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Types a text on the console, after saying what that will do. The text is forgotten when the dialog closes. */
export function TypeDialog({ serverId, name, opened, onClose }: TypeDialogProps): React.JSX.Element {
  const { word } = useWords();
  return (
    <Modal opened={opened} onClose={onClose} title={word('app.type.title', { server: name })} closeButtonProps={{ 'aria-label': word('app.close') }}>
      <TypeForm serverId={serverId} name={name} onDone={onClose} />
    </Modal>
  );
}

function TypeForm({ serverId, name, onDone }: { readonly serverId: string; readonly name: string; readonly onDone: () => void }): React.JSX.Element {
  const { word, said } = useWords();
  const [text, setText] = useState('');
  const [hidden, setHidden] = useState(false);
  const [guestLayout, setGuestLayout] = useState<LayoutName>('us');
  const [problem, setProblem] = useState<Message>();
  const [typing, setTyping] = useState<AbortController>();
  const current = useRef(typing);
  useEffect(() => {
    current.current = typing;
  }, [typing]);
  useEffect(() => () => current.current?.abort(), []);
  const count = [...text].length;
  const enters = text.split('\n').length - 1;

  const type = async (): Promise<void> => {
    const stopping = new AbortController();
    setTyping(stopping);
    setProblem(undefined);
    try {
      await useWindowState.getState().connection?.client.keys.type({ serverId, text, guestLayout }, { signal: stopping.signal });
      onDone();
    } catch (error) {
      if (!stopping.signal.aborted) setProblem(messageOfFailure(error));
    } finally {
      setTyping(undefined);
    }
  };

  const field = {
    label: word('app.type.text'),
    description: word('app.type.hint'),
    value: text,
    disabled: typing !== undefined,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => setText(event.currentTarget.value),
    error: problem && said(problem),
    autoComplete: 'off',
    spellCheck: false,
    'data-autofocus': true,
  };
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void type();
      }}
    >
      {hidden ? <PasswordInput {...field} /> : <Textarea {...field} rows={5} resize="vertical" className="typed-text" />}
      <Checkbox label={word('app.type.secret')} checked={hidden} disabled={enters > 0} onChange={(event) => setHidden(event.currentTarget.checked)} />
      <NativeSelect
        label={word('app.type.layout')}
        description={word('app.type.layoutHint')}
        value={guestLayout}
        disabled={typing !== undefined}
        data={names.map((name) => ({ value: name, label: word(`app.keys.layout.${name}`) }))}
        onChange={(event) => setGuestLayout(event.currentTarget.value as LayoutName)}
      />
      {count > 0 && (
        <p className="question">
          {word('app.type.effect', { server: name, count, seconds: Math.max(1, Math.ceil((count * KEY_INTERVAL_MS) / 1_000)) })} {enters > 0 && word('app.type.enters', { count: enters })}
        </p>
      )}
      <div className="dialog-buttons">
        {typing ? (
          <Button variant="default" onClick={() => typing.abort()}>
            {word('app.type.stop')}
          </Button>
        ) : (
          <Button variant="default" onClick={onDone}>
            {word('app.cancel')}
          </Button>
        )}
        <Button type="submit" disabled={count === 0} loading={typing !== undefined}>
          {word('app.type.do')}
        </Button>
      </div>
    </form>
  );
}
