import { createCipheriv } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/**
 * The answer to a VNC authentication challenge (RFC 6143 section 7.2.2): DES in ECB mode, keyed with the first eight bytes of
 * the password, each with its bits mirrored.
 *
 * OpenSSL 3 and Electron's BoringSSL no longer agree on single DES, but both have triple DES: with the same key three times
 * it is single DES, and a CBC chain of one block with a zero start is ECB.
 */
export function answerChallenge(password: Secret, challenge: Uint8Array): Uint8Array {
  const key = new Uint8Array(8);
  key.set(new TextEncoder().encode(password.reveal()).subarray(0, 8));
  const mirrored = key.map(mirrorBits);
  const encrypt = (block: Uint8Array): Buffer => {
    const cipher = createCipheriv('des-ede3-cbc', Buffer.concat([mirrored, mirrored, mirrored]), new Uint8Array(8));
    cipher.setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]);
  };
  return Buffer.concat([encrypt(challenge.subarray(0, 8)), encrypt(challenge.subarray(8, 16))]);
}

function mirrorBits(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) mirrored |= 0x80 >> bit;
  return mirrored;
}
