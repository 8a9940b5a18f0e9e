import { createServer } from 'node:http';
import type { Disposable } from '../../../core/base/lifecycle.ts';
import { listen } from '../../fakes/http.ts';

/** What a console proxy is to do with a dial; decided when it arrives. */
export interface Admission {
  /** False where the token is unknown, expired or used up. */
  readonly tokenKnown: boolean;
  /** The guest's console on 127.0.0.1; undefined where the token leads to none now. */
  readonly port: number | undefined;
  /** How long the proxy takes to find out. */
  readonly afterMs: number;
}

/** Whom a console proxy asks about a token. */
export type ConsoleDoor = (token: string) => Admission;

/** A console proxy that is up. */
export interface ConsoleProxy extends Disposable {
  readonly port: number;
}

/** Answers proxies that are other programs, as JSON at `/?token=…` on 127.0.0.1. */
export async function serveDoor(door: ConsoleDoor): Promise<ConsoleProxy> {
  const server = createServer((request, response) => {
    const token = new URL(request.url ?? '/', 'http://door.invalid').searchParams.get('token') ?? '';
    response.end(JSON.stringify(door(token)));
  });
  const port = await listen(server);
  return {
    port,
    dispose: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
