import type { Clock } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import { ProviderError } from './error.ts';

/** What a sign-in gives. */
export interface Session {
  readonly token: Secret;
  /** Wall-clock time in ms after which the token is refused, where the provider says so. */
  readonly expiresAtMs?: number;
}

/** A token this close to its end is not worth starting a call with. */
const RENEW_BEFORE_END_MS = 60_000;
/** A token that took the place of a refused one is the verdict for so long: calls that are answered 401 with it do not sign in yet again. */
const VERDICT_MS = 60_000;

/**
 * Keeps one session alive for many calls at once: signs in when the first call comes, anew shortly before the token ends, and once more when a call is
 * answered 401. Calls that find the token refused share that one sign-in, and what comes of it: also those that begin later, for a minute.
 */
export class SignIn<S extends Session> {
  readonly #clock: Clock;
  readonly #open: (signal: AbortSignal) => Promise<S>;
  readonly #account: string;
  readonly #onRenew: () => void;
  #current: S | undefined;
  #pending: Promise<S> | undefined;
  /** When a call was last answered 401 and a new sign-in began. */
  #renewedAtMs = -Infinity;

  /**
   * @param open signs in. Its signal is its own: the call that happened to come first may be called off while others still wait.
   * @param account how the person knows these credentials; stands in the refusal
   * @param onRenew told when a call was answered 401 and a new sign-in begins
   */
  constructor(clock: Clock, open: (signal: AbortSignal) => Promise<S>, account: string, onRenew: () => void) {
    this.#clock = clock;
    this.#open = open;
    this.#account = account;
    this.#onRenew = onRenew;
  }

  /**
   * Runs a call with a session; where it is answered 401, signs in again once and repeats it.
   * @throws ProviderError `provider.signInRefused` where the sign-in, or a call with a fresh session, is answered 401
   */
  async run<T>(call: (session: S) => Promise<T>, signal: AbortSignal): Promise<T> {
    const session = await this.session(signal);
    try {
      return await call(session);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      if (this.#current === session) {
        if (this.#clock.now() - this.#renewedAtMs < VERDICT_MS) throw this.#refused(error);
        this.#renewedAtMs = this.#clock.now();
        this.#current = undefined;
        this.#onRenew();
      }
      const fresh = await this.session(signal);
      try {
        return await call(fresh);
      } catch (second) {
        throw isUnauthorized(second) ? this.#refused(second) : second;
      }
    }
  }

  /** The session as it is, or a new one where there is none or it is about to end. @throws as {@link run} */
  async session(signal: AbortSignal): Promise<S> {
    signal.throwIfAborted();
    const current = this.#current;
    if (current && (current.expiresAtMs ?? Infinity) - this.#clock.wallNow() > RENEW_BEFORE_END_MS) return current;
    this.#pending ??= this.#begin();
    return await unlessAborted(this.#pending, signal);
  }

  async #begin(): Promise<S> {
    try {
      this.#current = await this.#open(new AbortController().signal);
      return this.#current;
    } catch (error) {
      throw isUnauthorized(error) ? this.#refused(error) : error;
    } finally {
      this.#pending = undefined;
    }
  }

  #refused(cause: ProviderError): ProviderError {
    return new ProviderError('provider.signInRefused', { account: this.#account }, { status: 401, cause });
  }
}

function isUnauthorized(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.status === 401 && error.code !== 'provider.signInRefused';
}

/** The promise's outcome, or the signal's reason as soon as it aborts; the work itself goes on for others. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
