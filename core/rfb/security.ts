import { BootcatchError } from '../base/error.ts';
import type { Secret } from '../base/secret.ts';

/** What decides how to sign in. */
export interface SecurityNeeds {
  readonly username?: string;
  readonly password?: Secret;
  /** A certificate is pinned for the console itself: nothing but TLS with that certificate will do. */
  readonly needsCertificate?: boolean;
  /** Nobody listens between here and the other end of the link: it is encrypted already, or on this machine. */
  readonly linkIsPrivate?: boolean;
}

/** The security types of RFB that are spoken here, by their numbers (RFC 6143 section 7.1.2 and its registry). */
export const securityTypes = { none: 1, vnc: 2, venCrypt: 19 } as const;

const names: Readonly<Record<number, string>> = {
  1: 'None',
  2: 'VNC password',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  22: 'XVP',
  30: 'Apple',
  113: 'MS-Logon II',
  129: 'RA2 (256 bits)',
  130: 'RA2ne (256 bits)',
};

/**
 * The security type to choose: the one with the fewest steps, unless a certificate is wanted.
 * @throws BootcatchError `link.securityUnsupported`, `link.passwordNeeded`, `link.certificateNeeded`
 */
export function chooseSecurity(needs: SecurityNeeds, offered: ArrayLike<number>): number {
  const types = Array.from(offered);
  const { none, vnc, venCrypt } = securityTypes;
  const called = types.map((type) => names[type] ?? String(type));
  if (needs.needsCertificate) {
    if (types.includes(venCrypt)) return venCrypt;
    throw new BootcatchError('link.certificateNeeded', { offered: called.join(', ') });
  }
  if (types.includes(none)) return none;
  if (types.includes(vnc) && needs.password !== undefined) return vnc;
  if (types.includes(venCrypt)) return venCrypt;
  throw types.includes(vnc) ? new BootcatchError('link.passwordNeeded') : securityUnsupported(called);
}

/** The error for a console that can be entered only in ways that are not spoken here. */
export function securityUnsupported(offered: readonly string[]): BootcatchError {
  return new BootcatchError('link.securityUnsupported', { offered: offered.join(', ') });
}
