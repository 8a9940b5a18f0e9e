/** How this window stands with bootcatch itself. */
export type HostLink =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** Gone; the next of a limited number of tries comes at `nextTryAt` (of `Date.now`). */
  | { readonly state: 'lost'; readonly attempt: number; readonly nextTryAt: number }
  /** Gone, and not tried any more until the person asks. */
  | { readonly state: 'ended' }
  /** The page was opened without the key of its host. */
  | { readonly state: 'refused' };

/** Waits before each try to come back, in milliseconds: at once, soon, then calmly, for about two minutes. */
export const retryDelaysMs: readonly number[] = [0, 250, 500, 1_000, 1_000, 2_000, 2_000, 3_000, ...Array<number>(22).fill(5_000)];

/** What follows the end of a connection or a failed try. @param failed how many tries have failed since the connection ended */
export function afterFailure(failed: number, now: number): HostLink {
  const delay = retryDelaysMs[failed];
  return delay === undefined ? { state: 'ended' } : { state: 'lost', attempt: failed + 1, nextTryAt: now + delay };
}
