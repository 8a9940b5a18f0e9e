import { sleep } from '../../core/base/clock.ts';
import type { FakeAround } from './fake.ts';
import { CallDesk, serveApi, type Api, type Call, type CallKind, type Reply, type ServeOptions } from './http.ts';

/** One call of an API: `PUT /server/:id/power` and the like; each `:` stands for one part of the path. */
export interface Route {
  readonly kind: CallKind;
  /** Where the path alone does not say what the call is for. */
  readonly kindOf?: (call: Call) => CallKind;
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

export interface ServedFake {
  readonly desk: CallDesk;
  readonly url: string;
  close(): void;
}

/**
 * Serves a table of calls.
 * @param admit looks at the credentials of each call first; what it gives is the refusal
 * @param unknown the answer to a call that the API does not have
 */
export async function serveRoutes(
  routes: Readonly<Record<string, Route>>,
  { admit = () => undefined, unknown, ...options }: ServeOptions & { readonly admit?: (call: Call) => Reply | undefined | Promise<Reply | undefined>; readonly unknown: Reply },
  { clock }: Pick<FakeAround, 'clock'>,
): Promise<ServedFake> {
  const table = Object.entries(routes).map(([name, route]) => {
    const [method = '', pattern = ''] = name.split(' ');
    return { method, pattern: new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`), ...route };
  });
  const find = (call: Call): Route | undefined => table.find(({ method, pattern }) => method === call.method && pattern.test(call.path));
  const api: Api = {
    kindOf: (call) => {
      const route = find(call);
      return route?.kindOf?.(call) ?? route?.kind ?? 'unknown';
    },
    answer: async (call) => {
      const route = find(call);
      if (!route) return unknown;
      return (route.kind === 'signIn' || route.kind === 'version' ? undefined : await admit(call)) ?? (await route.answer(call));
    },
  };
  const desk = new CallDesk(clock);
  const server = await serveApi(api, desk, (delayMs) => sleep(clock, delayMs), options);
  return { desk, url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${server.port}`, close: () => server.close() };
}

export const ok = (body?: unknown, status = 200): Reply => ({ status, ...(body === undefined ? {} : { body }) });
