import type { Secret } from '../../base/secret.ts';
import { answerChallenge } from '../vnc-auth.ts';

/*
 * The server's side of RFB up to ClientInit (RFC 6143 section 7.1 to 7.3, and its appendix for versions 3.3 and 3.7). Each row reads
 * a fixed number of bytes, so clients may send their messages in any grouping.
 *
 *   step        reads       writes                                              next
 *   (start)     -           RFB 003.008                                         version
 *   version     12 bytes    3.7 and up: the list of one security type           choice
 *                           3.3: the security type; with a password challenge   clientInit; with a password response
 *   choice      1 byte      None: 3.8 SecurityResult 0; VNC: challenge          None: clientInit; VNC: response
 *   response    16 bytes    SecurityResult                                      clientInit, or the end
 *   clientInit  1 byte      - (ServerInit is the session's)                     (done)
 */
export type ServerHandshakeStep = 'version' | 'choice' | 'response' | 'clientInit';

/** Whom to let in. */
export interface ServerSecurity {
  /** Asked for by VNC authentication. */
  readonly password: Secret;
  /** 16 random bytes, new for each connection. */
  readonly challenge: Uint8Array;
}

/** The handshake between two messages of the client. */
export interface ServerHandshake {
  readonly step: ServerHandshakeStep;
  readonly bytesNeeded: number;
  readonly security: ServerSecurity | undefined;
  readonly minorVersion: number;
}

export interface ServerHandshakeMove {
  readonly next: ServerHandshake;
  readonly write?: Uint8Array;
  /** ClientInit was read. */
  readonly done?: true;
  /** Why the connection ends, after `write` has been sent. */
  readonly end?: string;
}

const versionLine = new TextEncoder().encode('RFB 003.008\n');
const securityNone = 1;
const securityVnc = 2;
const resultOk = Uint8Array.of(0, 0, 0, 0);
const resultFailed = Uint8Array.of(0, 0, 0, 1);

/** The server's first word. */
export function startServerHandshake(security: ServerSecurity | undefined): ServerHandshakeMove {
  return { next: { step: 'version', bytesNeeded: 12, security, minorVersion: 8 }, write: versionLine };
}

/**
 * One row of the table. Pure.
 * @param input exactly `handshake.bytesNeeded` bytes
 */
export function advanceServerHandshake(handshake: ServerHandshake, input: Uint8Array): ServerHandshakeMove {
  return rows[handshake.step](handshake, input);
}

type Row = (handshake: ServerHandshake, input: Uint8Array) => ServerHandshakeMove;

const rows: Record<ServerHandshakeStep, Row> = {
  version: (handshake, input) => {
    const [, minor] = /^RFB 003\.(\d{3})\n$/.exec(new TextDecoder('latin1').decode(input)) ?? [];
    if (minor === undefined) return { next: handshake, end: 'the client spoke no RFB 3' };
    // Unknown minor versions count as 3.3 (RFC 6143 section 7.1.1).
    const minorVersion = Number(minor) >= 8 ? 8 : Number(minor) === 7 ? 7 : 3;
    const type = handshake.security ? securityVnc : securityNone;
    const next = { ...handshake, minorVersion };
    if (minorVersion >= 7) return { next: { ...next, step: 'choice', bytesNeeded: 1 }, write: Uint8Array.of(1, type) };
    const write = Uint8Array.of(0, 0, 0, type, ...(handshake.security?.challenge ?? []));
    return { next: handshake.security ? { ...next, step: 'response', bytesNeeded: 16 } : { ...next, step: 'clientInit', bytesNeeded: 1 }, write };
  },

  choice: (handshake, input) => {
    const { security, minorVersion } = handshake;
    if (input[0] !== (security ? securityVnc : securityNone)) return { next: handshake, end: 'the client chose a security type that was not offered' };
    if (security) return { next: { ...handshake, step: 'response', bytesNeeded: 16 }, write: security.challenge };
    const next = { ...handshake, step: 'clientInit', bytesNeeded: 1 } as const;
    return minorVersion >= 8 ? { next, write: resultOk } : { next };
  },

  response: (handshake, input) => {
    const { security, minorVersion } = handshake;
    const right = security && Buffer.from(answerChallenge(security.password, security.challenge)).equals(input);
    if (right) return { next: { ...handshake, step: 'clientInit', bytesNeeded: 1 }, write: resultOk };
    const reason = new TextEncoder().encode('Authentication failed');
    const write = minorVersion >= 8 ? Uint8Array.of(...resultFailed, 0, 0, 0, reason.length, ...reason) : resultFailed;
    return { next: handshake, write, end: 'the client gave a wrong password' };
  },

  clientInit: (handshake) => ({ next: handshake, done: true }),
};
