import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { Secret } from '../base/secret.ts';
import type { HandshakeShape } from '../link/endpoint.ts';
import { abortError, inSeconds } from '../link/failure.ts';
import type { Link, LinkClose } from '../link/link.ts';
import { RfbClient } from './client.ts';
import { advanceHandshake, startHandshake, type Handshake, type HandshakeMove } from './handshake.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import type { KeyStroke, RfbSession } from './session.ts';

export interface ConnectOptions {
  readonly handshake: HandshakeShape;
  readonly password?: Secret;
  /** Keys to press at the first moment at which this shape lets them leave. */
  readonly firstKeys?: readonly KeyStroke[];
  readonly signal: AbortSignal;
  /** Gives up when ServerInit has not come after this long. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Takes an open link through the RFB handshake. The first bytes leave before this function returns. The link belongs to the
 * session from here on, and is disposed where the handshake fails.
 * @throws BootcatchError `link.*`
 */
export function connectRfb(link: Link, options: ConnectOptions): Promise<RfbSession> {
  return new Promise((resolve, reject) => {
    const subscriptions = new DisposableStore();
    const buffer = new ReceiveBuffer();
    const { signal, clock, timeoutMs } = options;
    const seconds = inSeconds(timeoutMs);
    let handshake: Handshake;
    let heard = false;

    const fail = (error: Error): void => {
      subscriptions.dispose();
      link.dispose();
      reject(error);
    };
    const take = (move: HandshakeMove): void => {
      handshake = move.next;
      if (move.write && move.write.length > 0) link.send(move.write);
      if (move.done === undefined) return;
      subscriptions.dispose();
      resolve(new RfbClient(link, buffer, { name: move.done, size: handshake.size }, clock));
    };
    const receive = (chunk: Uint8Array): void => {
      heard = true;
      buffer.append(chunk);
      try {
        while (!subscriptions.disposed && buffer.length >= handshake.bytesNeeded) take(advanceHandshake(handshake, buffer.take(handshake.bytesNeeded)));
      } catch (error) {
        fail(error as Error);
      }
    };

    if (signal.aborted) return fail(abortError(signal));
    const onAbort = (): void => fail(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    subscriptions.add({ dispose: () => signal.removeEventListener('abort', onAbort) });
    take(startHandshake({ shape: options.handshake, ...(options.password && { password: options.password }), ...(options.firstKeys && { firstKeys: options.firstKeys }) }));
    subscriptions.add(link.onData(receive));
    subscriptions.add(link.onClose((close) => fail(closeError(close, heard))));
    subscriptions.add(clock.setTimeout(() => fail(new BootcatchError(heard ? 'link.handshakeTimeout' : 'link.silent', { seconds })), timeoutMs));
  });
}

/** What the end of the link before the console was open looked like. */
export function closeError(close: LinkClose, heard: boolean): BootcatchError {
  const reason = [close.code, close.reason].filter((part) => part !== undefined && part !== '').join(' ') || close.kind;
  if (close.code === 1011) return new BootcatchError('link.downstreamRefused', { reason: close.reason || '-' });
  return new BootcatchError(heard ? 'link.cutInHandshake' : 'link.closedBeforeRfb', { reason });
}
