import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOfFailure, type Message, type RecordingHit } from '../../core/contract/index.ts';
import { useWindowState } from '../host/store.ts';

export interface Search {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What was found, and for which text; undefined where nothing was asked. */
  readonly found: { readonly text: string; readonly hits: readonly RecordingHit[] } | undefined;
  readonly busy: boolean;
  /** How much of what has to be read for the search is done, 0 to 1; null where there is nothing to tell. */
  readonly share: number | null;
  readonly problem: Message | undefined;
  readonly run: () => void;
  readonly cancel: () => void;
}

export interface SearchOptions {
  /** The recording to search; without it all of them. */
  readonly id?: string;
  /** Searched for at once. */
  readonly first?: string | undefined;
}

type Asked = Pick<Search, 'found' | 'busy' | 'share' | 'problem'>;

const nothingAsked: Asked = { found: undefined, busy: false, share: null, problem: undefined };

/** A search in one recording, or in all. An empty text puts the hits away, a new search ends the one before, and so does leaving the page. */
export function useSearch({ id, first }: SearchOptions = {}): Search {
  const [text, setText] = useState(first ?? '');
  const [asked, setAsked] = useState(nothingAsked);
  const running = useRef<AbortController>(undefined);
  const cancel = useCallback(() => {
    running.current?.abort();
    setAsked(nothingAsked);
  }, []);
  const search = useCallback(
    (sought: string): void => {
      cancel();
      const { connection } = useWindowState.getState();
      const wanted = sought.trim();
      if (wanted === '' || !connection) return;
      const leaving = new AbortController();
      running.current = leaving;
      const follow = async (): Promise<void> => {
        setAsked({ ...nothingAsked, busy: true });
        try {
          for await (const step of await connection.client.recordings.search({ text: wanted, ...(id !== undefined && { id }) }, { signal: leaving.signal })) {
            if (leaving.signal.aborted) return;
            setAsked(step.state === 'found' ? { ...nothingAsked, found: { text: wanted, hits: step.hits } } : { ...nothingAsked, busy: true, share: step.share });
          }
        } catch (error) {
          if (!leaving.signal.aborted) setAsked({ ...nothingAsked, problem: messageOfFailure(error) });
        }
      };
      void follow();
    },
    [cancel, id],
  );
  useEffect(() => {
    if (first === undefined) return;
    const timer = setTimeout(() => search(first));
    return () => clearTimeout(timer);
  }, [first, search]);
  useEffect(() => () => running.current?.abort(), []);
  return { text, setText, ...asked, run: () => search(text), cancel };
}
