import { sleep } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { classifyProbeFailure } from '../link/failure.ts';
import type { Endpoint } from '../link/endpoint.ts';
import type { ReachProfile } from '../providers/provider.ts';
import { isRetryable, retryAfterMs } from '../providers/retry.ts';
import type { CatchPorts } from './options.ts';
import { messageOf } from './reach.ts';
import { firstOf } from './wait.ts';

const ATTEMPTS = 3;
const RETRY_DELAY_MS = 500;
const FIRST_PICTURE_LIMIT_MS = 3_000;
/** Nothing hurries before the reboot, so a slow line gets its time. */
const OPEN_LIMIT_MS = 5_000;

/**
 * Opens the console before the first reboot, so that its drop can be seen and its screen can forbid a reset. A console that
 * cannot be opened now is no reason to stop: the server may be restarting already.
 * @returns the endpoint that worked; undefined where the console was open already or stays shut
 * @throws BootcatchError where no further try can help: a wrong password, an untrusted certificate, a refused sign-in
 */
export async function openAsItIs(profile: ReachProfile, ports: CatchPorts, signal: AbortSignal): Promise<Endpoint | undefined> {
  const { clock, console, target, timeline } = ports;
  if (console.connected) return undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const endpoint = await connectOnce(profile, ports, signal);
      await firstPicture(ports, signal);
      return endpoint;
    } catch (error) {
      signal.throwIfAborted();
      if (isHopeless(error)) throw error;
      timeline.append({ event: 'notice', message: messageOf(error) });
      if (attempt < ATTEMPTS) await sleep(clock, retryAfterMs(error) ?? RETRY_DELAY_MS, signal);
    }
  }
  timeline.append({ event: 'notice', message: { key: 'catch.noConsoleYet', values: { target: target.label } } });
  return undefined;
}

async function connectOnce(profile: ReachProfile, { clock, console, openConsole, target, timeline }: CatchPorts, signal: AbortSignal): Promise<Endpoint> {
  const askedAtMs = clock.now();
  timeline.append({ event: 'endpointAsked', why: 'first' });
  const endpoint = await target.endpoint(signal);
  timeline.append({ event: 'endpointAnswered', tookMs: clock.now() - askedAtMs });
  const handshake = endpoint.handshake ?? profile.handshake;
  console.adopt(await openConsole(endpoint, { handshake, firstKeys: [], timeoutMs: Math.max(profile.probeTimeoutMs, OPEN_LIMIT_MS), signal }));
  return endpoint;
}

async function firstPicture({ clock, console }: CatchPorts, signal: AbortSignal): Promise<void> {
  if (console.reading) return;
  await firstOf<void>(signal, (done, parts) => {
    parts.add(console.onReading(() => done()));
    parts.add(console.onGone(() => done()));
    parts.add(clock.setTimeout(() => done(), FIRST_PICTURE_LIMIT_MS));
  });
}

function isHopeless(error: unknown): boolean {
  const failure = classifyProbeFailure(error);
  if (failure === 'authentication' || failure === 'tls') return true;
  return error instanceof BootcatchError && error.code.startsWith('provider.') && !isRetryable(error);
}
