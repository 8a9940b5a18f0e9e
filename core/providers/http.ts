import { z } from 'zod';
import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import type { Secret } from '../base/secret.ts';
import type { TlsTrust } from '../link/endpoint.ts';
import { ProviderError } from './error.ts';
import type { FetchAnswer, ProviderPorts } from './ports.ts';
import { quote } from './quote.ts';
import { isRetryable, retryAfterMs } from './retry.ts';

const DEFAULT_LIMIT_MS = 30_000;
/** A list of a thousand servers with everything about them is about 3 MB. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
/** Waits before the second, third and fourth try of a request that may be repeated. */
const RETRY_DELAYS_MS = [1_000, 2_000, 4_000];
/** A provider that wants to be left alone longer than this gets no hidden retry: the person is told. */
const LONGEST_PATIENCE_MS = 30_000;

type HeaderValues = Readonly<Record<string, string | Secret>>;

export interface HttpRequest {
  /** Default: GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  /** As a function they are made anew for each try, e.g. where they hold the time. */
  readonly headers?: HeaderValues | (() => HeaderValues);
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string | Secret>>;
  /** The whole exchange is given up after this long. Default: 30 s. */
  readonly limitMs?: number;
  /** Whether a failure that passes is tried again, up to three times. Default: for GET only; a catch does its own pacing and wants no hidden retries. */
  readonly retry?: boolean;
  /** Statuses above 299 whose body is an answer like any other. */
  readonly accept?: readonly number[];
}

/** An answer with a status below 300. */
export interface HttpReply<T> {
  readonly status: number;
  readonly body: T;
  header(name: string): string | undefined;
}

export interface HttpClientOptions {
  /** The provider's name as a person knows it; it stands in every error. */
  readonly service: string;
  readonly tls?: TlsTrust | undefined;
  /** Finds the provider's own explanation in the body of a refusal. Default: the usual places. */
  readonly explain?: (body: string) => string | undefined;
  /** The provider's words for "another action runs", where they come as a plain refusal (HTTP 400 or 422). */
  readonly busy?: RegExp;
}

/** One provider's HTTP: time limits, bounded bodies, stated retries, and refusals that say what was observed. */
export class HttpClient {
  readonly #ports: Pick<ProviderPorts, 'clock' | 'fetch' | 'report'>;
  readonly #options: HttpClientOptions;
  readonly #secrets = new Set<string>();

