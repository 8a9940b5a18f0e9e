import { Alert, Button, Loader, Modal } from '@mantine/core';
import { useState } from 'react';
import type { EngineClient } from '../../core/contract/index.ts';
import { Problem } from '../app/Problem.tsx';
import { useWords } from '../app/words.ts';
import { useAct } from '../host/use-engine.ts';
import { CopyText } from './CopyText.tsx';

/** True where a screen shows something of which not one character is in a known font: all that is left is to guess. */
export function isUnread({ exactShare }: { readonly exactShare: number }): boolean {
  return exactShare === 0;
}

export interface GuessTextProps {
  readonly size: 'xs' | 'sm';
  readonly guessFrom: (client: EngineClient) => Promise<{ readonly text: string }>;
}

/** Has the text of a picture in no known font guessed, and shows it as the guess that it is. */
export function GuessText({ size, guessFrom }: GuessTextProps): React.JSX.Element {
  const { word } = useWords();
  const { act, busy, problem, forget } = useAct({ quiet: true });
  const [text, setText] = useState<string>();
  const command = problem?.values['command'];
  const isOpen = busy || problem !== undefined || text !== undefined;
  const guess = (): void => {
    setText(undefined);
    void act(async (client) => setText((await guessFrom(client)).text.trim()));
  };
  const close = (): void => {
    setText(undefined);
    forget();
  };
  return (
    <>
      <Button variant="default" size={size} loading={busy} onClick={guess}>
        {word('app.guess.do')}
      </Button>
      <Modal opened={isOpen} onClose={close} size="xl" title={word('app.guess.title')} closeOnClickOutside={!busy} closeOnEscape={!busy} withCloseButton={!busy} closeButtonProps={{ 'aria-label': word('app.close') }}>
        {busy && (
          <p className="guess-running" role="status">
            <Loader size="sm" /> {word('app.guess.running')}
          </p>
        )}
        {!busy && <Problem message={problem} />}
        {!busy && text !== undefined && (
          <>
            <Alert color="orange">{word('app.guess')}</Alert>
            {text === '' ? <p>{word('app.guess.nothing')}</p> : <pre className="guessed">{text}</pre>}
          </>
        )}
        {!busy && (
          <div className="dialog-buttons">
            {command !== undefined && <CopyText size="sm" disabled={false} label="app.guess.copyCommand" linesFrom={() => Promise.resolve([String(command)])} />}
            {text !== undefined && text !== '' && <CopyText size="sm" disabled={false} linesFrom={() => Promise.resolve([text])} />}
            <Button onClick={close}>{word('app.close')}</Button>
          </div>
        )}
      </Modal>
    </>
  );
}
