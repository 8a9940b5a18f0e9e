import { concat } from './client-messages.ts';
import { encodedCredentials, randomlyPadded } from './credentials.ts';
import { desCbc } from './des.ts';
import { agreeOnSecret } from './diffie-hellman.ts';
import type { SignIn } from './sign-in.ts';

/*
 * Security type 113, "MSLogonII Authentication" in the community's RFB specification: UltraVNC.
 *
 *   reads   generator, prime, public value, 8 bytes each
 *   writes  the public value; name (256 bytes) and password (64), each by DES in CBC mode, key and start being the secret
 */

const type = 'MS-Logon II';
const [nameField, passwordField] = [256, 64];

/** Signs in by a Windows name and password. 64 bits hide them from nobody who listens and wants to know. */
export const signInMsLogon: SignIn = async (wire, needs) => {
  const offer = await wire.read(24);
  const { publicValue, secret } = agreeOnSecret(type, { generator: offer.subarray(0, 8), prime: offer.subarray(8, 16), publicValue: offer.subarray(16, 24) });
  const { name, password } = encodedCredentials(needs, type, { nameBytes: nameField - 1, passwordBytes: passwordField - 1 });
  wire.send(concat(publicValue, desCbc(secret, secret, randomlyPadded(name, nameField)), desCbc(secret, secret, randomlyPadded(password, passwordField))));
};
