import { randomBytes } from 'node:crypto';
import { BootcatchError } from '../base/error.ts';

/** What a server says to begin a Diffie-Hellman exchange, as numbers of `prime.length` bytes. */
export interface DiffieHellmanOffer {
  readonly generator: Uint8Array;
  readonly prime: Uint8Array;
  readonly publicValue: Uint8Array;
}

/** Longer secrets make nothing safer, and a server may announce a prime so large that they would take seconds. */
const privateBytesLimit = 64;

/**
 * The client's half of the exchange; both results are as long as the prime. With numbers of JavaScript, because OpenSSL refuses the short
 * primes of old servers.
 * @param type how the security type is called in an error
 * @throws BootcatchError `link.keyExchange` where the offer cannot keep a secret at all
 */
export function agreeOnSecret(type: string, offer: DiffieHellmanOffer): { readonly publicValue: Uint8Array; readonly secret: Uint8Array } {
  const bytes = offer.prime.length;
  const [generator, prime, theirs] = [offer.generator, offer.prime, offer.publicValue].map(toNumber) as [bigint, bigint, bigint];
  // 0, 1 and −1 have powers that everyone can tell.
  const usable = (value: bigint): boolean => value > 1n && value < prime - 1n;
  if (prime % 2n === 0n || !usable(generator) || !usable(theirs)) throw new BootcatchError('link.keyExchange', { type, reason: 'Diffie-Hellman' });
  const mine = toNumber(randomBytes(Math.min(bytes, privateBytesLimit)));
  return { publicValue: toBytes(power(generator, mine, prime), bytes), secret: toBytes(power(theirs, mine, prime), bytes) };
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint, bytes: number): Uint8Array {
  return Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex');
}
