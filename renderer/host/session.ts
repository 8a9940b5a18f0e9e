import type { Connect, EngineConnection } from './connection.ts';
import { follow } from './follow.ts';
import { afterFailure } from './link.ts';
import { saySomething, useWindowState } from './store.ts';

let wake: (() => void) | undefined;

/** Tries at once to come back to bootcatch. */
export function tryNow(): void {
  wake?.();
}

/** Keeps this window connected for as long as it lives: a limited number of tries after each loss, then on demand. */
export async function stayConnected(connect: Connect): Promise<never> {
  for (let failed = 0; ; ) {
    const connection = await connect().catch(() => undefined);
    if (connection === 'refused') {
      useWindowState.setState({ link: { state: 'refused' } });
      await demanded();
      continue;
    }
    if (connection) {
      failed = 0;
      await followUntilEnded(connection);
    }
    const link = afterFailure(failed++, Date.now());
    useWindowState.setState({ link });
    await (link.state === 'lost' ? Promise.race([waited(link.nextTryAt - Date.now()), demanded()]) : demanded());
    if (link.state === 'ended') failed = 0;
  }
}

async function followUntilEnded(connection: EngineConnection): Promise<void> {
  const ending = new AbortController();
  const { signal } = ending;
  const { client } = connection;
  useWindowState.setState({ link: { state: 'open' }, connection });
  void client.host.info().then((info) => useWindowState.setState({ info }), () => undefined);
  void follow((signal) => client.settings.watch(undefined, { signal }), (settings) => useWindowState.setState({ settings }), signal, saySomething);
  void follow((signal) => client.servers.watch(undefined, { signal }), (list) => useWindowState.setState({ list }), signal, saySomething);
  void follow((signal) => client.catches.watch(undefined, { signal }), (catches) => useWindowState.setState({ catches }), signal, saySomething);
  await connection.ended;
  ending.abort();
  useWindowState.setState({ connection: undefined });
}

const demanded = (): Promise<void> => new Promise((resolve) => (wake = resolve));
const waited = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));
