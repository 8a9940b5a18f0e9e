import { createCipheriv, createHash } from 'node:crypto';
import { BootcatchError } from '../base/error.ts';
import { concat } from './client-messages.ts';
import { encodedCredentials, randomlyPadded } from './credentials.ts';
import { agreeOnSecret } from './diffie-hellman.ts';
import type { SignIn } from './sign-in.ts';

/*
 * Security type 30, "Diffie-Hellman Authentication" in the community's RFB specification: macOS, and neatvnc (wayvnc).
 *
 *   reads   generator u16, length u16, then prime and public value of that length
 *   writes  name and password, 64 bytes each, by AES-128 in ECB mode keyed with the MD5 of the secret; then the public value
 */

const type = 'Apple';
const fieldBytes = 64;
/** 1024 bits are what macOS has; the longest is as in other viewers, and bounds the time that the arithmetic takes. */
const primeBytes = { least: 128, most: 1024 };

/** Signs in by name and password. Who listens learns nothing; who answers in the server's place learns both. */
export const signInApple: SignIn = async (wire, needs) => {
  const header = await wire.read(4);
  const generator = header.subarray(0, 2);
  const length = new DataView(header.buffer, header.byteOffset).getUint16(2);
  if (length < primeBytes.least || length > primeBytes.most) throw new BootcatchError('link.keyExchange', { type, reason: `Diffie-Hellman, ${length * 8} bit` });
  const prime = await wire.read(length);
  const { publicValue, secret } = agreeOnSecret(type, { generator, prime, publicValue: await wire.read(length) });
  const { name, password } = encodedCredentials(needs, type, { nameBytes: fieldBytes - 1, passwordBytes: fieldBytes - 1 });
  const cipher = createCipheriv('aes-128-ecb', createHash('md5').update(secret).digest(), null);
  cipher.setAutoPadding(false);
  wire.send(concat(cipher.update(concat(randomlyPadded(name, fieldBytes), randomlyPadded(password, fieldBytes))), cipher.final(), publicValue));
};
