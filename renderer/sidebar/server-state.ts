import type { CatchSnapshot, Connection, Server } from '../../core/contract/index.ts';
import type { MessageKey } from '../../core/messages/index.ts';

/** The shape that stands for a server's state; each has a form of its own, so that none depends on its colour. */
export type Mark = 'open' | 'closed' | 'away' | 'busy' | 'asks' | 'held' | 'failed';

export interface ServerState {
  readonly mark: Mark;
  readonly word: MessageKey;
}

const endedBadly = new Set(['uncatchable', 'gaveUp', 'failed', 'planFailed']);

const consoleMarks: Readonly<Record<Connection, Mark>> = { open: 'open', opening: 'busy', away: 'away', closed: 'closed' };

/** What the list shows for a server: its catch where one runs or holds, else its console. */
export function serverState({ catch: snapshot, console, needsAddress }: Pick<Server, 'catch' | 'console' | 'needsAddress'>): ServerState {
  if (snapshot && (isRunning(snapshot) || (snapshot.state === 'held' && console !== 'closed'))) return catchState(snapshot);
  if (snapshot && endedBadly.has(snapshot.state)) return catchState(snapshot);
  if (needsAddress) return { mark: 'closed', word: 'app.state.needsAddress' };
  return { mark: consoleMarks[console], word: `app.state.${console}` };
}

export function catchState(snapshot: CatchSnapshot): ServerState {
  if (snapshot.question) return { mark: 'asks', word: 'app.state.question' };
  const word = `app.state.${snapshot.state}` as const;
  if (isRunning(snapshot)) return { mark: 'busy', word };
  return { mark: snapshot.state === 'held' ? 'held' : endedBadly.has(snapshot.state) ? 'failed' : 'closed', word };
}

export function isRunning(snapshot: CatchSnapshot | null): boolean {
  return snapshot !== null && snapshot.result === null;
}