  constructor(ports: Pick<ProviderPorts, 'clock' | 'fetch' | 'report'>, options: HttpClientOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Makes sure that a value is never part of an error, even where the provider repeats it. */
  hide(secret: Secret | string): void {
    this.#secrets.add(typeof secret === 'string' ? secret : secret.reveal());
  }

  /**
   * Sends a request and reads its answer as JSON of a known shape. An empty body is `null`.
   * @throws ProviderError; the signal's reason when it aborts.
   */
  async json<T>(request: HttpRequest, schema: z.ZodType<T>, signal: AbortSignal): Promise<HttpReply<T>> {
    const reply = await this.text(request, signal);
    const parsed = schema.safeParse(parseJson(reply.body));
    if (parsed.success) return { ...reply, body: parsed.data };
    const [issue] = parsed.error.issues;
    const observed = this.#quote(issue ? `${issue.path.join('.') || 'body'}: ${issue.message.replace(/^.*received undefined$/, 'missing')}` : '');
    throw new ProviderError('provider.answerNotUnderstood', { ...this.#names(request), status: reply.status, observed }, { status: reply.status, noAnswer: true });
  }

  /** Sends a request whose answer's body is of no interest. @throws as {@link json} */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply<string>> {
    return await this.text(request, signal);
  }

  /** Sends a request and reads its answer as text. @throws as {@link json} */
  async text(request: HttpRequest, signal: AbortSignal): Promise<HttpReply<string>> {
    const mayRepeat = request.retry ?? (request.method ?? 'GET') === 'GET';
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(request, signal);
      } catch (error) {
        signal.throwIfAborted();
        const delayMs = RETRY_DELAYS_MS[attempt];
        if (!mayRepeat || delayMs === undefined || !passes(error)) throw error;
        const pauseMs = Math.max(delayMs, retryAfterMs(error) ?? 0);
        if (pauseMs > LONGEST_PATIENCE_MS) throw error;
        const observed = error instanceof ProviderError ? String(error.values['observed'] ?? error.status) : '';
        this.#ports.report({
          key: 'provider.retrying',
          values: { ...this.#names(request), observed, seconds: pauseMs / 1_000, attempt: attempt + 2, limit: RETRY_DELAYS_MS.length + 1 },
        });
        await sleep(this.#ports.clock, pauseMs, signal);
      }
    }
  }

  async #once(request: HttpRequest, signal: AbortSignal): Promise<HttpReply<string>> {
    const limitMs = request.limitMs ?? DEFAULT_LIMIT_MS;
    const tooSlow = new AbortController();
    const timer = this.#ports.clock.setTimeout(() => tooSlow.abort(new Error('time limit')), limitMs);
    const anySignal = AbortSignal.any([signal, tooSlow.signal]);
    try {
      const answer = await this.#ports.fetch({ ...this.#wire(request), signal: anySignal });
      const body = await this.#readBody(answer, request);
      if (answer.status >= 300 && request.accept?.includes(answer.status) !== true) throw this.#refusal(request, answer, body);
      return { status: answer.status, body, header: (name) => answer.header(name) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof BootcatchError) throw error;
      if (tooSlow.signal.aborted) throw new ProviderError('provider.tooSlow', { ...this.#names(request), seconds: limitMs / 1_000, observed: 'time limit' }, { noAnswer: true });
      throw new ProviderError('provider.unreachable', { ...this.#names(request), observed: this.#quote(networkCode(error)) }, { noAnswer: true, cause: error });
    } finally {
      timer.dispose();
    }
  }

  #wire({ method = 'GET', url, headers = {}, json, form }: HttpRequest): { method: string; url: string; headers: Record<string, string>; body?: string; tls?: TlsTrust } {
    const { tls } = this.#options;
    const common = { method, url, ...(tls ? { tls } : {}) };
    const revealed = Object.fromEntries(Object.entries(typeof headers === 'function' ? headers() : headers).map(([name, value]) => [name, this.#revealHeader(value)]));
    const base = { accept: 'application/json', 'user-agent': 'bootcatch', ...revealed };
    if (json !== undefined) return { ...common, headers: { ...base, 'content-type': 'application/json' }, body: JSON.stringify(json) };
    if (!form) return { ...common, headers: base };
    const fields = Object.entries(form).map(([name, value]): [string, string] => [name, this.#reveal(value)]);
    return { ...common, headers: { ...base, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() };
  }

  /** A provider may repeat a credential without the word before it (`Bearer`, `Basic`). */
  #revealHeader(value: string | Secret): string {
    const revealed = this.#reveal(value);
    if (typeof value !== 'string') this.hide(revealed.slice(revealed.indexOf(' ') + 1));
    return revealed;
  }

  #reveal(value: string | Secret): string {
    if (typeof value === 'string') return value;
    this.hide(value);
    return value.reveal();
  }

  async #readBody(answer: FetchAnswer, request: HttpRequest): Promise<string> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of answer.body) {
      length += chunk.length;
      if (length > BODY_LIMIT_BYTES) throw new ProviderError('provider.answerTooLong', { ...this.#names(request), limit: BODY_LIMIT_BYTES / 1024 / 1024 }, { status: answer.status });
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #refusal(request: HttpRequest, answer: FetchAnswer, body: string): ProviderError {
    const { status } = answer;
    const said = this.#quote((this.#options.explain ?? usualExplanation)(body) || answer.reason) || `HTTP ${status}`;
    const pauseMs = parseRetryAfter(answer.header('retry-after'), this.#ports.clock.wallNow());
    const observed = { status, ...(pauseMs !== undefined ? { retryAfterMs: pauseMs } : {}) };
    const values = { ...this.#names(request), status, said, observed: `HTTP ${status}` };
    if (status < 400) return new ProviderError('provider.redirected', { ...values, location: this.#quote(placeOf(answer.header('location') ?? '', request.url)) }, observed);
    if ((status === 400 || status === 422) && this.#options.busy?.test(said) === true) return new ProviderError('provider.busy', values, observed);
    switch (status) {
      case 401:
        return new ProviderError('provider.notSignedIn', values, observed);
      case 403:
        return new ProviderError('provider.forbidden', values, observed);
      case 404:
        return new ProviderError('provider.notFound', values, observed);
      case 409:
      case 423:
        return new ProviderError('provider.busy', values, observed);
      case 429:
        return new ProviderError('provider.tooManyRequests', { ...values, seconds: Math.ceil((pauseMs ?? 5_000) / 1_000) }, observed);
    }
    return new ProviderError(status >= 500 ? 'provider.failing' : 'provider.refused', values, observed);
  }

  #quote(text: string): string {
    return quote(text, this.#secrets);
  }

  #names(request: HttpRequest): { service: string; host: string } {
    return { service: this.#options.service, host: new URL(request.url).host };
  }
}

/** Where a redirection leads, without its query, which often repeats what was sent. */
function placeOf(location: string, from: string): string {
  if (!URL.canParse(location, from)) return '[not a URL]';
  const { origin, pathname } = new URL(location, from);
  return `${origin}${pathname}`;
}

/** Outside a catch a 404 or a 409 is an answer; only what says nothing about the request passes by itself. */
function passes(error: unknown): boolean {
  return isRetryable(error) && error instanceof ProviderError && (error.noAnswer || error.status === 429 || (error.status ?? 0) >= 500);
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function parseRetryAfter(value: string | undefined, wallNowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - wallNowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function networkCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0 && !('code' in error)) return networkCode(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.cause instanceof Error && error.code.startsWith('UND_') ? `${error.code} ${networkCode(error.cause)}` : error.code;
  return error.message;
}

const explanation = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ error_description: z.string() }).transform((body) => body.error_description),
  z.object({ error: z.string() }).transform(({ error }) => error),
  z.object({ error: z.object({ error_message: z.string() }) }).transform(({ error }) => error.error_message),
  z.object({ errors: z.array(z.object({ reason: z.string() })).min(1) }).transform(({ errors }) => errors[0]?.reason ?? ''),
  // A problem document (RFC 9457).
  z.object({ type: z.string(), title: z.string() }).transform(({ title }) => title),
  // Nova's faults: one key that names the fault.
  z.record(z.string(), z.object({ message: z.string() })).transform((faults) => Object.values(faults)[0]?.message ?? ''),
]);

/** The explanation in a refusal of one of the usual shapes. */
function usualExplanation(body: string): string | undefined {
  const parsed = explanation.safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
}
