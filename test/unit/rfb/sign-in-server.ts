import { createDecipheriv, createHash, generateKeyPairSync, getDiffieHellman, privateDecrypt, publicEncrypt, createPublicKey, randomBytes, constants, type KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Link } from '../../../core/link/link.ts';
import { u16, u32 } from './bytes.ts';

/*
 * The servers' side of the security types, written from the community's RFB specification. What it computes with is Node's own Diffie-Hellman and
 * RSA and noVNC's EAX, none of which the client uses; and noVNC's client signs in here just as ours does.
 */

interface EaxKey {
  encrypt(algorithm: { iv: Uint8Array; additionalData: Uint8Array }, message: Uint8Array): Promise<Uint8Array>;
  decrypt(algorithm: { iv: Uint8Array; additionalData: Uint8Array }, sealed: Uint8Array): Promise<Uint8Array | null>;
}
/** noVNC's inner files, which ask for a browser's `window`. */
export const noVncRoot = new URL('.', pathToFileURL(createRequire(import.meta.url).resolve('@novnc/novnc')));
(globalThis as { window?: unknown }).window ??= globalThis;
export const { AESEAXCipher } = (await import(new URL('crypto/aes.js', noVncRoot).href)) as { AESEAXCipher: { importKey(key: Uint8Array): Promise<EaxKey> } };

export interface ServerWire {
  read(length: number): Promise<Buffer>;
  write(bytes: ArrayLike<number>): void;
}

export interface Told {
  readonly name: string;
  readonly password: string;
}

/** The server's end of a link, read in exact amounts. */
export function wireOf(link: Link): ServerWire {
  let bytes = Buffer.alloc(0);
  let wake = (): void => undefined;
  link.onData((chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    wake();
  });
  return {
    read: async (length) => {
      while (bytes.length < length) await new Promise<void>((resolve) => (wake = resolve));
      const taken = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      return taken;
    },
    write: (said) => link.send(Uint8Array.from(said)),
  };
}

const untilZero = (field: Buffer): string => field.subarray(0, field.indexOf(0)).toString();

/** RFC 2409's group of 1024 bits: macOS has one of that size. */
const half = getDiffieHellman('modp2');
half.generateKeys();

export async function serveApple(wire: ServerWire): Promise<Told> {
  const prime = half.getPrime();
  wire.write([...u16(half.getGenerator().readUInt8()), ...u16(prime.length), ...prime, ...padded(half.getPublicKey(), prime.length)]);
  const encrypted = await wire.read(128);
  const secret = padded(half.computeSecret(await wire.read(prime.length)), prime.length);
  const cipher = createDecipheriv('aes-128-ecb', createHash('md5').update(secret).digest(), null).setAutoPadding(false);
  const fields = Buffer.concat([cipher.update(encrypted), cipher.final()]);
  return { name: untilZero(fields.subarray(0, 64)), password: untilZero(fields.subarray(64)) };
}

/** A prime of 64 bits, as UltraVNC makes one anew each time. */
const [smallPrime, smallGenerator, serverExponent] = [0xf3b1_2d5a_8c4e_6fe3n, 5n, 0x1234_5678_9abc_def1n];

export async function serveMsLogon(wire: ServerWire): Promise<Told> {
  const bytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(16, '0'), 'hex');
  wire.write([...bytes(smallGenerator), ...bytes(smallPrime), ...bytes(powerOf(smallGenerator, serverExponent))]);
  const secret = bytes(powerOf((await wire.read(8)).readBigUInt64BE(), serverExponent));
  const key = secret.map((byte) => parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
  const open = (field: Buffer): string => {
    const cipher = createDecipheriv('des-ede3-cbc', Buffer.concat([key, key, key]), secret).setAutoPadding(false);
    return untilZero(Buffer.concat([cipher.update(field), cipher.final()]));
  };
  return { name: open(await wire.read(256)), password: open(await wire.read(64)) };
}

function powerOf(base: bigint, exponent: bigint): bigint {
  return exponent === 0n ? 1n : (powerOf((base * base) % smallPrime, exponent / 2n) * (exponent % 2n === 1n ? base : 1n)) % smallPrime;
}

function padded(number: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(length - number.length), number]);
}

