import type { Clock } from '../base/clock.ts';
import type { TlsTrust } from '../link/endpoint.ts';
import type { TimelineMessage } from '../timeline/events.ts';

/** One HTTP request as it goes onto the wire. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls?: TlsTrust;
  readonly signal: AbortSignal;
}

/** An answer whose body has not been read yet. */
export interface FetchAnswer {
  readonly status: number;
  /** The words beside the status. Some providers put their whole explanation there. */
  readonly reason: string;
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends one request. Follows no redirect. @throws whatever the network threw, with its `code` (`ECONNREFUSED`, `CERT_HAS_EXPIRED`…). */
export type Fetch = (request: FetchRequest) => Promise<FetchAnswer>;

/** Reads and writes small text files. What fails is a BootcatchError: `engine.fileNotRead`, `engine.fileNotKept`. */
export interface Files {
  /** The text of a file, or nothing where it does not exist. */
  read(path: string): Promise<string | undefined>;
  /** Replaces a file as a whole: a reader sees the old text or the new one. Makes its folder. Only the owner may read it. */
  replace(path: string, text: string): Promise<void>;
  /** The names in a folder; none where it does not exist. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file; harmless where it does not exist. */
  remove(path: string): Promise<void>;
}

/** What a program that was run has left behind. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell. @throws where it cannot be started. */
export type Run = (program: string, options: { readonly args: readonly string[]; readonly signal: AbortSignal }) => Promise<RunResult>;

/** One side of a line-based conversation, such as QMP's socket. */
export interface LineChannel {
  send(line: string): void;
  /** Lines as they arrive, without their ends; finishes when the other side does. */
  readonly lines: AsyncIterable<string>;
  close(): void;
}

/** Opens a socket that talks in lines: a UNIX socket's path, or `host:port`. */
export type OpenLines = (address: string, signal: AbortSignal) => Promise<LineChannel>;

/** The outside world as the providers see it; made by the hosts, and by tests. */
export interface ProviderPorts {
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly files: Files;
  readonly run: Run;
  readonly openLines: OpenLines;
  /** The environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The system's kind as Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** The person's home folder. */
  readonly homeFolder: string;
  /** Told about each retry and each setting that a person should know of. */
  readonly report: (message: TimelineMessage) => void;
}
