import { redactUrl, Secret, secretsOfUrl } from '../base/secret.ts';

/**
 * How the first bytes of RFB are grouped into writes.
 * `whole`: version, security choice, ClientInit and the first keys at once (QEMU, plain websockify).
 * `split`: version and choice at once, the rest when the security list arrives (Nova's proxy breaks on anything earlier).
 * `polite`: one step at a time, as every server must take it.
 */
export type HandshakeShape = 'whole' | 'split' | 'polite';

/** Whom to believe over TLS, for one host. Nothing given: the system's certificate authorities. */
export interface TlsTrust {
  /** PEM texts of private certificate authorities, trusted beside the system's. */
  readonly certificateAuthorities?: readonly string[];
  /** SHA-256 of the one certificate to accept, 64 hex digits. Replaces every other check for this host. */
  readonly pinSha256?: string;
  /** No check at all, because the person's own configuration (`verify: false` in clouds.yaml) says so; they are told each time. */
  readonly unchecked?: boolean;
}

/** How a text console is entered. */
export interface TextConsole {
  /** A token that the console wants as the first message, and once more when it has sent its own first one, which is not text (Azure). */
  readonly admission?: Secret;
  /** Keys leave in text messages instead of binary ones. */
  readonly textMessages?: boolean;
  /** Messages are GoTTY's; the admission is then sent once, as the first of them (Scaleway). */
  readonly framing?: 'gotty';
}

interface EndpointCommon {
  /** There where the console is a serial line that speaks text, and not RFB. */
  readonly text?: TextConsole;
  /** Name to sign in with, for consoles that want one beside the password. */
  readonly username?: string;
  /** Password for VNC authentication, or whatever else the console asks for. */
  readonly password?: Secret;
  /** Whom to believe: the gateway of a wss:// address, else the console itself where it speaks TLS (VeNCrypt). A pin insists on TLS. */
  readonly tls?: TlsTrust;
  /** SHA-256 of the one RSA key to accept from the console itself, 64 hex digits. A pin insists on RA2 with that key. */
  readonly serverKeySha256?: string;
  /** Wall-clock time in ms after which new connections are refused, where the provider says so. */
  readonly expiresAtMs?: number;
  /** Given only where this server is known to take that shape. */
  readonly handshake?: HandshakeShape;
}

/** A console behind a WebSocket. */
export interface WebSocketEndpoint extends EndpointCommon {
  readonly kind: 'websocket';
  /** ws:// or wss:// address. It usually carries the token, so it is a secret as a whole. */
  readonly url: Secret;
  /** Subprotocols to offer, in order; a secret one stands for a session. Default: `binary`; a refusal (HTTP 400) is tried once more with none. */
  readonly subprotocols?: readonly (string | Secret)[];
  /** Extra request headers such as Cookie or Authorization. */
  readonly headers?: Readonly<Record<string, Secret>>;
  /** The Origin header to send. Default: none, because Nova refuses foreign ones and accepts its absence. */
  readonly origin?: string;
  /** There where a session ends unless it is renewed while the console is open. */
  readonly renewal?: SessionRenewal;
}

/** How the session of an open console is kept: by a word every so often on a second WebSocket, which is opened as the console is. */
export interface SessionRenewal {
  /** ws:// or wss:// address of that second WebSocket. */
  readonly url: Secret;
  /** The text message that renews. */
  readonly message: string;
  readonly intervalMs: number;
}

/** A host that is reached by SSH and stands between this machine and the console. */
export interface SshHop {
  /** `user@host`, or a name of the person's ssh_config. */
  readonly destination: string;
  readonly port?: number;
  /** A file with the private key, where it is not one that ssh takes by itself. */
  readonly keyFile?: string;
}

/** A console on a TCP port. */
export interface TcpEndpoint extends EndpointCommon {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  /** Host and port are as this one sees them. */
  readonly through?: SshHop;
}

/** Where and how to reach a console right now. */
export type Endpoint = WebSocketEndpoint | TcpEndpoint;

/** The endpoint as it may be shown: no token, no password. */
export function describeEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'websocket') return redactUrl(endpoint.url.reveal());
  const address = `${endpoint.text ? 'tcp' : 'vnc'}://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`;
  // Some write a password there, although ssh takes none.
  return endpoint.through ? `${address} (ssh ${endpoint.through.destination.replace(/:[^@]*@/, '@')})` : address;
}

/** Everything of the endpoint that its other end may repeat and nobody may read. */
export function secretsOf(endpoint: Endpoint): readonly string[] {
  const own = [endpoint.password, endpoint.text?.admission, ...(endpoint.kind === 'websocket' ? [...Object.values(endpoint.headers ?? {}), ...(endpoint.subprotocols ?? [])] : [])];
  const urls = endpoint.kind === 'websocket' ? [endpoint.url, ...(endpoint.renewal ? [endpoint.renewal.url] : [])] : [];
  return [...urls.flatMap((url) => secretsOfUrl(url.reveal())), ...own.flatMap((secret) => (secret instanceof Secret ? [secret.reveal()] : []))];
}