export interface RsaAesServer {
  readonly bits: 128 | 256;
  readonly everything: boolean;
  readonly subtype: 1 | 2;
  readonly key: ReturnType<typeof rsaKey>;
  /** Says another hash than the keys have. */
  readonly lies?: boolean;
}

export const rsaKey = (bits = 1024): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } => generateKeyPairSync('rsa', { modulusLength: bits });

/** What a person pins, as OpenSSL computes it from the key's file. */
export const fingerprintOf = (key: KeyObject): string => createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex');

/** @returns what was told, and the wire for what follows */
export async function serveRsaAes(wire: ServerWire, { bits, everything, subtype, key, lies = false }: RsaAesServer): Promise<Told & { readonly after: ServerWire }> {
  const { n = '', e = '' } = key.publicKey.export({ format: 'jwk' });
  const modulus = Buffer.from(n, 'base64url');
  const mine = Buffer.from([...u32(modulus.length * 8), ...modulus, ...padded(Buffer.from(e, 'base64url'), modulus.length)]);
  wire.write(mine);
  const length = await wire.read(4);
  const bytes = Math.ceil(length.readUInt32BE() / 8);
  const theirs = Buffer.concat([length, await wire.read(bytes * 2)]);
  const clientKey = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: theirs.subarray(4, 4 + bytes).toString('base64url'), e: theirs.subarray(4 + bytes).toString('base64url') } });
  const random = randomBytes(bits / 8);
  const encrypted = publicEncrypt({ key: clientKey, padding: constants.RSA_PKCS1_PADDING }, random);
  wire.write([...u16(encrypted.length), ...encrypted]);
  const clientRandom = privateDecrypt({ key: key.privateKey, padding: constants.RSA_PKCS1_PADDING }, await wire.read((await wire.read(2)).readUInt16BE()));
  const hash = (...parts: Buffer[]): Buffer => createHash(bits === 128 ? 'sha1' : 'sha256').update(Buffer.concat(parts)).digest();
  const [serverSession, clientSession] = await Promise.all([hash(clientRandom, random), hash(random, clientRandom)].map((session) => AESEAXCipher.importKey(Uint8Array.from(session.subarray(0, bits / 8)))));
  if (!serverSession || !clientSession) throw new Error('no keys');
  const [sent, received] = [counter(), counter()];
  const writeSealed = async (message: ArrayLike<number>): Promise<void> => {
    const iv = sent();
    const header = Uint8Array.from(u16(message.length));
    wire.write([...header, ...(await serverSession.encrypt({ iv, additionalData: header }, Uint8Array.from(message)))]);
  };
  const readSealed = async (): Promise<Buffer> => {
    const header = await wire.read(2);
    const sealed = await wire.read(header.readUInt16BE() + 16);
    const message = await clientSession.decrypt({ iv: received(), additionalData: Uint8Array.from(header) }, Uint8Array.from(sealed));
    if (!message) throw new Error('The client’s seal is broken.');
    return Buffer.from(message);
  };
  await writeSealed(lies ? Buffer.alloc(hash().length) : hash(mine, theirs));
  const proof = await readSealed();
  if (!proof.equals(hash(theirs, mine))) throw new Error('The client’s hash is wrong.');
  await writeSealed([subtype]);
  const credentials = await readSealed();
  const nameBytes = credentials[0] ?? 0;
  const name = credentials.subarray(1, 1 + nameBytes).toString();
  const password = credentials.subarray(2 + nameBytes, 2 + nameBytes + (credentials[1 + nameBytes] ?? 0)).toString();
  let waiting = Buffer.alloc(0);
  const writes: Promise<void>[] = [];
  const sealedWire: ServerWire = {
    read: async (length) => {
      while (waiting.length < length) waiting = Buffer.concat([waiting, await readSealed()]);
      const taken = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      return taken;
    },
    // One behind the other: sealing takes turns.
    write: (said) => void writes.push((writes.at(-1) ?? Promise.resolve()).then(() => writeSealed(said))),
  };
  return { name, password, after: everything ? sealedWire : wire };
}

/** The place of each message, the lowest byte first. */
function counter(): () => Uint8Array {
  let next = 0;
  return () => {
    const nonce = new Uint8Array(16);
    new DataView(nonce.buffer).setUint32(0, next++, true);
    return nonce;
  };
}
