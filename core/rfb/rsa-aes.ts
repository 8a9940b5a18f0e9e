import { constants, createHash, createPublicKey, generateKeyPair, privateDecrypt, publicEncrypt, randomBytes, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { BootcatchError } from '../base/error.ts';
import { plainFingerprint } from '../base/fingerprint.ts';
import { concat } from './client-messages.ts';
import { encodedCredentials } from './credentials.ts';
import { RsaAesLink } from './rsa-aes-link.ts';
import { RsaAesCipher } from './rsa-aes-cipher.ts';
import type { SecurityNeeds } from './security.ts';
import type { SignIn } from './sign-in.ts';

/*
 * "RSA-AES" of the community's RFB specification: RealVNC, TigerVNC, neatvnc (wayvnc). Types 5 (RA2) and 129 (RA2, 256 bits) encrypt
 * everything from the hashes on; 6 and 130 ("ne") only what signs in.
 *
 *   reads   the server's key: bits u32, modulus, exponent              writes  the client's key, alike
 *                                                                       writes  its random number by the server's key: length u16, bytes
 *   reads   the server's random number by the client's key, alike
 *   from here on each side's messages are sealed by a key of its own, made of both numbers
 *                                                                       writes  hash of client's key, server's key
 *   reads   hash of server's key, client's key
 *   reads   1: name and password are wanted; 2: the password           writes  both, each behind its length u8
 */

const serverKeyBits = { least: 1024, most: 8192 };
const clientKeyBits = 2048;
const textBytes = 255;
const subtypes = { nameAndPassword: 1, password: 2 };

/** Kept for the whole process: it proves nothing about who we are, and making one takes a good part of a second. */
let clientKey: Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> | undefined;

/** An RSA key as it lies on the wire, and as OpenSSL knows it. */
interface WireKey {
  readonly key: KeyObject;
  /** Bytes of the modulus. */
  readonly bytes: number;
  readonly wire: Uint8Array;
}

/**
 * Signs in with RSA and AES.
 * @param aesBits 128 with SHA-1, 256 with SHA-256
 * @param scope whether all that follows is encrypted as well
 */
export function signInRsaAes(aesBits: 128 | 256, scope: 'everything' | 'signIn'): SignIn {
  const type = `RA2${scope === 'signIn' ? 'ne' : ''}${aesBits === 256 ? ' (256 bits)' : ''}`;
  const broken = (reason: string, cause?: unknown): BootcatchError => new BootcatchError('link.keyExchange', { type, reason }, { cause });
  const digest = (...parts: readonly Uint8Array[]): Uint8Array => createHash(aesBits === 128 ? 'sha1' : 'sha256').update(concat(...parts)).digest();
  const keyBytes = aesBits / 8;

  return async (wire, needs) => {
    const bits = toUint(await wire.read(4));
    if (bits < serverKeyBits.least || bits > serverKeyBits.most) throw broken(`RSA, ${bits} bit`);
    const server = readKey(bits, await wire.read(Math.ceil(bits / 8) * 2), broken);
    checkServerKey(server, needs);

    clientKey ??= promisify(generateKeyPair)('rsa', { modulusLength: clientKeyBits });
    const { publicKey, privateKey } = await clientKey;
    const client = wireKey(publicKey);
    const mine = randomBytes(keyBytes);
    wire.send(concat(client.wire, u16(server.bytes), encrypted(server, mine, broken)));

    if (toUint(await wire.read(2)) !== client.bytes) throw broken('length');
    const theirs = decrypted(privateKey, await wire.read(client.bytes), broken);
    if (theirs?.length !== keyBytes) throw broken('random');
    const outgoing = new RsaAesCipher(digest(theirs, mine).subarray(0, keyBytes));
    const incoming = new RsaAesCipher(digest(mine, theirs).subarray(0, keyBytes));
    const readSealed = async (length: number): Promise<Uint8Array> => {
      const header = await wire.read(2);
      if (toUint(header) !== length) throw broken('length');
      const opened = incoming.open(header, await wire.read(RsaAesCipher.sealedBytes(length)));
      if (!opened) throw broken('seal');
      return opened;
    };

    wire.send(outgoing.seal(digest(client.wire, server.wire)));
    const expected = digest(server.wire, client.wire);
    if (!Buffer.from(await readSealed(expected.length)).equals(expected)) throw broken('hash');
    const [subtype] = await readSealed(1);
    if (subtype !== subtypes.nameAndPassword && subtype !== subtypes.password) throw broken(`subtype ${subtype}`);
    if (subtype === subtypes.nameAndPassword && needs.username === undefined) throw new BootcatchError('link.usernameNeeded');
    const { name, password } = encodedCredentials(subtype === subtypes.password ? { ...needs, username: '' } : needs, type, { nameBytes: textBytes, passwordBytes: textBytes });
    wire.send(outgoing.seal(concat(Uint8Array.of(name.length), name, Uint8Array.of(password.length), password)));
    return scope === 'signIn' ? undefined : (link, received) => new RsaAesLink(link, received, { outgoing, incoming });
  };
}

/** @throws BootcatchError `link.serverKeyChanged`, `link.serverKeyUnknown` */
function checkServerKey({ key, wire }: WireKey, { serverKeySha256, linkIsPrivate }: SecurityNeeds): void {
  const fingerprint = createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex');
  // The form that RealVNC's and TigerVNC's viewers show.
  const short = createHash('sha1').update(wire).digest('hex').slice(0, 16).replace(/..(?!$)/g, '$&-');
  if (serverKeySha256 !== undefined && plainFingerprint(serverKeySha256) !== fingerprint) throw new BootcatchError('link.serverKeyChanged', { fingerprint, short });
  if (serverKeySha256 === undefined && linkIsPrivate !== true) throw new BootcatchError('link.serverKeyUnknown', { fingerprint, short });
}

type Broken = (reason: string, cause?: unknown) => BootcatchError;

function readKey(bits: number, numbers: Uint8Array, broken: Broken): WireKey {
  const bytes = numbers.length / 2;
  const [n, e] = [numbers.subarray(0, bytes), numbers.subarray(bytes)].map((number) => Buffer.from(number).toString('base64url')) as [string, string];
  try {
    return { key: createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' }), bytes, wire: concat(u32(bits), numbers) };
  } catch (error) {
    throw broken('RSA', error);
  }
}

function wireKey(key: KeyObject): WireKey {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  const bytes = clientKeyBits / 8;
  return { key, bytes, wire: concat(u32(clientKeyBits), ...[n, e].map((number) => leftPadded(Buffer.from(number, 'base64url'), bytes))) };
}

function encrypted({ key, bytes }: WireKey, text: Uint8Array, broken: Broken): Uint8Array {
  try {
    return leftPadded(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, text), bytes);
  } catch (error) {
    throw broken('RSA', error);
  }
}

/**
 * What PKCS #1 v1.5 filled up, by hand: Electron's BoringSSL decrypts without padding only. The key is for this alone, and a server that
 * errs learns no more than that.
 */
function decrypted(key: KeyObject, number: Uint8Array, broken: Broken): Uint8Array | undefined {
  let block: Uint8Array;
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, number);
  } catch (error) {
    throw broken('RSA', error);
  }
  const end = block.indexOf(0, 2);
  return block[0] === 0 && block[1] === 2 && end >= 10 ? block.subarray(end + 1) : undefined;
}

function leftPadded(number: Uint8Array, bytes: number): Uint8Array {
  return concat(new Uint8Array(bytes - number.length), number);
}

const toUint = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);
const u16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
const u32 = (value: number): Uint8Array => concat(u16(value >>> 16), u16(value & 0xffff));
