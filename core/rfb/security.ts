import { BootcatchError } from '../base/error.ts';
import type { Secret } from '../base/secret.ts';

/** What decides how to sign in. */
export interface SecurityNeeds {
  readonly username?: string;
  readonly password?: Secret;
  /** A certificate is pinned for the console itself: nothing but TLS with that certificate will do. */
  readonly needsCertificate?: boolean;
  /** SHA-256 of the one RSA key to accept from the console itself, 64 hex digits: nothing but RA2 with that key will do. */
  readonly serverKeySha256?: string;
  /** False where this program's encryption lacks TLS without a certificate. */
  readonly anonymousTls?: boolean;
  /** Nobody listens between here and the other end of the link: it is encrypted already, or on this machine. */
  readonly linkIsPrivate?: boolean;
}

/** The security types of RFB that are spoken here, by their numbers (RFC 6143 section 7.1.2 and the registry of the community's specification). */
export const securityTypes = { none: 1, vnc: 2, ra2: 5, ra2ne: 6, venCrypt: 19, apple: 30, msLogon: 113, ra2With256: 129, ra2neWith256: 130 } as const;
export type SecurityType = (typeof securityTypes)[keyof typeof securityTypes];

const names: Readonly<Record<number, string>> = {
  1: 'None',
  2: 'VNC password',
  5: 'RA2',
  6: 'RA2ne',
  13: 'RA2r',
  16: 'Tight',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  22: 'XVP',
  30: 'Apple',
  113: 'MS-Logon II',
  129: 'RA2 (256 bits)',
  130: 'RA2ne (256 bits)',
  133: 'RA2r (256 bits)',
};

const rsaAes: readonly SecurityType[] = [129, 5, 130, 6];

/**
 * From the safest to the least safe, where somebody may listen. None comes first: it tells no secret. RA2 shows a key and hides everything
 * that follows, "ne" the sign-in alone; VeNCrypt hides everything, but may show no certificate; Apple's hides the sign-in from who only
 * listens; VNC's shows a listener enough to guess the password from, MS-Logon II's enough to compute it.
 */
const safestFirst: readonly SecurityType[] = [1, ...rsaAes, 19, 30, 2, 113];
/** Where nobody listens, the fewest steps come first. */
const quickestFirst: readonly SecurityType[] = [1, 2, 113, 30, 19, ...rsaAes];

/** `ready`: everything is known. `perhaps`: who answers, or how, is seen only once it is begun. Else what is missing. */
type Readiness = 'ready' | 'perhaps' | 'link.passwordNeeded' | 'link.usernameNeeded';

function readiness({ username, password, needsCertificate, serverKeySha256, linkIsPrivate, anonymousTls }: SecurityNeeds, type: SecurityType): Readiness {
  if (type === securityTypes.none) return 'ready';
  if (type === securityTypes.venCrypt) return needsCertificate || anonymousTls !== false ? 'ready' : 'perhaps';
  if ((type === securityTypes.apple || type === securityTypes.msLogon) && username === undefined) return 'link.usernameNeeded';
  if (password === undefined) return 'link.passwordNeeded';
  return !rsaAes.includes(type) || serverKeySha256 !== undefined || linkIsPrivate ? 'ready' : 'perhaps';
}

/**
 * The security type to choose: the first of the order for which everything is known. What is pinned decides before that: a certificate is
 * shown inside VeNCrypt alone, a key inside RA2 alone. An RA2 whose key is unknown is begun where there is no other way, so that the
 * person can be told the key.
 * @throws BootcatchError `link.securityUnsupported`, `link.passwordNeeded`, `link.usernameNeeded`, `link.certificateNeeded`, `link.serverKeyNeeded`
 */
export function chooseSecurity(needs: SecurityNeeds, offered: ArrayLike<number>): SecurityType {
  const types = Array.from(offered);
  const called = types.map((type) => names[type] ?? String(type));
  const order = needs.linkIsPrivate ? quickestFirst : safestFirst;
  const keyPinned = needs.serverKeySha256 !== undefined;
  const allowed = order.filter((type) => types.includes(type) && (!needs.needsCertificate || type === securityTypes.venCrypt) && (!keyPinned || rsaAes.includes(type)));
  const [first] = allowed;
  if (first === undefined) {
    if (needs.needsCertificate) throw new BootcatchError('link.certificateNeeded', { offered: called.join(', ') });
    throw keyPinned ? new BootcatchError('link.serverKeyNeeded', { offered: called.join(', ') }) : securityUnsupported(called);
  }
  const chosen = allowed.find((type) => readiness(needs, type) === 'ready') ?? allowed.find((type) => readiness(needs, type) === 'perhaps');
  if (chosen !== undefined) return chosen;
  throw new BootcatchError(readiness(needs, first) === 'link.usernameNeeded' ? 'link.usernameNeeded' : 'link.passwordNeeded');
}

/** The error for a console that can be entered only in ways that are not spoken here. */
export function securityUnsupported(offered: readonly string[]): BootcatchError {
  return new BootcatchError('link.securityUnsupported', { offered: offered.join(', ') });
}
