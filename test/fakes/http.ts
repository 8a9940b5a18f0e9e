import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/base/clock.ts';

/** What a call is for, as faults and the record name it. */
export type CallKind = 'version' | 'signIn' | 'list' | 'show' | 'power' | 'console' | 'consoleOutput' | 'crashDump' | 'unknown';

/** A call as it came in. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body, JSON or a form; undefined where there is none, or none that can be read. */
  readonly body: unknown;
}

/** What goes back. A string is sent as it is, anything else as JSON. */
export interface Reply {
  readonly status: number;
  /** The words beside the status, where they are not HTTP's own. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call that goes wrong on purpose. */
export interface Fault {
  /** Which calls. Default: any. */
  readonly call?: CallKind;
  /** How many of them; later ones are answered as ever. Default: all. */
  readonly times?: number;
  /** Waits this long first. */
  readonly delayMs?: number;
  /** `silence`: takes the call and never answers; `cut`: ends the connection without a byte; `none`: answers as ever, after the delay. */
  readonly answer: Reply | 'silence' | 'cut' | 'none';
}

/** One line of the record of calls. Times are the cloud's monotonic clock. */
export interface CallRecord {
  readonly kind: CallKind;
  readonly method: string;
  readonly path: string;
  readonly arrivedAtMs: number;
  answeredAtMs?: number;
  status?: number;
}

/** An answer that is no answer: a page where JSON should be. */
export const nonsense: Reply = { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html><body>It works!</body></html>' };

/** The faults in force and the calls so far, shared by all APIs of a cloud. */
export class CallDesk {
  readonly calls: CallRecord[] = [];
  readonly #clock: Clock;
  #faults: { fault: Fault; left: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on calls go wrong like that. Of several faults that fit, the oldest is used first. */
  inject(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? Infinity });
  }

  /** Calls go right again. */
  clearFaults(): void {
    this.#faults = [];
  }

  record(kind: CallKind, method: string, path: string): CallRecord {
    const record: CallRecord = { kind, method, path, arrivedAtMs: this.#clock.now() };
    this.calls.push(record);
    return record;
  }

  answered(record: CallRecord, status: number): void {
    record.status = status;
    record.answeredAtMs = this.#clock.now();
  }

  /** The fault for a call that has just arrived; it is used up by that. */
  faultFor(kind: CallKind): Fault | undefined {
    const found = this.#faults.find(({ fault, left }) => left > 0 && (fault.call === undefined || fault.call === kind));
    if (found === undefined) return undefined;
    found.left--;
    return found.fault;
  }
}

/** An API: tells what a call is for, and answers it when it is due. `kindOf` must not look at the state, `answer` decides on arrival. */
export interface Api {
  kindOf(call: Call): CallKind;
  answer(call: Call): Reply | Promise<Reply>;
}

export interface ServeOptions {
  /** Serves HTTPS with this key and certificate. Default: HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Takes WebSockets on the same port. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** Serves an API on 127.0.0.1. Resolves with its port. */
export async function serveApi(api: Api, desk: CallDesk, wait: (delayMs: number) => Promise<void>, { tls, onUpgrade }: ServeOptions = {}): Promise<{ port: number; close(): void }> {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request);
    const kind = api.kindOf(call);
    const record = desk.record(kind, call.method, call.path);
    const fault = desk.faultFor(kind);
    const answer = fault?.answer ?? 'none';
    // Decided on arrival, however late it is told.
    const decided = answer === 'none' ? api.answer(call) : answer;
    if (fault?.delayMs !== undefined) await wait(fault.delayMs);
    if (decided === 'silence') return;
    if (decided === 'cut') {
      response.destroy();
      return;
    }
    const reply = await decided;
    desk.answered(record, reply.status);
    const text = reply.body === undefined ? '' : typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    response.writeHead(reply.status, reply.reason, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), ...reply.headers }).end(text);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    // What rejects is a wait that the end of the cloud cut short, or a client that left: both leave nobody to answer.
    handle(request, response).catch(() => response.destroy());
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  if (onUpgrade) server.on('upgrade', onUpgrade);
  const port = await listen(server);
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Listens on a free port of 127.0.0.1. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cloud.invalid');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  return { method: request.method ?? 'GET', path: pathname, query: searchParams, headers, body: isForm ? Object.fromEntries(new URLSearchParams(text)) : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The names in a JSON object; none where the value is no object. */
export function memberNames(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** A member of a JSON value, or undefined where that is no object or has none of that name. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}
