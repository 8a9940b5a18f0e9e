import { MantineProvider } from '@mantine/core';
import { cleanup, render, type RenderResult } from '@testing-library/react';
import { afterAll } from 'vitest';
import type { ConsoleSnapshot, Server } from '../../../core/contract/index.ts';
import type { Locale } from '../../../core/messages/index.ts';
import { LocaleContext } from '../../../renderer/app/words.ts';
import type { EngineConnection } from '../../../renderer/host/connection.ts';
import { useWindowState, type SeenConsole } from '../../../renderer/host/store.ts';

// A dialog that has closed gives the focus back a moment later, unless it goes before: nothing may come after the page.
afterAll(cleanup);

/** A call of the contract, as the engine would get it. */
export interface Call {
  readonly name: string;
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
}

/** Takes the engine's place: remembers each call and answers by name; what has no answer resolves to nothing. */
export function fakeEngine(answers: Readonly<Record<string, (input: never, signal: AbortSignal | undefined) => unknown>> = {}): Call[] {
  const calls: Call[] = [];
  const area = (areaName: string): object =>
    new Proxy(
      {},
      {
        get: (_target, name) => (input: unknown, options?: { readonly signal?: AbortSignal }) => {
          const full = `${areaName}.${String(name)}`;
          calls.push({ name: full, input, signal: options?.signal });
          return Promise.resolve().then(() => answers[full]?.(input as never, options?.signal));
        },
      },
    );
  const client = new Proxy({}, { get: (_target, name) => area(String(name)) }) as EngineConnection['client'];
  useWindowState.setState({
    connection: { client, openView: () => { throw new Error('No picture in this test'); }, ended: new Promise(() => undefined), close: () => undefined },
    link: { state: 'open' },
    said: undefined,
    settings: undefined,
  });
  return calls;
}

/** Shows something as the window does. */
export function show(element: React.JSX.Element, locale: Locale = 'en'): RenderResult {
  cleanup();
  return render(element, {
    wrapper: ({ children }) => (
      <MantineProvider env="test" withCssVariables={false}>
        <LocaleContext value={locale}>{children}</LocaleContext>
      </MantineProvider>
    ),
  });
}

export function aServer(changes: Partial<Server> = {}): Server {
  return { id: 'main/1', name: 'web-01', kind: 'account', account: 'main', provider: 'conoha', status: 'ACTIVE', addresses: [], needsAddress: false, console: 'open', catch: null, ...changes };
}

export function aSnapshot(changes: Partial<ConsoleSnapshot> = {}): SeenConsole {
  return {
    serverId: 'main/1',
    connection: 'open',
    awayForMs: null,
    problem: null,
    size: { width: 720, height: 400 },
    lines: [],
    exactShare: 1,
    phase: 'unknown',
    menu: null,
    panic: null,
    inputHeldBack: false,
    plan: null,
    recordingForMs: null,
    target: { label: 'web-01', provider: 'conoha', reboots: ['hard', 'soft', 'manual'], canRenew: true, harmless: false, keymap: null, otherWaysIn: ['provider.way.conoha.iso', 'provider.way.paste'] },
    receivedAt: 0,
    ...changes,
  };
}

export function aMenu(changes: Partial<NonNullable<ConsoleSnapshot['menu']>> = {}): NonNullable<ConsoleSnapshot['menu']> {
  return { kind: 'grub2', view: 'menu', title: 'GNU GRUB', entries: ['Linux', 'Advanced options', 'Rescue'], selected: 0, secondsLeft: null, nested: false, scrolled: false, ...changes };
}
