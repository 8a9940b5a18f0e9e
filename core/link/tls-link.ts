import { Duplex } from 'node:stream';
import { connect, createSecureContext, type TLSSocket } from 'node:tls';
import { BootcatchError } from '../base/error.ts';
import type { Disposable } from '../base/lifecycle.ts';
import { dialError, reasonOf } from './dial-error.ts';
import { Inbox } from './inbox.ts';
import type { Link, LinkClose } from './link.ts';
import { connectTls } from './tls-trust.ts';
import type { TlsTrust } from './endpoint.ts';

export interface TlsPeer {
  readonly host: string;
  /** How the endpoint may be named in an error. */
  readonly shown: string;
  readonly trust: TlsTrust;
  /** Without a certificate nobody knows who the peer is; it keeps out only those who merely listen. */
  readonly mode: 'anonymous' | 'certificate';
}

/** Anonymous Diffie-Hellman ended with TLS 1.2; OpenSSL has it at its lowest level only, BoringSSL not at all. */
const anonymousCiphers = 'ADH:@SECLEVEL=0';

let anonymous: boolean | undefined;

/** Whether this program's encryption has TLS without a certificate. */
export function hasAnonymousTls(): boolean {
  if (anonymous === undefined) {
    try {
      createSecureContext({ ciphers: anonymousCiphers });
      anonymous = true;
    } catch {
      anonymous = false;
    }
  }
  return anonymous;
}

/**
 * Begins TLS on a link that is open already, whatever it runs over. The link belongs to the new one from here on, and is disposed
 * where TLS fails or the signal ends it.
 * @throws BootcatchError `link.tls…`
 */
export function startTls(link: Link, peer: TlsPeer, signal: AbortSignal): Promise<Link> {
  return new Promise((resolve, reject) => {
    const stream = new LinkStream(link);
    const done = (error: Error | null, socket?: TLSSocket): void => {
      signal.removeEventListener('abort', onAbort);
      if (socket && !error) return resolve(new TlsLink(socket, stream));
      stream.destroy();
      reject(error instanceof BootcatchError ? error : inTls(error, stream, peer));
    };
    const onAbort = (): void => {
      stream.destroy();
      done(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (peer.mode === 'anonymous') connectAnonymously(stream, peer.shown, done);
    else connectTls({ host: peer.host, socket: stream }, peer.trust, peer.shown, done);
  });
}

function inTls(error: unknown, stream: LinkStream, { shown, host }: TlsPeer): BootcatchError {
  if (stream.linkEnd) return new BootcatchError('link.cutInHandshake', { reason: stream.linkEnd.reason || stream.linkEnd.kind }, { cause: error });
  const told = dialError(error, shown, host);
  return told.code === 'link.failed' ? new BootcatchError('link.tls', { endpoint: shown, reason: reasonOf(error) }, { cause: error }) : told;
}

function connectAnonymously(socket: Duplex, shown: string, done: (error: Error | null, socket?: TLSSocket) => void): void {
  const lacking = (cause: unknown): BootcatchError => new BootcatchError('link.tlsAnonymous', { endpoint: shown }, { cause });
  let tls: TLSSocket;
  try {
    tls = connect({ socket, ciphers: anonymousCiphers, maxVersion: 'TLSv1.2', rejectUnauthorized: false });
  } catch (error) {
    return done(lacking(error));
  }
  const fail = (error: Error): void => done(/CIPHER/.test((error as NodeJS.ErrnoException).code ?? '') ? lacking(error) : error);
  tls.once('error', fail);
  tls.once('secureConnect', () => {
    tls.off('error', fail);
    done(null, tls);
  });
}

/** A link as the stream that Node's TLS wants. While nobody reads, the link is left unread, and so told to wait. */
class LinkStream extends Duplex {
  readonly #link: Link;
  #reading: Disposable | undefined;
  /** How the link ended, once it has. */
  linkEnd: LinkClose | undefined;

  constructor(link: Link) {
    super();
    this.#link = link;
    link.onClose((close) => {
      this.linkEnd = close;
      this.push(null);
    });
  }

  override _read(): void {
    this.#reading ??= this.#link.onData((chunk) => {
      if (this.push(chunk)) return;
      this.#reading?.dispose();
      this.#reading = undefined;
    });
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#link.send(chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#reading?.dispose();
    this.#link.dispose();
    done(error);
  }
}

class TlsLink implements Link {
  readonly #socket: TLSSocket;
  readonly #inbox: Inbox;
  readonly onData: Link['onData'];
  readonly onClose: Link['onClose'];

  constructor(socket: TLSSocket, stream: LinkStream) {
    this.#socket = socket;
    this.#inbox = new Inbox(socket);
    this.onData = this.#inbox.onData;
    this.onClose = this.#inbox.onClose;
    socket.on('data', (chunk: Buffer) => this.#inbox.push(chunk));
    socket.on('error', (error) => this.#inbox.close(stream.linkEnd ?? { kind: 'cut', reason: reasonOf(error) }));
    socket.on('end', () => this.#inbox.close(stream.linkEnd ?? { kind: 'closed' }));
    socket.on('close', () => {
      stream.destroy();
      this.#inbox.close(stream.linkEnd ?? { kind: 'cut' });
    });
  }

  send(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes.slice());
  }

  dispose(): void {
    this.#inbox.dispose();
    // What was just sent, a key perhaps, still leaves.
    this.#socket.destroySoon();
  }
}
