import type { Clock } from '../base/clock.ts';
import { BootcatchError } from '../base/error.ts';
import { DisposableStore } from '../base/lifecycle.ts';
import type { HandshakeShape, TlsTrust } from '../link/endpoint.ts';
import { abortError, inSeconds } from '../link/failure.ts';
import type { Link, LinkClose } from '../link/link.ts';
import { startTls } from '../link/tls-link.ts';
import { RfbClient } from './client.ts';
import { advanceHandshake, startHandshake, type Handshake, type HandshakeMove } from './handshake.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import type { SecurityNeeds } from './security.ts';
import type { KeyStroke, RfbSession } from './session.ts';
import type { SignIn, SignInWire } from './sign-in.ts';

export interface ConnectOptions extends SecurityNeeds {
  readonly handshake: HandshakeShape;
  /** The console's own host and certificate, where it begins TLS itself. */
  readonly tlsPeer?: { readonly host: string; readonly shown: string; readonly trust: TlsTrust };
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
export function connectRfb(dialled: Link, options: ConnectOptions): Promise<RfbSession> {
  return new Promise((resolve, reject) => {
    const subscriptions = new DisposableStore();
    const tlsEnd = new AbortController();
    let link = dialled;
    let listening = new DisposableStore();
    const buffer = new ReceiveBuffer();
    const { signal, clock, timeoutMs } = options;
    const seconds = inSeconds(timeoutMs);
    let handshake: Handshake;
    let heard = false;
    /** While a security type signs in, it reads instead of the handshake. */
    let reader: { readonly length: number; readonly resolve: (bytes: Uint8Array) => void; readonly reject: (error: Error) => void } | undefined;
    let signingIn = false;

    const fail = (error: Error): void => {
      if (subscriptions.disposed) return;
      subscriptions.dispose();
      listening.dispose();
      tlsEnd.abort(error);
      link.dispose();
      reader?.reject(error);
      reject(error);
    };
    const take = (move: HandshakeMove): void => {
      handshake = move.next;
      if (move.startTls) return secure(move.startTls, move.write);
      if (move.write && move.write.length > 0) link.send(move.write);
      if (move.signIn) return signIn(move.signIn);
      if (move.done === undefined) return;
      subscriptions.dispose();
      listening.dispose();
      resolve(new RfbClient(link, buffer, { name: move.done, size: handshake.size }, clock));
    };
    const receive = (chunk: Uint8Array): void => {
      heard = true;
      buffer.append(chunk);
      goOn();
    };
    const goOn = (): void => {
      if (reader && buffer.length >= reader.length) {
        const { length, resolve: deliver } = reader;
        reader = undefined;
        deliver(buffer.take(length).slice());
      }
      try {
        while (!signingIn && !subscriptions.disposed && buffer.length >= handshake.bytesNeeded) take(advanceHandshake(handshake, buffer.take(handshake.bytesNeeded)));
      } catch (error) {
        fail(error as Error);
      }
    };

    const listen = (): void => {
      listening.add(link.onData(receive));
      listening.add(link.onClose((close) => fail(closeError(close, heard))));
    };
    const secure = (mode: 'anonymous' | 'certificate', write?: Uint8Array): void => {
      listening.dispose();
      listening = new DisposableStore();
      // Whoever speaks unencrypted behind the server's last word is not the server.
      if (buffer.length > 0) return fail(new BootcatchError('link.tls', { endpoint: peer.shown, reason: 'early bytes' }));
      startTls(link, { ...peer, mode }, tlsEnd.signal).then((secured) => {
        if (subscriptions.disposed) return secured.dispose();
        link = secured;
        if (write) link.send(write);
        listen();
      }, fail);
    };
    const wire: SignInWire = {
      read: (length) =>
        new Promise((resolve, reject) => {
          reader = { length, resolve, reject };
          goOn();
        }),
      send: (bytes) => link.send(bytes),
    };
    const signIn = (type: SignIn): void => {
      signingIn = true;
      type(wire, options).then((encryption) => {
        if (subscriptions.disposed) return;
        signingIn = false;
        if (encryption) {
          listening.dispose();
          listening = new DisposableStore();
          link = encryption(link, buffer.take(buffer.length).slice());
          listen();
        }
        goOn();
      }, fail);
    };
    const peer = options.tlsPeer ?? { host: '', shown: '-', trust: {} };

    if (signal.aborted) return fail(abortError(signal));
    const onAbort = (): void => fail(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    subscriptions.add({ dispose: () => signal.removeEventListener('abort', onAbort) });
    take(startHandshake({ ...options, shape: options.handshake }));
    listen();
    subscriptions.add(clock.setTimeout(() => fail(new BootcatchError(heard ? 'link.handshakeTimeout' : 'link.silent', { seconds })), timeoutMs));
  });
}

/** What the end of the link before the console was open looked like. */
export function closeError(close: LinkClose, heard: boolean): BootcatchError {
  const reason = [close.code, close.reason].filter((part) => part !== undefined && part !== '').join(' ') || close.kind;
  if (close.code === 1011) return new BootcatchError('link.downstreamRefused', { reason: close.reason || '-' });
  return new BootcatchError(heard ? 'link.cutInHandshake' : 'link.closedBeforeRfb', { reason });
}
