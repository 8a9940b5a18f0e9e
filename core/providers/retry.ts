import { BootcatchError } from '../base/error.ts';
import { ProviderError } from './error.ts';

/** How long to leave a provider alone that says "too many requests" and not for how long. */
const UNSTATED_PAUSE_MS = 5_000;

/**
 * Statuses that pass by themselves while a server restarts. 404 and 409 are among them: in the gap of a hard reboot Nova answers 404 with the
 * very text of a server that does not exist, and 409 while a task runs. 423 is Hetzner's and Sakura's "another action is running".
 */
const PASSING = new Set([404, 408, 409, 413, 423, 425, 429]);
/** 501: the hypervisor has no such console. Asking again changes nothing. */
const NOT_IMPLEMENTED = 501;

/** Whether asking again makes sense while a catch is under way. A refused sign-in, a missing right and a wrong setting do not pass. */
export function isRetryable(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  if (error.noAnswer || error.code === 'provider.busy') return true;
  const { status } = error;
  return status !== undefined && status !== NOT_IMPLEMENTED && (PASSING.has(status) || status >= 500);
}

/** Whether the provider said that there is no such server: in the gap of a reboot it is about to be there again. */
export function saysAbsent(error: unknown): boolean {
  return error instanceof ProviderError && error.status === 404;
}

/** How long to wait before asking again, in milliseconds: what the provider said, or a default after a bare "too many requests". Nothing where no pause was asked for. */
export function retryAfterMs(error: unknown): number | undefined {
  if (error instanceof ProviderError) return error.retryAfterMs ?? (error.status === 429 ? UNSTATED_PAUSE_MS : undefined);
  return error instanceof BootcatchError && error.values['status'] === 429 ? UNSTATED_PAUSE_MS : undefined;
}
