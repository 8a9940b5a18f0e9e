import { BootcatchError } from '../base/error.ts';
import { withoutSecrets } from '../base/secret.ts';
import type { HandshakeShape } from '../link/endpoint.ts';
import type { Size } from '../screen/screen.ts';
import { concat, keyEvent } from './client-messages.ts';
import { checkLength, checkPictureSize, printable, textLimitBytes } from './limits.ts';
import { chooseSecurity, securityTypes, securityUnsupported, type SecurityNeeds } from './security.ts';
import type { KeyStroke } from './session.ts';
import type { SignIn } from './sign-in.ts';
import { signInTypes } from './sign-in-types.ts';
import { chooseVenCrypt, plainCredentials, venCryptVersion, type VenCryptType } from './vencrypt.ts';
import { answerChallenge } from './vnc-auth.ts';

/*
 * The client's side of RFB 3.8, 3.7 and 3.3 up to ServerInit (RFC 6143 sections 7.1 to 7.3). One row a step; each reads a fixed number of bytes.
 * "early" is what `whole` and `split` write ahead of what `polite` would wait for; with a password the choice cannot be made
 * blindly, so `whole` is `split` there.
 *
 *   step            reads                  writes                                        next
 *   (start)         -                      whole: version, 1, ClientInit, keys           version
 *                                          split: version, 1 (with a password: version)
 *   version         "RFB 003.008\n"        polite: version                               securityCount
 *                                          3.3 instead: securityType; None there and in 3.7 has no result
 *   securityType    u32                    None: ClientInit                              serverInit; VNC: challenge; 0: refusalLength
 *   securityCount   u8                     -                                             securityTypes; 0: refusalLength
 *   securityTypes   u8 each                split, None chosen blindly: ClientInit, keys  result; VNC: challenge; VeNCrypt: venCryptVersion
 *                                          otherwise: the choice                         RA2, Apple, MS-Logon II: signIn
 *   venCryptVersion major, minor           0.2                                           venCryptAgreed
 *   venCryptAgreed  u8                     -                                             venCryptCount; not 0: (error)
 *   venCryptCount   u8                     -                                             venCryptTypes
 *   venCryptTypes   u32 each               the choice                                    venCryptStart; Plain: result, name and password written
 *   venCryptStart   u8                     (TLS begins) Plain: name, password            result; VNC: challenge; not 1: (error)
 *   signIn          by the type itself (`sign-in-types.ts`)                              result
 *   challenge       16 bytes               answer; split: ClientInit, keys               result
 *   result          u32                    ClientInit, unless written                    serverInit; not 0: refusalLength; before 3.8: (error)
 *   refusalLength   u32                    -                                             refusal
 *   refusal         text                   -                                             (error)
 *   serverInit      size, format, u32      -                                             name
 *   name            text                   polite: keys                                  (done)
 */

/** Where the handshake stands. */
export type HandshakeStep =
  | 'version'
  | 'securityType'
  | 'securityCount'
  | 'securityTypes'
  | 'venCryptVersion'
  | 'venCryptAgreed'
  | 'venCryptCount'
  | 'venCryptTypes'
  | 'venCryptStart'
  | 'challenge'
  | 'result'
  | 'refusalLength'
  | 'refusal'
  | 'serverInit'
  | 'name';

export interface HandshakePlan extends SecurityNeeds {
  readonly shape: HandshakeShape;
  /** Go out right behind ClientInit, or behind ServerInit where the shape is `polite`. */
  readonly firstKeys?: readonly KeyStroke[];
}

/** The handshake between two messages of the server. */
export interface Handshake {
  readonly plan: HandshakePlan;
  readonly step: HandshakeStep;
  /** How many bytes the step reads. May be 0. */
  readonly bytesNeeded: number;
  readonly version: RfbVersion;
  /** The server has been told a password, or a proof of it: what it refuses from here on is that. */
  readonly gavePassword: boolean;
  /** What was chosen inside VeNCrypt, once it was. */
  readonly venCrypt?: VenCryptType;
  readonly wroteClientInit: boolean;
  readonly size: Size;
}

/** What follows from one message of the server. */
export interface HandshakeMove {
  readonly next: Handshake;
  /** TLS begins on the link, before anything is written. */
  readonly startTls?: VenCryptType['tls'];
  /** To be done once the choice is written; what the handshake reads next comes after that. */
  readonly signIn?: SignIn;
  readonly write?: Uint8Array;
  /** The desktop name; the handshake is over. */
  readonly done?: string;
}

/** The versions that there are; whatever a server calls itself, it speaks one of them. */
type RfbVersion = '3.3' | '3.7' | '3.8';

