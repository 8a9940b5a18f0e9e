import type { Clock } from '../base/clock.ts';
import type { ConsoleOpener } from '../catch/reach.ts';
import type { Dialer } from '../link/link.ts';
import { connectSerial } from '../serial/connect.ts';
import { connectRfb } from './connect.ts';

/** Dial and handshake as one act with one time limit: what a probe is. */
export function createConsoleOpener(dial: Dialer, clock: Clock): ConsoleOpener {
  return async (endpoint, { handshake, firstKeys, moreToCome, timeoutMs, signal }) => {
    const startedAtMs = clock.now();
    const link = await dial(endpoint, { timeoutMs, signal, ...(moreToCome !== undefined && { moreToCome }) });
    const common = { firstKeys, clock, signal, timeoutMs: Math.max(1, timeoutMs - (clock.now() - startedAtMs)) };
    if (endpoint.text) return connectSerial(link, { ...common, text: endpoint.text });
    return connectRfb(link, {
      ...common,
      handshake,
      ...(endpoint.password && { password: endpoint.password }),
    });
  };
}
