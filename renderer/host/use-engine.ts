import { useCallback, useEffect, useState } from 'react';
import { messageOfFailure, type EngineClient, type Message, type TimelinePart } from '../../core/contract/index.ts';
import { follow, together } from './follow.ts';
import { heardStory, saySomething, sawConsole, useWindowState, type SeenConsole, type ToldStory } from './store.ts';

/** Parts of a story that come within this time are drawn together: twenty pictures a second are enough for reading. */
const STORY_STEP_MS = 50;

/** Keeps the window told about one console for as long as the component is shown. */
export function useConsole(serverId: string): { readonly snapshot: SeenConsole | undefined; readonly story: ToldStory | undefined } {
  const connection = useWindowState((state) => state.connection);
  useEffect(() => {
    if (!connection) return;
    const leaving = new AbortController();
    const { consoles } = connection.client;
    const tellStory = together<TimelinePart>((parts) => heardStory(serverId, parts), STORY_STEP_MS);
    void follow((signal) => consoles.watch({ serverId }, { signal }), sawConsole, leaving.signal, saySomething);
    void follow((signal) => consoles.timeline({ serverId }, { signal }), tellStory, leaving.signal, saySomething);
    return () => leaving.abort();
  }, [connection, serverId]);
  const snapshot = useWindowState((state) => state.consoles[serverId]);
  const story = useWindowState((state) => state.stories[serverId]);
  return { snapshot, story };
}

export interface Act {
  /** Calls the engine; what goes wrong is said to the person. @returns whether it went well */
  readonly act: (call: (client: EngineClient) => Promise<unknown>) => Promise<boolean>;
  readonly busy: boolean;
  /** What went wrong last. */
  readonly problem: Message | undefined;
  readonly forget: () => void;
}

/** One kind of call of a component: whether it runs, and what went wrong with it.  */
export function useAct({ quiet = false }: { readonly quiet?: boolean } = {}): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Message>();
  const act = useCallback<Act['act']>(
    async (call) => {
      const { connection } = useWindowState.getState();
      setProblem(undefined);
      setBusy(true);
      try {
        if (!connection) throw new Error('There is no connection');
        await call(connection.client);
        return true;
      } catch (error) {
        const message = messageOfFailure(error);
        setProblem(message);
        if (!quiet) saySomething(message);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [quiet],
  );
  return { act, busy, problem, forget: useCallback(() => setProblem(undefined), []) };
}
