import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connect, EngineConnection } from '../../../renderer/host/connection.ts';
import { retryDelaysMs } from '../../../renderer/host/link.ts';
import { stayConnected, tryNow } from '../../../renderer/host/session.ts';
import { useWindowState } from '../../../renderer/host/store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const link = () => useWindowState.getState().link;
const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

/** A connection to nobody that can be ended. */
function connection(): { readonly made: EngineConnection; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const silent = { watch: () => Promise.resolve({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) }) };
  const client = { host: { info: () => new Promise(() => undefined) }, settings: silent, servers: silent, catches: silent } as unknown as EngineConnection['client'];
  return { made: { client, openView: () => { throw new Error('No picture in this test'); }, ended: promise, close: resolve }, end: resolve };
}

test('a lost connection is tried again at once, then calmly, then only on demand; each success starts the count anew', async () => {
  const first = connection();
  const answers: (EngineConnection | undefined)[] = [first.made];
  let tries = 0;
  const connect: Connect = () => {
    tries += 1;
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject(new Error('refused'));
  };
  void stayConnected(connect);
  await settle();
  expect(link()).toEqual({ state: 'open' });

  first.end();
  await settle();
  await settle();
  expect(link()).toMatchObject({ state: 'lost', attempt: 2 });
  expect(useWindowState.getState().connection).toBeUndefined();

  await vi.advanceTimersByTimeAsync(10 * 60_000);
  expect(link()).toEqual({ state: 'ended' });
  expect(tries).toBe(1 + retryDelaysMs.length);

  const second = connection();
  answers.push(second.made);
  tryNow();
  await settle();
  expect(link()).toEqual({ state: 'open' });
  second.end();
  await settle();
  expect(link()).toMatchObject({ state: 'lost' });
});