const versionLines: Readonly<Record<RfbVersion, Uint8Array>> = {
  '3.3': new TextEncoder().encode('RFB 003.003\n'),
  '3.7': new TextEncoder().encode('RFB 003.007\n'),
  '3.8': new TextEncoder().encode('RFB 003.008\n'),
};
const versionLine = versionLines['3.8'];
const choosesBlindly = ({ shape, password, needsCertificate, serverKeySha256 }: HandshakePlan): boolean =>
  shape !== 'polite' && password === undefined && needsCertificate !== true && serverKeySha256 === undefined;

/** ClientInit (shared, so that no other viewer is thrown out) and, where the shape allows it, the first keys behind it. */
function clientInit(plan: HandshakePlan): Uint8Array {
  return concat(Uint8Array.of(1), plan.shape === 'polite' ? new Uint8Array(0) : firstKeys(plan));
}

function firstKeys({ firstKeys = [] }: HandshakePlan): Uint8Array {
  return concat(...firstKeys.map(({ keysym, down }) => keyEvent(keysym, down)));
}

/** The first move: what is written before the server has said anything. */
export function startHandshake(plan: HandshakePlan): HandshakeMove {
  const whole = plan.shape === 'whole' && choosesBlindly(plan);
  const next: Handshake = {
    plan,
    step: 'version',
    bytesNeeded: versionLine.length,
    version: '3.8',
    gavePassword: false,
    wroteClientInit: whole,
    size: { width: 0, height: 0 },
  };
  if (plan.shape === 'polite') return { next };
  const choice = choosesBlindly(plan) ? Uint8Array.of(securityTypes.none) : new Uint8Array(0);
  return { next, write: concat(versionLine, choice, whole ? clientInit(plan) : new Uint8Array(0)) };
}

/**
 * One row of the table. Pure.
 * @param input exactly `handshake.bytesNeeded` bytes
 * @throws BootcatchError `link.*` where the server refuses, cannot be served, or is no RFB server
 */
export function advanceHandshake(handshake: Handshake, input: Uint8Array): HandshakeMove {
  return rows[handshake.step](handshake, input);
}

type Row = (handshake: Handshake, input: Uint8Array) => HandshakeMove;

const rows: Record<HandshakeStep, Row> = {
  version: (handshake, input) => {
    const version = readVersion(input, handshake.plan.shape);
    const next: Handshake = version === '3.3' ? { ...handshake, version, step: 'securityType', bytesNeeded: 4 } : { ...handshake, version, step: 'securityCount', bytesNeeded: 1 };
    return handshake.plan.shape === 'polite' ? { next, write: versionLines[version] } : { next };
  },

  securityType: (handshake, input) => {
    const type = uint(input);
    if (type === 0) return { next: { ...handshake, step: 'refusalLength', bytesNeeded: 4 } };
    const choice = chooseSecurity(handshake.plan, [type]);
    if (choice === securityTypes.none) return initAtOnce(handshake);
    if (choice === securityTypes.vnc) return { next: challengeOf(handshake) };
    throw securityUnsupported([`RFB 3.3: ${type}`]);
  },

  securityCount: (handshake, input) => {
    const amount = uint(input);
    return { next: amount === 0 ? { ...handshake, step: 'refusalLength', bytesNeeded: 4 } : { ...handshake, step: 'securityTypes', bytesNeeded: amount } };
  },

  securityTypes: (handshake, input) => {
    const { plan, wroteClientInit } = handshake;
    const choice = chooseSecurity(plan, input);
    const result = { ...handshake, step: 'result', bytesNeeded: 4 } as const;
    if (choice === securityTypes.vnc) return { next: challengeOf(handshake), write: Uint8Array.of(choice) };
    if (choice === securityTypes.venCrypt) {
      // What was written ahead was another choice.
      if (choosesBlindly(plan)) throw new BootcatchError('link.securityStepwise');
      return { next: { ...handshake, step: 'venCryptVersion', bytesNeeded: 2 }, write: Uint8Array.of(choice) };
    }
    const signIn = signInTypes[choice];
    if (signIn) return { next: { ...result, gavePassword: true }, write: Uint8Array.of(choice), signIn };
    if (handshake.version === '3.7') return initAtOnce(handshake, Uint8Array.of(choice));
    if (!choosesBlindly(plan)) return { next: result, write: Uint8Array.of(choice) };
    return wroteClientInit ? { next: result } : { next: { ...result, wroteClientInit: true }, write: clientInit(plan) };
  },

  venCryptVersion: (handshake, input) => {
    if (uint(input) < uint(venCryptVersion)) throw securityUnsupported([`VeNCrypt ${input.join('.')}`]);
    return { next: { ...handshake, step: 'venCryptAgreed', bytesNeeded: 1 }, write: venCryptVersion };
  },

  venCryptAgreed: (handshake, input) => {
    if (uint(input) !== 0) throw securityUnsupported(['VeNCrypt']);
    return { next: { ...handshake, step: 'venCryptCount', bytesNeeded: 1 } };
  },

  venCryptCount: (handshake, input) => ({ next: { ...handshake, step: 'venCryptTypes', bytesNeeded: uint(input) * 4 } }),

  venCryptTypes: (handshake, input) => {
    const { number, type } = chooseVenCrypt(handshake.plan, input);
    const next = { ...handshake, venCrypt: type };
    const choice = Uint8Array.of(0, 0, number >> 8, number & 0xff);
    if (type.tls) return { next: { ...next, step: 'venCryptStart', bytesNeeded: 1 }, write: choice };
    const { next: after, write = new Uint8Array(0) } = signIn(next, type);
    return { next: after, write: concat(choice, write) };
  },

  venCryptStart: (handshake, input) => {
    const { venCrypt } = handshake;
    if (uint(input) !== 1 || !venCrypt) throw new BootcatchError('link.serverRefused', { reason: 'VeNCrypt' });
    return { ...signIn(handshake, venCrypt), startTls: venCrypt.tls };
  },

  challenge: (handshake, input) => {
    const { plan } = handshake;
    const early = plan.shape !== 'polite';
    // Without a password this step is not chosen.
    const answer = plan.password ? answerChallenge(plan.password, input) : new Uint8Array(16);
    return {
      next: { ...handshake, step: 'result', bytesNeeded: 4, wroteClientInit: early },
      write: early ? concat(answer, clientInit(plan)) : answer,
    };
  },

  result: (handshake, input) => {
    if (uint(input) !== 0) {
      // Before 3.8 a refusal has no words.
      if (handshake.version !== '3.8') throw refused(handshake, new Uint8Array(0));
      return { next: { ...handshake, step: 'refusalLength', bytesNeeded: 4 } };
    }
    const next = { ...handshake, step: 'serverInit', bytesNeeded: 24, wroteClientInit: true } as const;
    return handshake.wroteClientInit ? { next } : { next, write: clientInit(handshake.plan) };
  },

  refusalLength: (handshake, input) => {
    const bytes = uint(input);
    checkLength('refusal', bytes, textLimitBytes);
    return { next: { ...handshake, step: 'refusal', bytesNeeded: bytes } };
  },

  refusal: (handshake, input) => {
    throw refused(handshake, input);
  },

  serverInit: (handshake, input) => {
    const width = uint(input.subarray(0, 2));
    const height = uint(input.subarray(2, 4));
    const nameBytes = uint(input.subarray(20, 24));
    checkPictureSize(width, height);
    checkLength('desktop name', nameBytes, textLimitBytes);
    return { next: { ...handshake, step: 'name', bytesNeeded: nameBytes, size: { width, height } } };
  },

  name: (handshake, input) => {
    const { plan } = handshake;
    const done = withoutSecrets(printable(input), plan.password ? [plan.password.reveal()] : []);
    return plan.shape === 'polite' ? { next: handshake, done, write: firstKeys(plan) } : { next: handshake, done };
  },
};

