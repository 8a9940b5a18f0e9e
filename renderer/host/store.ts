import { create } from 'zustand';
import type { CatchSnapshot, ConsoleSnapshot, HostInfo, Message, ServerList, Settings, TimelineEvent, TimelinePart } from '../../core/contract/index.ts';
import type { EngineConnection } from './connection.ts';
import type { HostLink } from './link.ts';

/** A snapshot and when it came (`Date.now`): times that run are counted on from there. */
export interface SeenConsole extends ConsoleSnapshot {
  readonly receivedAt: number;
}

export interface ToldStory {
  readonly timelineId: string;
  readonly events: readonly TimelineEvent[];
}

/** Everything that this window knows. All of it comes from the engine. */
export interface WindowState {
  readonly link: HostLink;
  readonly connection: EngineConnection | undefined;
  readonly info: HostInfo | undefined;
  readonly list: ServerList | undefined;
  readonly catches: readonly CatchSnapshot[];
  readonly settings: Settings | undefined;
  readonly consoles: Readonly<Record<string, SeenConsole>>;
  readonly stories: Readonly<Record<string, ToldStory>>;
  /** What went wrong last, until the person has put it away. */
  readonly said: { readonly id: number; readonly message: Message } | undefined;
}

export const useWindowState = create<WindowState>(() => ({
  link: { state: 'connecting' },
  connection: undefined,
  info: undefined,
  list: undefined,
  catches: [],
  settings: undefined,
  consoles: {},
  stories: {},
  said: undefined,
}));

export function sawConsole(snapshot: ConsoleSnapshot): void {
  const seen = { ...snapshot, receivedAt: Date.now() };
  useWindowState.setState(({ consoles }) => ({ consoles: { ...consoles, [snapshot.serverId]: seen } }));
}

/** Adds parts of a timeline to what is known of it. */
export function joinParts(story: ToldStory | undefined, parts: readonly TimelinePart[]): ToldStory | undefined {
  let { timelineId, events } = story ?? { timelineId: '', events: [] };
  for (const part of parts) {
    events = part.timelineId === timelineId ? [...events.slice(0, part.from), ...part.events] : part.events;
    timelineId = part.timelineId;
  }
  return parts.length === 0 ? story : { timelineId, events };
}

export function heardStory(serverId: string, parts: readonly TimelinePart[]): void {
  useWindowState.setState(({ stories }) => {
    const story = joinParts(stories[serverId], parts);
    return story ? { stories: { ...stories, [serverId]: story } } : {};
  });
}

let saidCount = 0;

export function saySomething(message: Message): void {
  useWindowState.setState({ said: { id: ++saidCount, message } });
}

export function putAway(): void {
  useWindowState.setState({ said: undefined });
}
