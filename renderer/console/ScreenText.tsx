import { useEffect, useMemo, useRef, useState } from 'react';
import { withoutFrame } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { isUnread } from './GuessText.tsx';
import type { SeenConsole } from '../host/store.ts';

/** A screen that scrolls is read out once it rests for this long. */
const RESTS_MS = 1_200;

/** The lines that a later screen has and an earlier one has not. */
export function newLines(before: readonly string[], after: readonly string[]): string[] {
  const known = new Set(before.map(withoutFrame));
  return after.map(withoutFrame).filter((line) => line !== '' && !known.has(line));
}

/** The screen's text for people who hear it: what is new, politely, once the screen rests. Nothing of it is seen. */
export function SpokenScreen({ snapshot, name }: { readonly snapshot: SeenConsole; readonly name: string }): React.JSX.Element {
  const { word } = useWords();
  const [spoken, setSpoken] = useState<readonly string[]>([]);
  const told = useRef<readonly string[]>([]);
  const text = snapshot.lines.join('\n');
  useEffect(() => {
    const timer = setTimeout(() => {
      const lines = text.split('\n');
      const fresh = newLines(told.current, lines);
      told.current = lines;
      if (fresh.length > 0) setSpoken(fresh);
    }, RESTS_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="visually-hidden" role="log" aria-label={word('app.console.textOf', { server: name })}>
      {spoken.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
    </div>
  );
}

/** The screen as text that can be selected. */
export function TextView({ snapshot, name }: { readonly snapshot: Pick<SeenConsole, 'lines' | 'exactShare'>; readonly name: string }): React.JSX.Element {
  const { word } = useWords();
  const text = useMemo(() => snapshot.lines.join('\n').trimEnd(), [snapshot.lines]);
  return (
    <div className="text-view">
      {isUnread(snapshot) ? <p className="text-guess">{word('app.guess.unread')}</p> : snapshot.exactShare < 1 && <p className="text-guess">{word('app.guess')}</p>}
      <pre tabIndex={0} role="region" aria-label={word('app.console.textOf', { server: name })}>
        {text}
      </pre>
    </div>
  );
}
