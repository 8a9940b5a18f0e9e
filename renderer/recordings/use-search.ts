import { useCallback, useEffect, useState } from 'react';
import type { Message, RecordingHit } from '../../core/contract/index.ts';
import { useAct } from '../host/use-engine.ts';

export interface Search {
  readonly text: string;
  readonly setText: (text: string) => void;
  /** What was found, and for which text; undefined where nothing was asked. */
  readonly found: { readonly text: string; readonly hits: readonly RecordingHit[] } | undefined;
  readonly busy: boolean;
  readonly problem: Message | undefined;
  readonly run: () => void;
}

export interface SearchOptions {
  /** The recording to search; without it all of them. */
  readonly id?: string;
  /** Searched for at once. */
  readonly first?: string | undefined;
}

/** A search in one recording, or in all. An empty text puts the hits away. */
export function useSearch({ id, first }: SearchOptions = {}): Search {
  const [text, setText] = useState(first ?? '');
  const [found, setFound] = useState<Search['found']>();
  const { act, busy, problem } = useAct({ quiet: true });
  const search = useCallback(
    (sought: string): void => {
      const wanted = sought.trim();
      setFound(undefined);
      if (wanted !== '') void act(async (client) => setFound({ text: wanted, hits: await client.recordings.search({ text: wanted, ...(id !== undefined && { id }) }) }));
    },
    [act, id],
  );
  useEffect(() => {
    if (first === undefined) return;
    const timer = setTimeout(() => search(first));
    return () => clearTimeout(timer);
  }, [first, search]);
  return { text, setText, found, busy, problem, run: () => search(text) };
}