/** Without a password there is no result before 3.8: ClientInit follows the choice at once. */
function initAtOnce(handshake: Handshake, choice = new Uint8Array(0)): HandshakeMove {
  return { next: { ...handshake, step: 'serverInit', bytesNeeded: 24, wroteClientInit: true }, write: concat(choice, clientInit(handshake.plan)) };
}

const challengeOf = (handshake: Handshake): Handshake => ({ ...handshake, step: 'challenge', bytesNeeded: 16, gavePassword: true });

/** What follows once VeNCrypt's kind has been settled. Unlike plain None, each kind has a result, in 3.7 as well. */
function signIn(handshake: Handshake, { signIn: kind }: VenCryptType): HandshakeMove {
  if (kind === 'vnc') return { next: challengeOf(handshake) };
  const next: Handshake = { ...handshake, step: 'result', bytesNeeded: 4, gavePassword: kind === 'plain' };
  return kind === 'plain' ? { next, write: plainCredentials(handshake.plan) } : { next };
}

function refused({ gavePassword }: Handshake, words: Uint8Array): BootcatchError {
  return new BootcatchError(gavePassword ? 'link.passwordRefused' : 'link.serverRefused', { reason: printable(words) || '-' });
}

/**
 * Servers that call themselves 3.889 (Apple), 4 or 5 (RealVNC) speak 3.8 to a client that answers so; those between 3.3 and 3.7 speak
 * 3.3. Old versions can be spoken politely only: the other shapes have already answered as 3.8.
 */
function readVersion(line: Uint8Array, shape: HandshakeShape): RfbVersion {
  const text = new TextDecoder('latin1').decode(line);
  const [, major, minor] = /^RFB (\d{3})\.(\d{3})\n$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) throw new BootcatchError('link.notRfb', { seen: printable(line) });
  const number = Number(major) * 1000 + Number(minor);
  if (number >= 3008) return '3.8';
  if (number < 3003 || shape !== 'polite') throw new BootcatchError('link.rfbVersion', { version: `${Number(major)}.${Number(minor)}` });
  return number === 3007 ? '3.7' : '3.3';
}

function uint(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
