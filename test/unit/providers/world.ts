import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../core/base/clock.ts';
import { toDisposable, type Disposable } from '../../../core/base/lifecycle.ts';
import { createNodeFetch } from '../../../core/providers/node/fetch.ts';
import type { Files, LineChannel, ProviderPorts, RunResult } from '../../../core/providers/ports.ts';
import type { TimelineMessage } from '../../../core/timeline/events.ts';

/** One request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: unknown;
}

/** What to answer. `hang`: nothing at all. `cut`: the connection ends without an answer. */
export type Reply = 'hang' | 'cut' | { readonly status: number; readonly reason?: string; readonly headers?: Record<string, string>; readonly json?: unknown; readonly text?: string };

export interface HttpPeer extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

/** A real HTTP server on loopback that answers as a test says. */
export async function startPeer(answer: (request: Seen, peer: HttpPeer) => Reply): Promise<HttpPeer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const entry = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, text, json: parse(text) };
      seen.push(entry);
      write(response, answer(entry, peer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer: HttpPeer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return peer;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function write(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'cut') return void response.socket?.destroy();
  const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
  const headers = { 'content-type': 'application/json', ...reply.headers };
  if (reply.reason === undefined) response.writeHead(reply.status, headers).end(body);
  else response.writeHead(reply.status, reply.reason, headers).end(body);
}

/** A clock on which waits pass at once and are written down, while the time limits of requests stand until {@link expire}. */
export class HurryClock implements Clock {
  readonly waits: number[] = [];
  readonly #limits = new Set<() => void>();
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs;
  }

  /** Moves time on. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  setTimeout(callback: () => void, delayMs: number): Disposable {
    if (delayMs === 10_000 || delayMs === 30_000) {
      this.#limits.add(callback);
      return toDisposable(() => this.#limits.delete(callback));
    }
    this.waits.push(delayMs);
    const timer = setImmediate(() => {
      this.#nowMs += delayMs;
      callback();
    });
    return toDisposable(() => clearImmediate(timer));
  }

  /** Lets every time limit that stands now run out. */
  expire(): void {
    for (const callback of [...this.#limits]) callback();
  }
}

/** Files in memory. */
export class MemoryFiles implements Files {
  readonly texts: Map<string, string>;

  constructor(texts: Record<string, string> = {}) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): Promise<string | undefined> {
    return Promise.resolve(this.texts.get(path));
  }

  replace(path: string, text: string): Promise<void> {
    this.texts.set(path, text);
    return Promise.resolve();
  }

  list(folder: string): Promise<readonly string[]> {
    return Promise.resolve([...this.texts.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)));
  }

  remove(path: string): Promise<void> {
    this.texts.delete(path);
    return Promise.resolve();
  }
}

/** The outside world of a test: real loopback HTTP, everything else in memory. */
export interface World extends ProviderPorts {
  readonly clock: HurryClock;
  readonly files: MemoryFiles;
  readonly reports: TimelineMessage[];
}

export interface WorldOptions {
  readonly environment?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly platform?: string;
  readonly run?: (program: string, args: readonly string[]) => RunResult;
  readonly openLines?: (address: string) => LineChannel;
}

export function createWorld({ environment = {}, files = {}, platform = 'linux', run, openLines }: WorldOptions = {}): World {
  const reports: TimelineMessage[] = [];
  return {
    clock: new HurryClock(),
    fetch: createNodeFetch({}),
    files: new MemoryFiles(files),
    run: (program, { args }) => (run ? Promise.resolve(run(program, args)) : Promise.reject(new Error(`${program} is not installed`))),
    openLines: (address) => (openLines ? Promise.resolve(openLines(address)) : Promise.reject(new Error(`nothing at ${address}`))),
    environment,
    platform,
    homeFolder: '/home/person',
    reports,
    report: (message) => reports.push(message),
  };
}

/** A signal that nobody aborts. */
export const calm = new AbortController().signal;

/** The error that a promise ends with. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: unknown) => error,
  );
}
