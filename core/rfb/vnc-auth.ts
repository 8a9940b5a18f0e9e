import type { Secret } from '../base/secret.ts';
import { concat } from './client-messages.ts';
import { desCbc } from './des.ts';

/**
 * The answer to a VNC authentication challenge (RFC 6143 section 7.2.2): each half encrypted by DES, keyed with the first eight bytes of
 * the password. A chain of one block with a zero start is DES without a chain.
 */
export function answerChallenge(password: Secret, challenge: Uint8Array): Uint8Array {
  const key = new Uint8Array(8);
  key.set(new TextEncoder().encode(password.reveal()).subarray(0, 8));
  return concat(...[0, 8].map((at) => desCbc(key, new Uint8Array(8), challenge.subarray(at, at + 8))));
}
