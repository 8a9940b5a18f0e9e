import { useState } from 'react';
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

/** A search in one recording, or in all. An empty text puts the hits away. */
export function useSearch(id?: string): Search {
  const [text, setText] = useState('');
  const [found, setFound] = useState<Search['found']>();
  const { act, busy, problem } = useAct({ quiet: true });
  const run = (): void => {
    const wanted = text.trim();
    setFound(undefined);
    if (wanted !== '') void act(async (client) => setFound({ text: wanted, hits: await client.recordings.search({ text: wanted, ...(id !== undefined && { id }) }) }));
  };
  return { text, setText, found, busy, problem, run };
}
